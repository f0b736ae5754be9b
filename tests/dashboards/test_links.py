"""Links of panels lead to pages that the console has, with filters that it knows."""

import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboards.boards import BOARDS, CITY
from dashboards.catalogue import Panel, panels
from dashboards.columns import columns
from dashboards.grafana.links import cell_link, list_link
from sinks.named_queries import query_named
from streams.console.router import console_router

FILTERS = {
    "cards": {*query_named("cards_page").types, "since_day", "until_day"},
    "cases": {*query_named("cases_page").types, "since_day", "until_day"},
    "due": {*query_named("due_next").types, "late", "since_day", "until_day"},
    "tickets": {*query_named("open_tickets").types, "mine", "overdue", "since_day", "until_day"},
    "ratings": {*query_named("ratings_page").types, "since_day", "until_day"},
    "leads": {*query_named("leads_page").types, "since_day", "until_day"},
    **{
        f"boards/{board.uid}": {"dept_code", "since_day", "until_day"}
        for board in BOARDS
        if board.folder == CITY
    },
}
"""The console's lists, and its boards that are for everybody; what each can be narrowed to."""


def paths(panel: Panel) -> list[str]:
    links = [panel.link_of(column) for column in panel.columns]
    links = [cell_link(panel, each) for each in links if each]
    boards = [list_link(panel, of_row=each) for each in (True, False) if panel.link]
    return [each.removeprefix("${console}/") for each in (*links, *boards) if each]


def routes() -> set[str]:
    """What the console answers, without its own beginning and without what is in braces."""
    nobody: Any = SimpleNamespace(clock=None)  # nothing is asked of it
    found = {str(getattr(route, "path", "")) for route in console_router(nobody).routes}
    return {
        re.sub(r"\{.*", "", path.removeprefix("/console/")) for path in found if path.startswith("/console/")
    }


@pytest.mark.parametrize("panel", panels().values(), ids=lambda panel: panel.name)
def test_a_link_leads_to_a_page_that_knows_its_filters(panel: Panel) -> None:
    for path in paths(panel):
        parts = urlsplit(path)
        if parts.path in FILTERS:
            assert parse_qs(parts.query, keep_blank_values=True).keys() <= FILTERS[parts.path], path
        else:
            assert re.sub(r"[^/]+$", "", parts.path) in routes(), path


@pytest.mark.parametrize("panel", panels().values(), ids=lambda panel: panel.name)
def test_what_a_link_takes_from_its_row_is_there(panel: Panel) -> None:
    named = {name for path in (panel.link, *panel.links.values()) for name in re.findall(r"\{(\w+)\}", path)}

    assert named <= set(panel.columns)
    assert panel.links.keys() <= set(panel.columns)


def test_the_lists_and_pages_are_there() -> None:
    lists = {name for name in FILTERS if not name.startswith("boards/")}
    assert {*lists, "boards/", "cards/", "cases/", "leads/", "tickets/"} <= routes()
    assert {column.link.split("/")[0] for column in columns().values() if column.link} == {
        "cards",
        "cases",
        "leads",
        "tickets",
    }


def test_behind_the_whole_panel_lies_the_list_without_what_one_row_is_about() -> None:
    link = panels()["limit_cards_by_rule"]

    assert "rule_id=${__data.fields.rule_id:percentencode}" in list_link(link, of_row=True)
    whole = list_link(link, of_row=False)
    assert whole.startswith("${console}/cards?state=standing&dept_code=${department:csv}&since_day=")
    assert "rule_id" not in whole
