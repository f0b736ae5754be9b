"""T-12, where an office switches it on: an instant case is done on the day it is accepted."""

from dataclasses import replace
from datetime import date

import pytest

from tests.rules.looking import Look, Office
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

LATER = "2018-10-17 00:00"


def where(project_type: str | None = None) -> Office:
    plain = office(promise=5, legal=20, project_type=project_type)
    return Office(replace(plain.book, also=frozenset({"T-12"})), plain.days)


def accepted(**said: object) -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v", **said)


def test_open_at_the_end_of_the_day_is_yellow(look: Look) -> None:
    log = accepted(project_type="instant")

    assert "T-12" not in look(log, where(), "2018-10-15 23:59:59.999").rules()

    card = look(log, where(), "2018-10-16 00:00").of("T-12")

    assert (card.colour, card.violated_at, card.due) == ("yellow", at("2018-10-16 00:00"), date(2018, 10, 15))


@pytest.mark.parametrize(
    ("kind", "said"), [("decided", {"result": "approved"}), ("closed", {"kind": "normal"})]
)
def test_done_the_same_day_is_in_time_and_at_midnight_is_not(
    look: Look, kind: str, said: dict[str, object]
) -> None:
    in_time = accepted(project_type="instant").add(kind, "2018-10-15 23:59:59.999", **said)
    too_late = accepted(project_type="instant").add(kind, "2018-10-16 00:00", **said)

    assert "T-12" not in look(in_time, where(), LATER).rules()
    assert "T-12" in look(too_late, where(), LATER).rules()


def test_the_acceptance_says_whether_a_case_is_instant_and_else_the_item(look: Look) -> None:
    assert "T-12" in look(accepted(), where(project_type="instant"), LATER).rules()
    assert "T-12" not in look(accepted(), where(project_type="promised"), LATER).rules()
    assert "T-12" not in look(accepted(), where(), LATER).rules()
    assert "T-12" not in look(accepted(project_type="promised"), where(project_type="instant"), LATER).rules()


def test_an_office_that_says_nothing_of_the_rule_has_it_off(look: Look) -> None:
    assert "T-12" not in look(accepted(project_type="instant"), office(promise=5, legal=20), LATER).rules()
