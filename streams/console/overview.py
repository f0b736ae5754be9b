"""The first page: how many cards stand, what waits for somebody, what is late, within what the person may see."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from dashboards.console.charts import drawing_of
from dashboards.console.models import Line, Texts
from rules.rule_table import RULES
from rules.zone import iso_date
from streams.card_words import COLOURS, rule_name
from streams.console.console import Console
from streams.console.lists import scope_hint
from streams.console.places import start_of
from streams.console.visit import Visit, redirect, visit_of

SOON_DAYS = 3
COLOUR_ORDER = ("red", "yellow", "warning")
MOST_UNITS = 30
MOST_DRAWN = 10

Table = tuple[str, list[str], list[Line], str]
"""Title, headings, rows, and the rows as a chart."""

Row = Mapping[str, Any]


class Figure(NamedTuple):
    """A number, what it counts, and the list behind it; `mark` is a colour it is shown with."""

    value: int
    name: str
    link: str
    mark: str = ""


def add_overview(router: APIRouter, console: Console) -> None:
    """The page, and the door to whichever page somebody's day begins on."""

    @router.get("/console/")
    async def home(request: Request) -> Response:
        visit = await visit_of(console, request)
        start = start_of(visit.viewer.member.roles)
        return await _overview(visit) if start == "overview" else redirect(f"/console/{start}")

    @router.get("/console/overview")
    async def overview(request: Request) -> Response:
        return await _overview(await visit_of(console, request, "overview"))


async def _overview(visit: Visit) -> Response:
    shelf, scope, today = visit.console.shelf, visit.viewer.scope(), visit.viewer.office.day
    cards, work = await asyncio.gather(
        shelf.lately("overview_cards", **scope),
        shelf.lately("overview_work", **scope, today=iso_date(today), soon=iso_date(today + SOON_DAYS)),
    )
    return visit.page(
        "overview.html", visit.say("总览", "Overview"), "overview", hint=scope_hint(visit),
        now=visit.viewer.office.zone.wall(visit.console.clock() // 60_000 * 60_000),
        figures=[*_card_figures(visit, cards), *_work_figures(visit, work)],
        tables=[_by_rule(visit, cards), _by_unit(visit, cards)],
    )  # fmt: skip


def _card_figures(visit: Visit, cards: Sequence[Row]) -> list[Figure]:
    say, colours = visit.say, Counter[str]()
    for row in cards:
        colours[row["colour"]] += int(row["standing"])
    waiting = sum(int(row["proposed"]) for row in cards)
    return [
        *(
            Figure(
                colours[colour], f"{visit.viewer.word(COLOURS[colour])}{say('（有效）', ' (standing)')}",
                _link("cards", state="standing", colour=colour), colour,
            )
            for colour in COLOUR_ORDER
        ),
        Figure(waiting, say("待确认的牌", "Cards that wait for confirmation"), _link("cards", state="proposed")),
    ]  # fmt: skip


def _work_figures(visit: Visit, work: Sequence[Row]) -> list[Figure]:
    say = visit.say
    of = {row["what"]: row for row in work}
    tickets, cases = of["tickets"], of["cases"]
    return [
        Figure(int(tickets["open"]), say("未办结的工单", "Open tickets"), "/console/tickets"),
        Figure(
            int(tickets["late"]), say("其中曾经超期", "of them once overdue"), _link("tickets", overdue="1")
        ),
        Figure(
            int(cases["soon"]),
            say("三日内到期的办件", "Cases due within three days"),
            _link("due", until_day=iso_date(visit.viewer.office.day + SOON_DAYS)),
        ),
        Figure(
            int(cases["late"]),
            say("已超承诺期限的办件", "Open cases past the promise"),
            _link("due", late="1"),
        ),
    ]


def _by_rule(visit: Visit, cards: Sequence[Row]) -> Table:
    word = visit.viewer.word
    named = {rule_id: f"{rule_id} {word(rule_name(rule_id))}" for rule_id in RULES}
    lines = _counted(cards, "rule_id", lambda code: named.get(code, code), "rule_id")
    return _table(visit, ("有效的牌，按规则", "Cards that stand, by rule"), ("规则", "rule"), lines)


def _by_unit(visit: Visit, cards: Sequence[Row]) -> Table:
    lines = _counted(cards, "dept_code", visit.viewer.unit, "dept_code")[:MOST_UNITS]
    return _table(visit, ("有效的牌，按单位", "Cards that stand, by unit"), ("单位", "unit"), lines)


def _table(visit: Visit, title: Texts, what: Texts, lines: list[Line]) -> Table:
    word = visit.viewer.word
    names = [word(COLOURS[colour]) for colour in COLOUR_ORDER]
    shown = lines[:MOST_DRAWN]
    figures = [[float(cell) for cell in line.cells[1:]] for line in shown]
    drawing = drawing_of(
        word(title), COLOUR_ORDER, names, [line.cells[0] for line in shown], figures, stacked=True,
        links=[line.link for line in shown],
    )  # fmt: skip
    return word(title), [word(what), *names], lines, drawing


def _counted(cards: Sequence[Row], column: str, name: Callable[[str], str], parameter: str) -> list[Line]:
    """A line for each value of a column with cards that stand, those with the most grave ones first."""
    counts: dict[str, Counter[str]] = {}
    for row in cards:
        if int(row["standing"]):
            counts.setdefault(row[column], Counter())[row["colour"]] += int(row["standing"])
    ordered = sorted(
        counts.items(), key=lambda item: ([-item[1][colour] for colour in COLOUR_ORDER], item[0])
    )
    return [
        Line(
            _link("cards", state="standing", **{parameter: code}),
            (name(code), *(str(found[colour]) for colour in COLOUR_ORDER)),
            at=0,
        )
        for code, found in ordered
    ]


def _link(place: str, **filters: str) -> str:
    return f"/console/{place}?{urlencode(filters)}"
