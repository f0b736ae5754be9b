"""T-15: a hearing asked for is held within twenty working days. Asked Monday 2018-10-15, due on 2018-11-12."""

from datetime import date

import pytest

from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

WHERE = office(promise=60, legal=60)
LATER = "2018-12-20 00:00"


def asked() -> CaseLog:
    return CaseLog().add("hearing_requested", "2018-10-15 10:00")


def test_not_held_in_twenty_working_days_is_yellow(look: Look) -> None:
    assert "T-15" not in look(asked(), WHERE, "2018-11-12 23:59:59.999").rules()

    card = look(asked(), WHERE, "2018-11-13 00:00").of("T-15")

    assert (card.colour, card.due, card.violated_at) == ("yellow", date(2018, 11, 12), at("2018-11-13 00:00"))
    assert card.occasion == "s e1"


@pytest.mark.parametrize(("when", "found"), [("2018-11-12 23:59:59.999", False), ("2018-11-13 00:00", True)])
def test_a_hearing_on_the_last_day_is_in_time(look: Look, when: str, found: bool) -> None:
    assert ("T-15" in look(asked().add("hearing_held", when), WHERE, LATER).rules()) == found


def test_a_hearing_before_the_request_was_another_one(look: Look) -> None:
    log = CaseLog().add("hearing_held", "2018-10-15 09:00").add("hearing_requested", "2018-10-15 10:00")

    assert "T-15" in look(log, WHERE, LATER).rules()


def test_one_hearing_answers_the_earliest_of_two_requests(look: Look) -> None:
    log = asked().add("hearing_requested", "2018-10-16 10:00").add("hearing_held", "2018-10-25 10:00")

    assert look(log, WHERE, LATER).occasions("T-15") == {"s e2"}


@pytest.mark.parametrize(
    ("kind", "found"), [("withdrawn", False), ("voided", False), ("normal", True), ("returned", True)]
)
def test_only_a_withdrawn_or_voided_case_needs_no_hearing_any_more(
    look: Look, kind: str, found: bool
) -> None:
    log = asked().add("closed", "2018-10-22 10:00", kind=kind, applicant_confirmed=True)

    assert ("T-15" in look(log, WHERE, LATER).rules()) == found
