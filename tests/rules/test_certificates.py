"""T-13: the certificate follows the close. Closed Monday 2018-10-15; three working days are due on the 18th."""

from datetime import date

import pytest

from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

WHERE = office(promise=20, legal=20, certificate=True)
LATER = "2018-11-01 00:00"


def closed(result: str = "approved", kind: str = "normal") -> CaseLog:
    log = CaseLog().add("accepted", "2018-10-11 10:00", item_code="I", voucher_no="v")
    log.add("decided", "2018-10-12 10:00", result=result)
    return log.add("closed", "2018-10-15 10:00", kind=kind, applicant_confirmed=True)


def test_no_certificate_three_working_days_after_the_close_is_yellow(look: Look) -> None:
    assert "T-13" not in look(closed(), WHERE, "2018-10-18 23:59:59.999").rules()

    card = look(closed(), WHERE, "2018-10-19 00:00").of("T-13")

    assert (card.colour, card.due, card.violated_at) == ("yellow", date(2018, 10, 18), at("2018-10-19 00:00"))


@pytest.mark.parametrize(
    ("when", "found"),
    [("2018-10-12 11:00", False), ("2018-10-18 23:59:59.999", False), ("2018-10-19 00:00", True)],
)
def test_a_certificate_before_the_close_or_in_time_after_it_will_do(
    look: Look, when: str, found: bool
) -> None:
    log = closed().add("certificate_issued", when, way="electronic")

    assert ("T-13" in look(log, WHERE, LATER).rules()) == found


def test_a_certificate_recorded_late_takes_the_card_back(look: Look) -> None:
    log = closed().add("certificate_issued", "2018-10-18 17:00", "2018-10-19 09:00", way="electronic")

    assert "T-13" in look(log, WHERE, "2018-10-19 08:59").rules()
    assert "T-13" not in look(log, WHERE, "2018-10-19 09:00").rules()


@pytest.mark.parametrize(
    ("result", "kind"),
    [("refused", "normal"), ("approved", "withdrawn"), ("approved", "transferred"), ("approved", "voided")],
)
def test_a_refusal_or_another_end_asks_for_no_certificate(look: Look, result: str, kind: str) -> None:
    assert "T-13" not in look(closed(result, kind), WHERE, LATER).rules()


@pytest.mark.parametrize("certificate", [False, None])
def test_an_item_without_certificate_is_not_judged(look: Look, certificate: bool | None) -> None:
    assert "T-13" not in look(closed(), office(promise=20, legal=20, certificate=certificate), LATER).rules()


def test_a_close_voided_afterwards_takes_its_card_along(look: Look) -> None:
    log = closed()
    log.add("corrected", "2018-10-22 09:00", corrects="e3", void=True, reason="误录", approver_id="a")

    assert "T-13" in look(log, WHERE, "2018-10-22 08:59").rules()
    assert "T-13" not in look(log, WHERE, "2018-10-22 09:00").rules()
