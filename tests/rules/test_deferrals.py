"""B-03: materials promised for later (容缺)."""

from datetime import date
from typing import Any

import pytest

from tests.rules.engine import cards_at
from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at, rulebook_of

LATER = "2018-11-20 00:00"
WHERE = office(promise=30, legal=60)


def deferred(promised: str = "2018-10-24", when: str = "2018-10-15 09:00") -> CaseLog:
    log = CaseLog().add("accepted", "2018-10-15 08:00", item_code="I", voucher_no="v", staff_id="u1")
    return defer(log, when, promised)


def defer(log: CaseLog, when: str, promised: str | None) -> CaseLog:
    line = {"code": "m1", "status": "deferred"}
    if promised is not None:
        line["promised_at"] = at(f"{promised} 12:00").isoformat()
    return log.add("material_received", when, materials=[line])


def test_it_warns_with_one_working_day_left_and_is_yellow_from_the_midnight_after_the_promised_date(
    look: Look,
) -> None:
    assert look(deferred(), WHERE, "2018-10-22 23:59:59.999").rules() == set()
    warned = look(deferred(), WHERE, "2018-10-23 00:00").of("B-03")
    late = look(deferred(), WHERE, "2018-10-25 00:00").of("B-03")

    assert (warned.colour, warned.due, warned.violated_at, warned.occasion) == (
        "warning",
        date(2018, 10, 24),
        at("2018-10-23 00:00"),
        "material m1",
    )
    assert look(deferred(), WHERE, "2018-10-24 23:59:59.999").of("B-03").colour == "warning"
    assert (late.colour, late.violated_at) == ("yellow", at("2018-10-25 00:00"))


@pytest.mark.parametrize(
    ("kind", "said", "stopped"),
    [
        ("material_received", {"materials": [{"code": "m1", "status": "complete"}]}, True),
        ("material_received", {"materials": [{"code": "m1", "status": "failed"}]}, False),
        ("material_received", {"materials": [{"code": "m2", "status": "complete"}]}, False),
        ("supplement_received", {"complete": False, "items": ["m1"]}, True),
        ("supplement_received", {"complete": True}, True),
        ("supplement_received", {"complete": True, "items": ["m2"]}, False),
        ("supplement_received", {"complete": False}, False),
        ("closed", {"kind": "withdrawn"}, True),
        ("closed", {"kind": "voided"}, True),
        ("closed", {"kind": "returned", "applicant_confirmed": True}, True),
        ("closed", {"kind": "normal"}, False),
    ],
)
def test_what_supplies_or_ends_the_promise_in_its_last_instant_and_not_at_midnight(
    look: Look, kind: str, said: dict[str, Any], stopped: bool
) -> None:
    in_time = deferred().add(kind, "2018-10-24 23:59:59.999", **said)
    late = deferred().add(kind, "2018-10-25 00:00", **said)

    assert look(in_time, WHERE, LATER).of("B-03").colour == ("warning" if stopped else "yellow")
    assert look(late, WHERE, LATER).of("B-03").colour == "yellow"


def test_a_material_supplied_before_the_warning_is_not_spoken_of(look: Look) -> None:
    log = deferred().add("supplement_received", "2018-10-22 17:00", complete=True)

    assert "B-03" not in look(log, WHERE, LATER).rules()


def test_a_deferral_without_a_date_is_not_judged(look: Look) -> None:
    log = CaseLog().add("accepted", "2018-10-15 08:00", item_code="I", voucher_no="v")

    assert look(defer(log, "2018-10-15 09:00", None), WHERE, "2018-10-20 00:00").rules() == set()


def test_a_later_promise_takes_the_place_of_the_earlier(look: Look) -> None:
    log = defer(deferred(), "2018-10-23 17:00", "2018-10-31")

    assert look(log, WHERE, "2018-10-23 12:00").of("B-03").colour == "warning"
    assert "B-03" not in look(log, WHERE, "2018-10-29 12:00").rules()
    assert look(log, WHERE, LATER).of("B-03").violated_at == at("2018-11-01 00:00")


def test_the_warning_never_comes_before_the_first_working_day_after_the_receipt(look: Look) -> None:
    log = deferred("2018-10-22", "2018-10-19 16:00")  # a Friday, promised for the Monday

    assert look(log, WHERE, "2018-10-21 23:59:59.999").rules() == set()
    assert look(log, WHERE, "2018-10-22 00:00").of("B-03").violated_at == at("2018-10-22 00:00")


def test_a_promise_for_a_weekend_is_due_that_day_and_warned_of_by_working_days(look: Look) -> None:
    log = deferred("2018-10-27")  # a Saturday

    assert look(log, WHERE, "2018-10-25 00:00").of("B-03").violated_at == at("2018-10-25 00:00")
    assert look(log, WHERE, "2018-10-28 00:00").of("B-03").colour == "yellow"


def test_a_promise_for_the_day_itself_is_never_warned_of(look: Look) -> None:
    log = deferred("2018-10-15")

    assert look(log, WHERE, "2018-10-15 23:59:59.999").rules() == set()
    assert look(log, WHERE, "2018-10-16 00:00").of("B-03").colour == "yellow"


def test_a_supply_that_arrives_late_takes_the_yellow_back(look: Look) -> None:
    log = deferred().add(
        "supplement_received", "2018-10-24 10:00", "2018-10-25 09:00", complete=True, items=["m1"]
    )

    assert look(log, WHERE, "2018-10-25 08:59").of("B-03").colour == "yellow"
    assert look(log, WHERE, "2018-10-25 09:00").of("B-03").colour == "warning"


def test_a_voided_receipt_promises_nothing(look: Look) -> None:
    log = deferred().add(
        "corrected", "2018-10-26 09:00", corrects="e2", reason="r", approver_id="a", void=True
    )

    assert "B-03" in look(log, WHERE, "2018-10-26 08:59").rules()
    assert "B-03" not in look(log, WHERE, "2018-10-26 09:00").rules()


def test_the_card_says_what_was_promised_and_when_it_came() -> None:
    log = deferred().add(
        "material_received", "2018-10-26 09:00", materials=[{"code": "m1", "status": "complete"}]
    )
    open_still = cards_at(
        deferred().events, rulebook_of(WHERE.book), WHERE.days.real(), at("2018-10-25 00:00")
    )
    supplied = cards_at(log.events, rulebook_of(WHERE.book), WHERE.days.real(), at("2018-10-27 00:00"))
    (card,), (late,) = open_still.values(), supplied.values()

    assert "承诺2018-10-24前（含当日）补交；至2018-10-25 00:00未收到" in card["arithmetic"]
    assert "supply it by 2018-10-24; received only at 2018-10-26 09:00" in late["arithmetic"]
    assert (card["evidence"], late["evidence"]) == (["e2"], ["e2", "e3"])
    assert card["responsible"]["staff_id"] == "u1"
