"""Receipts nobody answers in five working days: T-01, and the start they make."""

from datetime import date
from typing import Any

import pytest

from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

WHERE = office(promise=7, legal=10)


def received() -> CaseLog:
    log = CaseLog().add("submitted", "2018-10-14 20:00", item_code="I")
    return log.add("material_received", "2018-10-15 10:00")


def test_the_warning_comes_with_one_day_left_and_the_yellow_at_the_midnight_after_the_fifth_day(
    look: Look,
) -> None:
    assert look(received(), WHERE, "2018-10-18 23:59:59.999").rules() == set()
    warned = look(received(), WHERE, "2018-10-19 00:00").of("T-01")
    late = look(received(), WHERE, "2018-10-23 00:00").of("T-01")

    assert (warned.colour, warned.due, warned.violated_at) == (
        "warning",
        date(2018, 10, 22),
        at("2018-10-19 00:00"),
    )
    assert look(received(), WHERE, "2018-10-22 23:59:59.999").of("T-01").colour == "warning"
    assert (late.colour, late.due, late.violated_at) == ("yellow", date(2018, 10, 22), at("2018-10-23 00:00"))


def test_the_case_counts_as_accepted_on_the_day_of_the_receipt(look: Look) -> None:
    card = look(received(), WHERE, "2018-10-25 00:00").of("T-04")

    assert (card.start, card.due) == (date(2018, 10, 15), date(2018, 10, 24))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("accepted", {"item_code": "I", "voucher_no": "v"}),
        ("not_accepted", {"reason": "not our business", "voucher_no": "v"}),
        ("supplement_notified", {"items": ["m"]}),
        ("decided", {"result": "refused", "reason": "not eligible", "rights_notice": True}),
        ("closed", {"kind": "normal"}),
    ],
)
def test_an_answer_in_the_last_instant_is_in_time_and_at_midnight_it_is_too_late(
    look: Look, kind: str, said: dict[str, Any]
) -> None:
    in_time = received().add(kind, "2018-10-22 23:59:59.999", **said)
    late = received().add(kind, "2018-10-23 00:00", **said)

    assert look(in_time, WHERE, "2018-10-24 00:00").states() <= {("T-01", "warning", "issued")}
    assert ("T-01", "yellow", "issued") in look(late, WHERE, "2018-10-24 00:00").states()


def test_a_late_refusal_does_not_stop_the_clock(look: Look) -> None:
    log = received().add("not_accepted", "2018-10-23 09:00", reason="too late")

    assert look(log, WHERE, "2018-10-25 00:00").of("T-04").due == date(2018, 10, 24)


def test_an_acceptance_after_the_deemed_one_keeps_the_start_and_gives_its_limits(look: Look) -> None:
    log = received().add("accepted", "2018-10-23 09:00", item_code="I", voucher_no="v", promise_days=8)

    card = look(log, WHERE, "2018-10-26 00:00").of("T-04")

    assert (card.start, card.due, card.limit) == (date(2018, 10, 15), date(2018, 10, 25), 8)


def test_an_acceptance_that_arrives_late_but_was_in_time_takes_all_back(look: Look) -> None:
    log = received().add("accepted", "2018-10-22 17:00", "2018-10-25 09:00", item_code="I", voucher_no="v")

    assert "T-04" in look(log, WHERE, "2018-10-25 08:00").rules()
    assert look(log, WHERE, "2018-10-25 09:00").states() == {
        ("T-01", "warning", "issued"),
        ("P-13", "warning", "issued"),
    }


def test_the_start_is_deemed_also_where_the_rule_is_switched_off(look: Look) -> None:
    cards = look(received(), office(promise=7, disabled="T-01"), "2018-10-25 00:00")

    assert cards.states() == {("T-03", "warning", "superseded"), ("T-04", "yellow", "issued")}


def test_complete_supplements_open_a_clock_of_their_own(look: Look) -> None:
    log = received().add("supplement_notified", "2018-10-16 09:00", items=["m"])
    log.add("supplement_received", "2018-10-18 09:00", complete=False)
    log.add("supplement_received", "2018-10-19 09:00", complete=True)

    assert look(log, WHERE, "2018-10-26 23:59:59.999").of("T-01").colour == "warning"
    cards = look(log, WHERE, "2018-10-31 00:00")
    assert (cards.of("T-01").due, cards.occasions("T-01")) == (date(2018, 10, 26), {"s e5"})
    assert (cards.of("T-04").start, cards.of("T-04").due) == (date(2018, 10, 19), date(2018, 10, 30))


def test_supplements_without_a_notice_or_after_the_acceptance_open_nothing(look: Look) -> None:
    unasked = CaseLog().add("supplement_received", "2018-10-15 10:00", complete=True)
    after = received().add("supplement_notified", "2018-10-16 09:00", items=["m"])
    after.add("accepted", "2018-10-17 09:00", item_code="I", voucher_no="v")
    after.add("supplement_received", "2018-10-17 10:00", complete=True)

    assert look(unasked, WHERE, "2018-10-25 00:00").rules() == set()
    assert "T-01" not in look(after, WHERE, "2018-10-25 00:00").rules()


def test_of_two_receipts_and_two_acceptances_the_first_by_time_counts(look: Look) -> None:
    log = received().add("material_received", "2018-10-16 10:00")
    log.add("accepted", "2018-10-18 10:00", item_code="I", voucher_no="v")
    log.add("accepted", "2018-10-17 10:00", "2018-10-18 10:00", item_code="I", voucher_no="v")

    assert look(log, WHERE, "2018-10-27 00:00").of("T-04").start == date(2018, 10, 17)


def test_a_wait_of_one_day_warns_four_office_hours_before_the_office_closes(look: Look) -> None:
    where = office(parameters={"T-01.N": 1})

    assert look(received(), where, "2018-10-16 12:59:59.999").rules() == set()
    assert look(received(), where, "2018-10-16 13:00").of("T-01").violated_at == at("2018-10-16 13:00")


def test_a_supplement_at_the_very_midnight_of_the_deemed_acceptance_opens_nothing(look: Look) -> None:
    noticed = CaseLog().add("supplement_notified", "2018-10-14 09:00", items=["m"])
    noticed.add("material_received", "2018-10-15 10:00")
    before = CaseLog(events=[*noticed.events]).add(
        "supplement_received", "2018-10-22 23:59:59.999", complete=True
    )
    after = CaseLog(events=[*noticed.events]).add("supplement_received", "2018-10-23 00:00", complete=True)

    assert look(before, WHERE, "2018-11-05 00:00").occasions("T-01") == {"s e2", "s e3"}
    assert look(after, WHERE, "2018-11-05 00:00").occasions("T-01") == {"s e2"}
