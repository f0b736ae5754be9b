"""What an office may choose: counting by the clock, other colours and modes, several versions, who answers."""

from dataclasses import replace
from typing import Any

import pytest

from rules.court import Court
from rules.lane import Lane, Record
from rules.privacy import Border
from rules.rulebook import Colour, Duty, Mode, Rulebook, StaffMember
from tests.oracle.book import StageFacts
from tests.rules.engine import Card, cards_at, milliseconds, recorded
from tests.rules.offices import ANNOUNCED, office
from tests.rules.writing import CaseLog, at, rulebook_of

CALENDAR = ANNOUNCED.real()


def book(**item: Any) -> Rulebook:
    return rulebook_of(office(**item).book)


def with_rule(rulebook: Rulebook, rule_id: str, **changed: Any) -> Rulebook:
    """The rulebook with other settings of one rule; parameters are merged."""
    settings = rulebook.rules[rule_id]
    parameters = {**settings.parameters, **changed.pop("parameters", {})}
    return replace(
        rulebook, rules={**rulebook.rules, rule_id: replace(settings, parameters=parameters, **changed)}
    )


def by_the_clock(rulebook: Rulebook) -> Rulebook:
    for rule_id in ("T-01", "T-03", "T-04", "T-05", "T-07", "T-09", "T-10"):
        parameters: dict[str, Any] = {"counting_mode": "clock"}
        if rule_id in ("T-03", "T-10"):
            parameters["warn_days"] = 3
        rulebook = with_rule(rulebook, rule_id, parameters=parameters)
    return rulebook


def look(log: CaseLog, rulebook: Rulebook, when: str) -> dict[str, Card]:
    """The standing cards by rule (the tests have one of each)."""
    cards = cards_at(log.events, rulebook, CALENDAR, at(when, log.zone))
    return {card["rule_id"]: card for card in cards.values() if card["state"] != "withdrawn"}


def accepted(when: str = "2018-10-15 10:00") -> CaseLog:
    return CaseLog().add("accepted", when, item_code="I", voucher_no="v")


@pytest.mark.parametrize(
    ("rule", "last_moment"),
    [("T-04", "2018-10-24 10:00"), ("T-05", "2018-10-29 10:00")],
)
def test_by_the_clock_a_limit_ends_at_the_same_clock_time_and_is_exceeded_just_after(
    rule: str, last_moment: str
) -> None:
    rulebook = by_the_clock(book(promise=7, legal=10))

    assert rule not in look(accepted(), rulebook, last_moment)
    card = look(accepted(), rulebook, last_moment + ":00.001")[rule]
    assert card["violated_at"] == at(last_moment).isoformat(timespec="milliseconds")
    in_time = accepted().add("decided", last_moment, result="approved")
    assert rule not in look(in_time, rulebook, "2018-12-01 00:00")
    late = accepted().add("decided", last_moment + ":00.001", result="approved")
    assert rule in look(late, rulebook, "2018-12-01 00:00")


def test_by_the_clock_the_warning_comes_at_the_same_clock_time_of_the_warning_day() -> None:
    rulebook = by_the_clock(book(promise=7, legal=10))

    assert "T-03" not in look(accepted(), rulebook, "2018-10-19 09:59:59.999")
    assert look(accepted(), rulebook, "2018-10-19 10:00")["T-03"]["violated_at"].startswith(
        "2018-10-19T10:00"
    )


@pytest.mark.parametrize(
    ("moment", "colour"),
    [
        ("2018-10-19 10:00", "warning"),
        ("2018-10-24 10:00:00.001", "yellow"),
        ("2018-10-25 10:00:00.001", "red"),
    ],
)
def test_by_the_clock_a_procedure_of_seven_days_warns_and_rises_on_the_published_days(
    moment: str, colour: str
) -> None:
    log = CaseLog().add(
        "special_started", "2018-10-15 10:00", kind="testing", days=7, notice_written=True, approver_id="a"
    )

    card = look(log, by_the_clock(book(promise=7, legal=10)), moment)["T-10"]

    assert card["colour"] == colour


def test_by_the_clock_a_stage_may_be_left_at_the_last_moment() -> None:
    stage = StageFacts("S", limit_days=2)
    rulebook = by_the_clock(rulebook_of(office(stage, promise=20, legal=30).book))
    log = accepted().add("stage_entered", "2018-10-15 14:30", stage_code="S")

    assert look(log, rulebook, "2018-10-17 14:30")["T-07"]["colour"] == "warning"
    assert look(log, rulebook, "2018-10-17 14:30:00.001")["T-07"]["colour"] == "yellow"


def test_colours_are_the_rulebooks_and_a_class_keeps_its_order_where_they_are_the_same() -> None:
    rulebook = with_rule(book(promise=7, legal=10), "T-04", colours={"yellow": Colour.RED})

    cards = look(accepted(), rulebook, "2018-11-30 00:00")

    assert (cards["T-04"]["colour"], cards["T-04"]["state"]) == ("red", "superseded")
    assert (cards["T-05"]["colour"], cards["T-05"]["state"]) == ("red", "issued")
    assert cards["T-04"]["superseded_by"] == cards["T-05"]["card_id"]


