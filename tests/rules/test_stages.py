"""Stages: visits that last too long (T-07), stages left out (P-01), stages entered too early (P-02)."""

from dataclasses import replace
from datetime import date

import pytest

from tests.oracle.book import StageFacts
from tests.rules.looking import Look, Office
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

REVIEW = StageFacts("A", limit_days=3)
WHERE = office(REVIEW, promise=7, legal=10)
LATER = "2018-12-30 00:00"


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")


def entered(when: str = "2018-10-16 09:00") -> CaseLog:
    return accepted().add("stage_entered", when, stage_code="A")


def test_a_visit_warns_with_one_day_left_and_is_yellow_from_the_midnight_after(look: Look) -> None:
    assert "T-07" not in look(entered(), WHERE, "2018-10-17 23:59:59.999").rules()
    warned = look(entered(), WHERE, "2018-10-18 00:00").of("T-07")
    late = look(entered(), WHERE, "2018-10-20 00:00").of("T-07")

    assert (warned.colour, warned.due, warned.violated_at) == (
        "warning",
        date(2018, 10, 19),
        at("2018-10-18 00:00"),
    )
    assert look(entered(), WHERE, "2018-10-19 23:59:59.999").of("T-07").colour == "warning"
    assert (late.colour, late.violated_at, late.occasion) == ("yellow", at("2018-10-20 00:00"), "s e2")


@pytest.mark.parametrize(
    ("kind", "said"), [("stage_left", {"stage_code": "A"}), ("closed", {"kind": "normal"})]
)
def test_leaving_or_closing_ends_a_visit_and_the_warning_stays(
    look: Look, kind: str, said: dict[str, str]
) -> None:
    in_time = entered().add(kind, "2018-10-19 23:59:59.999", **said)
    late = entered().add(kind, "2018-10-20 00:00", **said)

    assert look(in_time, WHERE, LATER).of("T-07").colour == "warning"
    assert look(late, WHERE, LATER).of("T-07").colour == "yellow"


def test_a_decision_alone_does_not_end_a_visit(look: Look) -> None:
    log = entered().add("decided", "2018-10-17 09:00", result="approved")

    assert look(log, WHERE, LATER).of("T-07").colour == "yellow"


def test_each_visit_is_an_occasion_and_a_leave_closes_the_earliest(look: Look) -> None:
    log = entered().add("stage_entered", "2018-10-17 09:00", stage_code="A")
    log.add("stage_left", "2018-10-17 10:00", stage_code="A")

    assert look(log, WHERE, LATER).occasions("T-07") == {"s e3"}


def test_nothing_is_said_of_a_stage_from_the_moment_the_promise_was_exceeded(look: Look) -> None:
    just_before = entered("2018-10-18 09:00")  # stage due 10-23, violated 10-24 00:00
    together = entered("2018-10-19 09:00")  # stage due 10-24, like the promise

    assert look(just_before, WHERE, LATER).of("T-07").colour == "yellow"
    assert look(together, WHERE, LATER).of("T-07").colour == "warning"
    assert "T-07" not in look(entered("2018-10-23 09:00"), WHERE, LATER).rules()


def test_a_promise_that_was_kept_silences_no_stage(look: Look) -> None:
    log = entered("2018-10-23 09:00").add("decided", "2018-10-24 17:00", result="approved")

    assert look(log, WHERE, LATER).of("T-07").violated_at == at("2018-10-27 00:00")


def test_days_excluded_for_the_promise_do_not_count_for_a_stage(look: Look) -> None:
    log = entered().add(
        "special_started", "2018-10-16 10:00", kind="testing", days=2, notice_written=True, approver_id="a"
    )
    log.add("special_ended", "2018-10-18 10:00", kind="testing")  # 17 and 18 do not count

    card = look(log, WHERE, LATER).of("T-07")

    assert (card.due, card.violated_at) == (date(2018, 10, 23), at("2018-10-24 00:00"))
    assert look(log, WHERE, "2018-10-22 00:00").of("T-07").violated_at == at("2018-10-22 00:00")


def test_a_stage_of_one_day_warns_four_office_hours_before_the_office_closes(look: Look) -> None:
    where = office(StageFacts("A", limit_days=1), promise=7)

    assert "T-07" not in look(entered(), where, "2018-10-17 12:59:59.999").rules()
    assert look(entered(), where, "2018-10-17 13:00").of("T-07").violated_at == at("2018-10-17 13:00")


def test_a_case_without_a_start_has_stages_of_the_submitted_item(look: Look) -> None:
    log = CaseLog().add("submitted", "2018-10-15 10:00", item_code="I")
    log.add("stage_entered", "2018-10-16 09:00", stage_code="A")

    assert look(log, WHERE, LATER).of("T-07").colour == "yellow"


