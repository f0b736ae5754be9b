"""Special procedures (行政许可法 45): which days are not counted, and when the procedure itself is late."""

from datetime import date
from typing import Any

import pytest

from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

WHERE = office(promise=7, legal=40)
LATER = "2018-11-30 00:00"


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")


def started(log: CaseLog, when: str, days: int | None = 3, **said: Any) -> CaseLog:
    """A testing, told in writing and approved, unless said otherwise."""
    data = {"kind": "testing", "days": days, "notice_written": True, "approver_id": "a", **said}
    return log.add("special_started", when, **data)


def test_a_procedure_without_an_end_excludes_the_days_it_was_told_for(look: Look) -> None:
    card = look(started(accepted(), "2018-10-16 09:00"), WHERE, LATER).of("T-04")

    assert (card.due, card.excluded) == (date(2018, 10, 29), 3)


def test_one_that_ends_early_excludes_only_the_days_it_took(look: Look) -> None:
    log = started(accepted(), "2018-10-16 09:00").add("special_ended", "2018-10-17 00:00", kind="testing")

    assert look(log, WHERE, LATER).of("T-04").excluded == 1


def test_one_that_ends_on_its_first_day_excludes_nothing(look: Look) -> None:
    log = started(accepted(), "2018-10-16 09:00").add("special_ended", "2018-10-16 23:59", kind="testing")

    assert look(log, WHERE, LATER).of("T-04").excluded == 0


def test_one_that_ends_late_excludes_no_more_than_was_told(look: Look) -> None:
    log = started(accepted(), "2018-10-16 09:00").add("special_ended", "2018-10-26 09:00", kind="testing")

    assert look(log, WHERE, LATER).of("T-04").excluded == 3


def test_a_day_in_two_procedures_is_excluded_once(look: Look) -> None:
    log = started(started(accepted(), "2018-10-16 09:00"), "2018-10-17 09:00", kind="hearing")

    card = look(log, WHERE, LATER).of("T-04")

    assert (card.due, card.excluded) == (date(2018, 10, 30), 4)


def test_weekends_within_a_procedure_are_no_excluded_days(look: Look) -> None:
    log = started(accepted(), "2018-10-19 09:00", days=5)  # told until Friday the 26th

    card = look(log, WHERE, LATER).of("T-04")

    assert (card.due, card.excluded) == (date(2018, 10, 31), 5)


def test_only_days_after_the_start_of_the_case_are_excluded(look: Look) -> None:
    log = started(CaseLog(), "2018-10-11 09:00", days=5)  # 12, 15, 16, 17, 18
    log.add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")

    assert look(log, WHERE, LATER).of("T-04").excluded == 3


@pytest.mark.parametrize(
    "flaw", [{"kind": "coffee"}, {"days": None}, {"notice_written": False}, {"notice_written": None}]
)
def test_what_the_law_does_not_know_or_was_not_told_excludes_nothing_and_is_p_11(
    look: Look, flaw: dict[str, Any]
) -> None:
    cards = look(started(accepted(), "2018-10-16 09:00", **flaw), WHERE, LATER)

    assert (cards.of("T-04").due, cards.of("T-04").excluded) == (date(2018, 10, 24), 0)
    assert cards.of("P-11").violated_at == at("2018-10-16 09:00")
    assert "T-10" not in cards.rules()


@pytest.mark.parametrize("approver", [None, "", " "])
def test_without_an_approver_the_days_are_excluded_all_the_same_and_it_is_p_11(
    look: Look, approver: str | None
) -> None:
    cards = look(started(accepted(), "2018-10-16 09:00", approver_id=approver), WHERE, LATER)

    assert cards.of("T-04").excluded == 3
    assert cards.occasions("P-11") == {"s e2"}


def test_a_suspension_never_excludes_days(look: Look) -> None:
    log = accepted().add(
        "suspended", "2018-10-16 09:00", reason_code="hearing", approver_id="a", notice_no="n"
    )

    cards = look(log, WHERE, LATER)

    assert (cards.of("T-04").due, "P-11" in cards.rules()) == (date(2018, 10, 24), False)


def test_one_that_starts_on_the_due_date_still_counts_and_a_day_later_no_more(look: Look) -> None:
    on_the_day = look(started(accepted(), "2018-10-24 23:59:59"), WHERE, LATER)
    too_late = look(started(accepted(), "2018-10-25 00:00"), WHERE, LATER)

    assert (on_the_day.of("T-04").due, on_the_day.of("T-04").excluded) == (date(2018, 10, 29), 3)
    assert (too_late.of("T-04").due, too_late.of("T-04").excluded) == (date(2018, 10, 24), 0)
    assert too_late.of("T-10").due == date(2018, 10, 30)


def test_each_limit_takes_the_procedure_by_itself(look: Look) -> None:
    cards = look(started(accepted(), "2018-10-26 09:00"), office(promise=7, legal=10), LATER)

    assert (cards.of("T-04").excluded, cards.of("T-05").excluded) == (0, 3)
    assert cards.of("T-05").due == date(2018, 11, 1)


def test_an_end_closes_the_earliest_open_procedure_of_its_kind(look: Look) -> None:
    log = started(started(accepted(), "2018-10-16 09:00"), "2018-10-16 10:00")
    log.add("special_ended", "2018-10-16 11:00", kind="testing")

    assert look(log, WHERE, LATER).occasions("T-10") == {"s e3"}


def test_natural_day_procedures_end_on_days_off_too(look: Look) -> None:
    log = started(accepted(), "2018-10-16 09:00", days=4)

    card = look(log, office(promise=7, natural=True), "2018-10-21 00:00").of("T-10")

    assert (card.due, card.colour, card.violated_at) == (date(2018, 10, 20), "yellow", at("2018-10-21 00:00"))


def test_an_overdue_procedure_is_carded_after_a_normal_end_and_not_after_a_withdrawal(look: Look) -> None:
    log = started(accepted(), "2018-10-16 09:00")  # told until the 19th
    normal = CaseLog(events=[*log.events]).add("closed", "2018-10-18 09:00", kind="normal")
    withdrawn = CaseLog(events=[*log.events]).add("closed", "2018-10-19 23:59", kind="withdrawn")
    between = CaseLog(events=[*log.events]).add("closed", "2018-10-22 12:00", kind="voided")

    assert look(normal, WHERE, LATER).of("T-10").colour == "red"
    assert look(withdrawn, WHERE, LATER).of("T-10").colour == "warning"
    assert look(between, WHERE, LATER).of("T-10").colour == "yellow"


def test_a_procedure_of_one_day_warns_four_office_hours_before_the_office_closes(look: Look) -> None:
    log = started(accepted(), "2018-10-16 09:00", days=1)

    assert "T-10" not in look(log, WHERE, "2018-10-17 12:59:59.999").rules()
    assert look(log, WHERE, "2018-10-17 13:00").of("T-10").colour == "warning"