def test_in_confirm_mode_a_card_is_proposed_and_supersedes_nothing() -> None:
    rulebook = with_rule(book(promise=7, legal=10), "T-05", modes={"red": Mode.CONFIRM})

    cards = look(accepted(), rulebook, "2018-11-30 00:00")

    assert cards["T-05"]["state"] == "proposed"
    assert (cards["T-05"]["issued_at"], cards["T-05"]["answer_due"]) == (None, None)
    assert cards["T-04"]["state"] == "issued"


def test_a_rule_that_is_switched_off_makes_no_card_and_the_others_go_on() -> None:
    rulebook = with_rule(book(promise=7, legal=10), "T-04", enabled=False)

    cards = look(accepted(), rulebook, "2018-11-30 00:00")

    assert set(cards) == {"T-03", "T-05"}


def test_a_second_extension_counts_only_where_the_rulebook_allows_two() -> None:
    log = accepted()
    for day in ("2018-10-16 09:00", "2018-10-17 09:00"):
        log.add("extension_approved", day, days=2, reason="r", told_at=at(day).isoformat())
    once = book(promise=7, legal=10)
    twice = with_rule(once, "T-11", parameters={"max_count": 2})

    assert look(log, once, "2018-12-01 00:00")["T-04"]["extension_days"] == 2
    assert "T-11" in look(log, once, "2018-12-01 00:00")
    assert look(log, twice, "2018-12-01 00:00")["T-04"]["extension_days"] == 4
    assert "T-11" not in look(log, twice, "2018-12-01 00:00")


def test_a_case_is_judged_by_the_version_in_force_on_the_day_it_started() -> None:
    old = replace(book(promise=7, legal=10), version="old", rulebook_hash="old")
    new = replace(
        book(promise=3, legal=5),
        version="new",
        rulebook_hash="new",
        valid_from=at("2018-10-16 00:00").toordinal(),
    )
    for start, pinned, due in (("2018-10-15", "old", "2018-10-24"), ("2018-10-16", "new", "2018-10-19")):
        log = accepted(f"{start} 10:00")
        store: dict[str, bytes] = {}
        lane = Lane(Court([new, old], CALENDAR, Border()), store)
        for place, event in enumerate(log.events):
            lane.take(Record("case-events", -1, place, None, _json(event), recorded(event)))
        lane.advance(milliseconds(at("2018-12-01 00:00")))
        lane.end_turn()
        assert _limit_card(store) == (pinned, due)


def test_a_clock_falls_to_the_stage_open_then_else_to_the_acceptance_else_to_the_person_on_duty() -> None:
    always = {"valid_from": 1, "valid_to": 3_000_000}
    staffed = replace(
        rulebook_of(office(StageFacts("S"), promise=7, legal=30).book),
        duties=(Duty("D", "on-duty", None, frozenset(range(1, 8)), takes=frozenset(), **always),),
        staff={"u9": (StaffMember("u9", "n", "D", "official", "examiner", (), **always),)},
    )
    in_stage = accepted().add("stage_entered", "2018-10-16 09:00", stage_code="S", staff_id="u9")
    left = accepted().add("stage_entered", "2018-10-16 09:00", stage_code="S", staff_id="u9")
    left.add("stage_left", "2018-10-17 09:00", stage_code="S").events[0]["data"]["staff_id"] = "u1"

    who = {"staff_id": "u9", "post": "examiner", "role": "handle", "dept_code": "D"}
    assert look(in_stage, staffed, "2018-11-01 00:00")["T-04"]["responsible"] == who
    assert look(left, staffed, "2018-11-01 00:00")["T-04"]["responsible"]["staff_id"] == "u1"
    assert look(accepted(), staffed, "2018-11-01 00:00")["T-04"]["responsible"]["staff_id"] == "on-duty"


def test_a_rule_about_an_event_names_the_person_of_that_event_and_nobody_else() -> None:
    staffed = replace(
        book(promise=7, legal=30),
        duties=(Duty("D", "on-duty", None, frozenset(range(1, 8)), 1, 3_000_000, frozenset()),),
    )
    paused = accepted().add(
        "suspended", "2018-10-16 09:00", reason_code="lunch", staff_id="u2", dept_code="X"
    )
    nameless = accepted().add("suspended", "2018-10-16 09:00", reason_code="lunch")

    assert look(paused, staffed, "2018-10-17 00:00")["P-11"]["responsible"]["staff_id"] == "u2"
    assert look(paused, staffed, "2018-10-17 00:00")["P-11"]["dept_code"] == "X"
    assert look(nameless, staffed, "2018-10-17 00:00")["P-11"]["responsible"]["staff_id"] is None


def _json(event: dict[str, Any]) -> bytes:
    import json

    return json.dumps(event).encode()


def _limit_card(store: dict[str, bytes]) -> tuple[str, str | None]:
    from rules.dossier import restore

    (dossier,) = (restore(record) for record in store.values())
    record = next(card.record for card in dossier.cards if card.record.rule_id == "T-04")
    return record.rulebook_hash, record.due_date