def test_a_natural_day_stage_rolls_off_a_day_off(look: Look) -> None:
    where = office(REVIEW, promise=30, natural=True)

    assert look(entered("2018-10-17 09:00"), where, LATER).of("T-07").due == date(2018, 10, 22)


def test_days_excluded_after_the_last_counted_one_moved_nothing_and_are_not_written_down(look: Look) -> None:
    log = entered("2018-10-17 09:00").add(
        "special_started", "2018-10-20 10:00", kind="testing", days=1, notice_written=True, approver_id="a"
    )

    card = look(log, office(REVIEW, promise=30, natural=True), LATER).of("T-07")

    assert (card.due, card.excluded) == (
        date(2018, 10, 22),
        0,
    )  # Saturday the 20th rolled over the excluded 21st


FLOW = office(StageFacts("A"), StageFacts("B", statutory=True), StageFacts("C", required=False), promise=7)


def test_a_decision_without_a_required_stage_is_yellow_and_red_where_the_law_demands_the_stage(
    look: Look,
) -> None:
    log = accepted().add(
        "decided", "2018-10-17 10:00", result="refused", reason="not eligible", rights_notice=True
    )

    cards = look(log, FLOW, "2018-10-17 10:00")

    assert cards.states() == {("P-01", "yellow", "issued"), ("P-01", "red", "proposed")}
    assert len(cards.cards) == 3
    assert {card.verdict.violated_at for card in cards.cards} == {at("2018-10-17 10:00")}


def test_a_leave_at_the_moment_of_the_decision_counts_and_a_later_one_does_not(look: Look) -> None:
    log = accepted().add("stage_left", "2018-10-17 10:00", stage_code="A")
    log.add("stage_left", "2018-10-17 10:00:00.001", stage_code="B")
    log.add("decided", "2018-10-17 10:00", result="approved")

    cards = look(log, FLOW, LATER)

    assert len([card for card in cards.cards if card.verdict.rule == "P-01"]) == 2


def test_a_confirmed_first_red_leaves_the_yellow_issued_and_an_automatic_one_supersedes_it(
    look: Look,
) -> None:
    log = accepted().add("stage_left", "2018-10-16 10:00", stage_code="A")
    log.add("decided", "2018-10-17 10:00", result="approved")
    automatic = Office(replace(FLOW.book, confirm=frozenset()), FLOW.days)

    assert look(log, FLOW, "2018-10-17 10:00").states() == {
        ("P-01", "yellow", "issued"),
        ("P-01", "red", "proposed"),
    }
    assert look(log, automatic, "2018-10-17 10:00").states() == {
        ("P-01", "yellow", "superseded"),
        ("P-01", "red", "issued"),
    }


ORDERED = office(
    StageFacts("A"), StageFacts("B", required=False), StageFacts("C", after=("A", "B")), promise=30, legal=40
)


@pytest.mark.parametrize(
    ("left", "found"),
    [
        ("2018-10-16 08:00", False),
        ("2018-10-16 09:00", False),
        ("2018-10-16 09:01", False),
        ("2018-10-16 09:01:00.001", True),
    ],
)
def test_an_entry_up_to_a_minute_before_the_predecessor_is_left_is_in_order(
    look: Look, left: str, found: bool
) -> None:
    log = accepted().add("stage_entered", "2018-10-16 09:00", stage_code="C")
    log.add("stage_left", left, stage_code="A")

    assert ("P-02" in look(log, ORDERED, "2018-10-17 09:00").rules()) == found


def test_an_early_entry_is_carded_at_once_and_taken_back_by_a_leave_within_the_minute(look: Look) -> None:
    log = accepted().add("stage_entered", "2018-10-16 09:00", stage_code="C")
    log.add("stage_left", "2018-10-16 09:00:59", stage_code="A")

    card = look(log, ORDERED, "2018-10-16 09:00").of("P-02")

    assert (card.violated_at, card.occasion) == (at("2018-10-16 09:00"), "s e2")
    assert "P-02" not in look(log, ORDERED, "2018-10-16 09:01").rules()


def test_an_early_leave_of_the_first_visit_will_do_for_a_second_entry(look: Look) -> None:
    log = accepted().add("stage_left", "2018-10-15 11:00", stage_code="A")
    log.add("stage_entered", "2018-10-15 12:00", stage_code="A")
    log.add("stage_entered", "2018-10-16 09:00", stage_code="C")

    assert "P-02" not in look(log, ORDERED, "2018-10-17 09:00").rules()
