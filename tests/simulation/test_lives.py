"""From facts to the cards that must stand: what data and people do to the states of cards, one case at a time."""

from datetime import datetime
from typing import Any

import pytest

from streams.calendar_source import built_in_calendar
from streams.simulation.case import Application, Case
from streams.simulation.city import build_city
from streams.simulation.days import DAY, Days, instant_of
from streams.simulation.desk import BY_HAND, NOTHING, Desk
from streams.simulation.hours import dice
from streams.simulation.truth import Fact

MONDAY = instant_of(datetime.fromisoformat("2026-03-02T00:00:00+08:00"))
END = MONDAY + 60 * DAY
CITY = build_city()


@pytest.fixture
def case() -> Case:
    application = Application("c1", CITY.items[1], "window", MONDAY)
    return Case(application, CITY, Days(built_in_calendar()), dice("lives"))


def _fact(rule: str, colour: str, day: int = 0, occasion: str = "case", **more: Any) -> Fact:
    moment = MONDAY + day * DAY
    return Fact(rule, colour, occasion, moment, moment)._replace(**more)


def _desk(case: Case, *facts: Fact, end: int = END, unmuted: int = 0) -> Desk:
    case.facts = list(facts)
    desk = Desk(case, end, unmuted)
    desk.live()
    return desk


def _states(case: Case, *facts: Fact, end: int = END) -> dict[tuple[str, str], str]:
    standing = list(_desk(case, *facts, end=end).planted("planter"))
    found = {(each.rule_id, each.colour): each.state for each in standing}
    assert len(found) == len(standing)
    return found


def test_only_the_highest_colour_of_the_limit_class_stands(case: Case) -> None:
    facts = (_fact("T-03", "warning"), _fact("T-05", "red", 10))
    assert _states(case, *facts) == {("T-03", "warning"): "superseded", ("T-05", "red"): "answered"}
    assert _states(case, *facts, end=MONDAY + 10 * DAY - 1) == {("T-03", "warning"): "issued"}


def test_a_moment_that_equals_the_end_has_come(case: Case) -> None:
    fact = _fact("T-09", "yellow", 1)
    assert _states(case, fact, end=MONDAY + DAY) == {("T-09", "yellow"): "issued"}
    assert _states(case, fact, end=MONDAY + DAY - 1) == {}


def test_what_is_not_recorded_by_the_end_is_not_known(case: Case) -> None:
    fact = _fact("P-02", "yellow", known_at=MONDAY + DAY)
    assert _states(case, fact, end=MONDAY + DAY - 1) == {}


def test_what_is_no_longer_so_is_withdrawn(case: Case) -> None:
    fact = _fact("T-06", "red", proposed=True, until=MONDAY + DAY)
    assert _states(case, fact, end=MONDAY + DAY - 1) == {("T-06", "red"): "proposed"}
    assert _states(case, fact) == {}


def test_a_rising_rule_has_one_card_for_each_occasion_and_each_rise_wants_an_answer(case: Case) -> None:
    facts = (
        _fact("T-07", "warning", occasion="first"),
        _fact("T-07", "yellow", 2, occasion="first"),
        _fact("T-07", "warning", 3, occasion="second"),
    )
    assert _states(case, *facts) == {("T-07", "yellow"): "answered", ("T-07", "warning"): "issued"}


def test_a_proposed_card_supersedes_nothing_until_it_is_confirmed(case: Case) -> None:
    facts = (
        _fact("P-01", "yellow", occasion="stage a"),
        _fact("P-01", "red", occasion="stage a red", group="stage a", proposed=True),
    )
    assert _states(case, *facts) == {("P-01", "yellow"): "answered", ("P-01", "red"): "proposed"}
    case.plans["P-01"] = ("confirm",)
    assert _states(case, *facts, end=MONDAY + 5 * DAY) == {
        ("P-01", "yellow"): "superseded",
        ("P-01", "red"): "issued",
    }


