"""Who a card names: by the clock the last person of the stage open then, else of the acceptance; else the event's."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.rules.engine import cards_at
from tests.rules.offices import ANNOUNCED, office
from tests.rules.writing import CaseLog, at, rulebook_of

WHERE = office(promise=60, legal=60)


def answering(log: CaseLog, rule_id: str) -> Mapping[str, Any]:
    """Whom the card of that rule names, all of it over."""
    cards = cards_at(log.events, rulebook_of(WHERE.book), ANNOUNCED.real(), at("2018-11-15 00:00")).values()
    (found,) = (card["responsible"] for card in cards if card["rule_id"] == rule_id)
    return dict(found)


def decided() -> CaseLog:
    """Decided on Monday 2018-10-15 and never handed over: yellow from 2018-10-30. The stage was never left."""
    log = CaseLog().add("accepted", "2018-10-08 10:00", item_code="I", staff_id="took", dept_code="FRONT")
    log.add("stage_entered", "2018-10-09 10:00", stage_code="S", staff_id="handled", dept_code="BACK")
    return log.add("decided", "2018-10-15 10:00", result="approved", staff_id="decided")


def test_the_person_of_the_stage_that_was_open_then_answers() -> None:
    found = answering(decided(), "T-09")

    assert (found["staff_id"], found["dept_code"]) == ("handled", "BACK")


@pytest.mark.parametrize(
    ("closed", "person", "dept"),
    [
        ("2018-10-29 23:59:59.999", "took", "FRONT"),
        ("2018-10-30 00:00", "handled", "BACK"),
        ("2018-10-31 10:00", "handled", "BACK"),
    ],
)
def test_a_stage_that_nobody_left_is_open_until_the_case_is_closed(
    closed: str, person: str, dept: str
) -> None:
    found = answering(decided().add("closed", closed, kind="normal"), "T-09")

    assert (found["staff_id"], found["dept_code"]) == (person, dept)


def test_who_took_the_submission_answers_for_recording_it_late_and_for_no_clock() -> None:
    log = CaseLog().add(
        "submitted", "2018-10-08 10:00", "2018-10-10 10:00", item_code="I", channel="online", staff_id="typed"
    )

    assert answering(log, "P-13")["staff_id"] == "typed"
    assert answering(log, "T-02")["staff_id"] is None
