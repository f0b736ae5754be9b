"""Routes as a table: what each matter is, who gets it, by which row."""

from dataclasses import replace
from typing import Any

import pytest

from rules.alerts import AlertKind, AlertState
from rules.matters import Matter
from rules.routes import Route
from rules.routing import Routing, route
from rules.rulebook import Region, Rulebook
from tests.alerts.office import RECEIVERS, ROUTES, alerts_office

PLAIN = Matter(
    kind=AlertKind.CARD,
    about_id="T-04-1",
    about_revision=1,
    about_state="issued",
    stage="issued",
    colour="yellow",
    rule_id="T-04",
    case_no="case-1",
    card_id="T-04-1",
    item_code="I",
    dept_code="D",
    region_code="430102",
    title="黄牌 / yellow card",
    over=None,
)
DAY = "2018-10-25"


def routed(register: Rulebook, **changes: Any) -> Routing:
    return route(PLAIN._replace(**changes), register, DAY)


def names(routing: Routing) -> list[str]:
    return [each.receiver for each in routing.routed]


CASES: list[tuple[str, dict[str, Any], list[str], str]] = [
    ("a yellow card", {}, ["heads/D"], "cards › yellow"),
    ("a red card", {"colour": "red", "rule_id": "T-05"}, ["supervision", "heads/D"], "cards › red"),
    ("a warning", {"colour": "warning"}, ["heads/D"], "cards › warnings"),
    ("of another department", {"dept_code": "E"}, ["heads/E"], "cards › yellow"),
    ("no row below takes it: the row itself", {"stage": "proposed"}, ["supervision"], "cards"),
    ("a lead", {"kind": AlertKind.LEAD, "stage": "open", "colour": None}, ["supervision"], "leads"),
    ("a referral", {"kind": AlertKind.REFERRAL, "stage": "referred"}, ["discipline"], "referrals"),
    ("nothing takes a ticket", {"kind": AlertKind.TICKET, "stage": "open", "colour": None}, [], ""),
]


@pytest.mark.parametrize(
    ("changes", "receivers", "path"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_who_gets_what(changes: dict[str, Any], receivers: list[str], path: str) -> None:
    routing = routed(alerts_office(), **changes)

    assert names(routing) == receivers
    assert all(each.reason.startswith(f"路由 / route {path}: kinds=") for each in routing.routed)
    assert (routing.unreached is None) is bool(receivers)


MATCHERS: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("a rule", {"rules": ("T-04",)}, {}, True),
    ("another rule", {"rules": ("T-05",)}, {}, False),
    ("rules that begin so", {"rules": ("P-*", "T-*")}, {}, True),
    ("T-1* is not T-04", {"rules": ("T-1*",)}, {}, False),
    ("no rule at all", {"rules": ("T-*",)}, {"rule_id": None}, False),
    ("a department", {"depts": frozenset({"D"})}, {}, True),
    ("another department", {"depts": frozenset({"E"})}, {}, False),
    ("no department", {"depts": frozenset({"D"})}, {"dept_code": None}, False),
    ("an item", {"items": frozenset({"I"})}, {}, True),
    ("another item", {"items": frozenset({"J"})}, {}, False),
    ("the region", {"regions": frozenset({"430102"})}, {}, True),
    ("a region above it", {"regions": frozenset({"430000"})}, {}, True),
    ("a region below it", {"regions": frozenset({"430102"})}, {"region_code": "430100"}, False),
    ("no region", {"regions": frozenset({"430000"})}, {"region_code": None}, False),
    ("both of two", {"rules": ("T-04",), "colours": frozenset({"yellow"})}, {}, True),
    ("one of two", {"rules": ("T-04",), "colours": frozenset({"red"})}, {}, False),
]


@pytest.mark.parametrize(
    ("row", "changes", "fits"), [case[1:] for case in MATCHERS], ids=[c[0] for c in MATCHERS]
)
def test_what_a_matcher_takes(row: dict[str, Any], changes: dict[str, Any], fits: bool) -> None:
    regions = {
        code: Region(code, code, parent, "city")
        for code, parent in (("430000", None), ("430100", "430000"), ("430102", "430100"))
    }
    book = replace(alerts_office(), regions=regions, routes=(Route("r", receivers=("supervision",), **row),))

    assert (names(routed(book, **changes)) == ["supervision"]) is fits


def test_the_first_row_that_takes_it_ends_the_level_unless_it_goes_on() -> None:
    first = Route("first", receivers=("supervision",))
    second = Route("second", receivers=("hr", "supervision"))

    assert names(routed(replace(alerts_office(), routes=(first, second)))) == ["supervision"]
    routing = routed(replace(alerts_office(), routes=(replace(first, go_on=True), second)))
    assert [(each.receiver, each.route) for each in routing.routed] == [
        ("supervision", "first"),
        ("hr", "second"),
    ]


def test_whatever_the_rows_say_discipline_inspection_gets_referrals_only() -> None:
    book = replace(alerts_office(), routes=(Route("all", receivers=("discipline",)),))

    for kind in AlertKind:
        for stage in ("proposed", "issued", "open", "overdue"):
            if kind is not AlertKind.REFERRAL:
                routing = routed(book, kind=kind, stage=stage)
                assert names(routing) == []
                assert "not confirmed by a person" in (routing.unreached or "")
    assert names(routed(book, kind=AlertKind.REFERRAL, stage="referred")) == ["discipline"]


def test_a_matter_without_a_department_has_no_head_and_says_so() -> None:
    routing = routed(alerts_office(), dept_code=None)

    assert names(routing) == []
    assert routing.unreached == "heads: 没有责任部门 / no department"


def test_every_row_asked_is_named_with_what_did_not_fit() -> None:
    assert [(step.path, step.failed) for step in routed(alerts_office()).steps] == [
        ("referrals", "kinds"),
        ("cards", ""),
        ("cards › red", "colours"),
        ("cards › yellow", ""),
    ]


def test_alerts_of_one_group_may_be_told_in_one_message_and_others_are_their_own() -> None:
    yellow = routed(alerts_office()).routed[0].group

    assert yellow == routed(alerts_office(), about_id="T-04-2").routed[0].group == "yellow dept=D"
    assert yellow != routed(alerts_office(), dept_code="E").routed[0].group
    red = {"colour": "red"}
    assert (
        routed(alerts_office(), **red).routed[0].group
        != routed(alerts_office(), about_id="T-05-2", **red).routed[0].group
    )


def test_routing_needs_nothing_but_the_matter_and_the_rulebook() -> None:
    assert routed(alerts_office()) == routed(
        replace(alerts_office(), receivers=dict(RECEIVERS), routes=ROUTES)
    )
    assert routed(alerts_office(), over=AlertState.CLOSED).routed == routed(alerts_office()).routed
