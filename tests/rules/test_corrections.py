"""Corrections: the case is judged as if what they say had been so from the start."""

from datetime import date
from typing import Any

import pytest

from rules.corrections import in_force
from tests.rules.engine import milliseconds
from tests.rules.finding import dossier_of
from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

WHERE = office(promise=1, legal=40)
LATER = "2018-11-30 00:00"


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")


def corrected(log: CaseLog, when: str, target: str, **change: Any) -> CaseLog:
    return log.add("corrected", when, corrects=target, reason="r", approver_id="a", **change)


def test_a_voided_acceptance_never_was(look: Look) -> None:
    log = corrected(accepted(), "2018-10-20 10:00", "e1", void=True)

    assert "T-04" in look(log, WHERE, "2018-10-20 09:59:59.999").rules()
    assert look(log, WHERE, "2018-10-20 10:00").rules() == set()


def test_a_moved_acceptance_starts_the_case_on_the_new_day(look: Look) -> None:
    log = corrected(accepted(), "2018-10-16 10:00", "e1", new_time=at("2018-10-16 09:00").isoformat())

    assert look(log, WHERE, LATER).of("T-04").due == date(2018, 10, 17)


def test_a_replacement_is_the_whole_data(look: Look) -> None:
    log = corrected(accepted(), "2018-10-16 10:00", "e1", replacement={"item_code": "I", "promise_days": 3})

    cards = look(log, WHERE, LATER)

    assert cards.of("T-04").due == date(2018, 10, 18)
    assert "P-16" in cards.rules()


def test_of_several_corrections_the_one_with_the_latest_time_counts(look: Look) -> None:
    log = corrected(accepted(), "2018-10-18 10:00", "e1", new_time=at("2018-10-17 09:00").isoformat())
    corrected(log, "2018-10-16 10:00", "e1", void=True)

    assert look(log, WHERE, LATER).of("T-04").due == date(2018, 10, 18)


def test_a_voided_correction_gives_way_to_the_one_before_it(look: Look) -> None:
    log = corrected(accepted(), "2018-10-16 10:00", "e1", new_time=at("2018-10-16 09:00").isoformat())
    corrected(log, "2018-10-17 10:00", "e1", void=True)
    corrected(log, "2018-10-18 10:00", "e3", void=True)

    assert look(log, WHERE, "2018-10-17 23:00").rules() == set()
    assert look(log, WHERE, LATER).of("T-04").due == date(2018, 10, 17)


def test_a_correction_waits_for_its_target(look: Look) -> None:
    log = corrected(CaseLog(), "2018-10-16 10:00", "e2", void=True)
    log.add("accepted", "2018-10-15 10:00", "2018-10-16 10:01", item_code="I", voucher_no="v")

    assert "T-04" not in look(log, WHERE, LATER).rules()


def test_a_decision_moved_past_the_due_date_makes_the_card(look: Look) -> None:
    log = accepted().add("decided", "2018-10-16 10:00", result="approved")
    corrected(log, "2018-10-19 10:00", "e2", new_time=at("2018-10-17 00:00").isoformat())

    assert "T-04" not in look(log, WHERE, "2018-10-19 09:59").rules()
    assert look(log, WHERE, "2018-10-19 10:00").of("T-04").violated_at == at("2018-10-17 00:00")


def test_an_event_dated_ahead_and_moved_into_the_past_has_taken_effect(look: Look) -> None:
    log = CaseLog().add("accepted", "2018-10-16 10:00", "2018-10-15 12:00", item_code="I", voucher_no=None)
    corrected(log, "2018-10-15 13:00", "e1", new_time=at("2018-10-12 09:00").isoformat())

    assert look(log, WHERE, "2018-10-15 12:59").rules() == set()
    assert look(log, WHERE, "2018-10-16 00:00").of("T-04").due == date(2018, 10, 15)


def test_a_correction_dated_ahead_waits_for_its_time(look: Look) -> None:
    log = accepted().add("decided", "2018-10-16 10:00", result="approved")
    log.add(
        "corrected",
        "2018-10-18 09:00",
        "2018-10-17 10:00",
        corrects="e2",
        reason="r",
        approver_id="a",
        void=True,
    )

    assert "T-04" not in look(log, WHERE, "2018-10-18 08:59:59.999").rules()
    assert "T-04" in look(log, WHERE, "2018-10-18 09:00").rules()


@pytest.mark.parametrize(("voids", "stands"), [(1_500, True), (1_501, False)])
def test_a_long_chain_of_corrections_each_voiding_the_one_before_is_followed_to_its_end(
    voids: int, stands: bool
) -> None:
    log = accepted().add("decided", "2018-10-16 10:00", result="approved")
    for number in range(2, 2 + voids):
        log.add(
            "corrected", "2018-10-16 11:00", corrects=f"e{number}", reason="r", approver_id="a", void=True
        )
    dossier = dossier_of(log.events)
    kept = in_force(dossier.facts, milliseconds(at("2018-10-20 00:00")))

    assert any(fact.id == "e2" for fact in kept) is stands