def test_a_card_is_answered_within_three_working_days_by_the_leader_or_the_liaison(case: Case) -> None:
    answer, *later = _desk(case, _fact("T-04", "yellow")).events
    assert all(each.event.startswith("ticket_") and each.time > answer.time for each in later)
    assert answer.event == "card_answer"
    assert MONDAY + DAY < answer.time < MONDAY + 4 * DAY
    assert answer.data["actor_id"] in {case.office.leader.staff_id, case.office.liaison.staff_id}


@pytest.mark.parametrize(("moment", "expected"), [(-1, False), (0, True)])
def test_nobody_answers_and_at_midnight_after_the_fifth_working_day_there_is_a_red_card(
    case: Case, moment: int, expected: bool
) -> None:
    case.plans["T-04"] = ()
    states = _states(case, _fact("T-04", "yellow"), end=MONDAY + 8 * DAY + moment)
    assert (("E-01", "red") in states) is expected
    assert states[("T-04", "yellow")] == "issued"


def test_warnings_and_proposed_cards_want_no_answer(case: Case) -> None:
    facts = (_fact("T-03", "warning"), _fact("P-15", "yellow", proposed=True))
    assert _states(case, *facts) == {("T-03", "warning"): "issued", ("P-15", "yellow"): "proposed"}


def test_an_answer_that_comes_too_late_leaves_the_red_card_and_revoking_takes_it_away(case: Case) -> None:
    late = (NOTHING,) * 6
    case.plans["T-04"] = (*late, "answer")
    assert _states(case, _fact("T-04", "yellow"))[("E-01", "red")] == "issued"
    case.plans["T-04"] = (*late, "revoke")
    assert _states(case, _fact("T-04", "yellow")) == {("T-04", "yellow"): "revoked"}


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        (("appeal", "grant"), "revoked"),
        (("answer", "appeal", "deny"), "stands"),
        (("appeal", "send_back", "answer"), "answered"),
        (("appeal", "refer_up"), "appealed"),
        (("answer", "revoke"), "revoked"),
        (("grant",), "issued"),
    ],
)
def test_a_move_leads_from_the_state_it_may_be_made_in(
    case: Case, moves: tuple[str, ...], state: str
) -> None:
    case.plans["T-04"] = moves
    assert _states(case, _fact("T-04", "yellow"), end=MONDAY + 5 * DAY) == {("T-04", "yellow"): state}


def test_a_card_sent_back_wants_an_answer_anew(case: Case) -> None:
    case.plans["T-04"] = ("appeal", "send_back")
    assert _states(case, _fact("T-04", "yellow"))[("E-01", "red")] == "issued"


def test_a_revoked_card_keeps_the_lower_one_down_unless_that_is_to_stand_again(case: Case) -> None:
    facts = (_fact("T-04", "yellow"), _fact("T-05", "red", 10))
    case.plans["T-05"] = ("revoke",)
    assert _states(case, *facts) == {("T-04", "yellow"): "superseded", ("T-05", "red"): "revoked"}
    case.plans["T-05"] = ("reinstate",)
    assert _states(case, *facts) == {("T-04", "yellow"): "answered", ("T-05", "red"): "revoked"}


def test_whoever_issued_a_card_by_hand_does_not_confirm_it(case: Case) -> None:
    case.plans[BY_HAND] = ("P-17", "confirm", "answer")
    issued, confirmed, answered = _desk(case).events
    assert [each.event for each in (issued, confirmed, answered)] == [
        "card_issue_manual",
        "card_confirm",
        "card_answer",
    ]
    assert issued.data["actor_id"] != confirmed.data["actor_id"]


def test_nobody_decides_on_an_appeal_of_his_own_department() -> None:
    for dept in CITY.offices:
        deciding = {who.dept for who in CITY.adjudicators(dept)}
        assert len(deciding) == 1
        assert dept not in deciding
