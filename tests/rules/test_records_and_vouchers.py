"""Rules about single events: delivery, late records, vouchers, pauses and supplements after acceptance."""

from datetime import date

import pytest

from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

WHERE = office(promise=30, legal=60)
LATER = "2018-11-20 00:00"


def accepted(
    when: str = "2018-10-15 10:00", recorded: str | None = None, voucher: str | None = "v"
) -> CaseLog:
    return CaseLog().add("accepted", when, recorded, item_code="I", voucher_no=voucher)


def decided(result: str = "approved") -> CaseLog:
    return accepted().add(
        "decided", "2018-10-16 10:00", result=result, reason="not eligible", rights_notice=True
    )


@pytest.mark.parametrize("result", ["approved", "refused"])
def test_a_result_not_handed_over_within_ten_working_days_is_yellow(look: Look, result: str) -> None:
    assert look(decided(result), WHERE, "2018-10-30 23:59:59.999").rules() == set()

    card = look(decided(result), WHERE, "2018-10-31 00:00").of("T-09")

    assert (card.due, card.violated_at) == (date(2018, 10, 30), at("2018-10-31 00:00"))


@pytest.mark.parametrize(
    ("kind", "said", "stopped"),
    [
        ("delivered", {}, True),
        ("ready_notified", {}, True),
        ("closed", {"kind": "withdrawn"}, True),
        ("closed", {"kind": "voided"}, True),
        ("closed", {"kind": "normal"}, False),
        ("certificate_issued", {}, False),
    ],
)
def test_handing_over_or_withdrawing_stops_it_in_the_last_instant_and_not_at_midnight(
    look: Look, kind: str, said: dict[str, str], stopped: bool
) -> None:
    in_time = decided().add(kind, "2018-10-30 23:59:59.999", **said)
    late = decided().add(kind, "2018-10-31 00:00", **said)

    assert ("T-09" not in look(in_time, WHERE, LATER).rules()) == stopped
    assert "T-09" in look(late, WHERE, LATER).rules()


@pytest.mark.parametrize(
    ("recorded", "late"), [("2018-10-16 10:00", False), ("2018-10-16 10:00:00.001", True)]
)
def test_exactly_a_day_is_in_time_to_record_and_a_moment_more_is_late(
    look: Look, recorded: str, late: bool
) -> None:
    assert ("P-13" in look(accepted(recorded=recorded), WHERE, "2018-10-17 10:00").rules()) == late


def test_the_first_late_record_dates_the_card(look: Look) -> None:
    log = accepted(recorded="2018-10-18 10:00")
    log.add("stage_left", "2018-10-15 11:00", "2018-10-17 09:00", stage_code="A")

    assert look(log, WHERE, LATER).of("P-13").violated_at == at("2018-10-17 09:00")


@pytest.mark.parametrize(
    ("decision", "decision_recorded", "found"),
    [
        ("2018-10-16 10:00", "2018-10-16 10:00", False),
        ("2018-10-16 10:00", "2018-10-16 10:05", True),
        ("2018-10-16 10:00", "2018-10-16 10:05:00.001", False),
        ("2018-10-16 09:59:59.999", "2018-10-16 10:04", False),
    ],
)
def test_acceptance_and_decision_a_day_apart_but_written_within_five_minutes(
    look: Look, decision: str, decision_recorded: str, found: bool
) -> None:
    recorded = "2018-10-16 10:00" if found or decision_recorded > "2018-10-16 10:00" else "2018-10-15 10:00"
    log = accepted(recorded=recorded).add("decided", decision, decision_recorded, result="approved")

    cards = look(log, WHERE, "2018-10-17 10:00")

    assert ("P-13" in cards.rules()) == found
    if found:
        assert cards.of("P-13").violated_at == at("2018-10-16 10:05")


def test_the_lag_is_counted_from_a_corrected_time(look: Look) -> None:
    log = accepted().add(
        "corrected",
        "2018-10-16 09:00",
        corrects="e1",
        reason="r",
        approver_id="a",
        new_time=at("2018-10-14 09:59:59").isoformat(),
    )

    assert look(log, WHERE, "2018-10-16 09:00").of("P-13").violated_at == at("2018-10-15 10:00")


@pytest.mark.parametrize("voucher", [None, "", "  "])
def test_an_acceptance_without_a_voucher_number_is_warned_about_after_one_working_day(
    look: Look, voucher: str | None
) -> None:
    log = accepted(voucher=voucher).add("closed", "2018-10-15 12:00", kind="normal")

    assert look(log, WHERE, "2018-10-16 23:59:59.999").rules() == set()
    card = look(log, WHERE, "2018-10-17 00:00").of("P-16")
    assert (card.due, card.violated_at, card.colour) == (
        date(2018, 10, 16),
        at("2018-10-17 00:00"),
        "warning",
    )


def test_a_voucher_number_given_by_correction_takes_the_warning_back(look: Look) -> None:
    log = accepted(voucher=None).add(
        "corrected",
        "2018-10-18 09:00",
        corrects="e1",
        reason="r",
        approver_id="a",
        replacement={"item_code": "I", "voucher_no": "v"},
    )

    assert "P-16" in look(log, WHERE, "2018-10-18 08:59").rules()
    assert "P-16" not in look(log, WHERE, "2018-10-18 09:00").rules()


def test_a_supplement_asked_for_after_the_acceptance_is_proposed_and_one_before_is_not(look: Look) -> None:
    before = CaseLog().add("supplement_notified", "2018-10-15 09:59:59", items=["m"])
    before.add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")
    after = accepted().add("supplement_notified", "2018-10-15 10:00:01", items=["m"])

    assert look(before, WHERE, LATER).rules() == set()
    assert look(after, WHERE, LATER).states() == {("P-15", "yellow", "proposed")}
    assert look(after, WHERE, LATER).occasions("P-15") == {"s e2"}


@pytest.mark.parametrize(
    ("reason", "approver", "notice", "found"),
    [
        ("hearing", "a", "n", False),
        ("holiday", "a", "n", True),
        ("hearing", None, "n", True),
        ("hearing", " ", "n", True),
        ("hearing", "a", None, True),
    ],
)
def test_a_suspension_needs_a_listed_reason_an_approver_and_a_notice(
    look: Look, reason: str, approver: str | None, notice: str | None, found: bool
) -> None:
    log = accepted().add(
        "suspended", "2018-10-16 09:00", reason_code=reason, approver_id=approver, notice_no=notice
    )

    assert ("P-11" in look(log, WHERE, LATER).rules()) == found


def test_pauses_before_an_acceptance_are_nobodys_business(look: Look) -> None:
    log = CaseLog().add("suspended", "2018-10-15 09:00", reason_code="holiday")
    log.add("special_started", "2018-10-15 09:30", kind="coffee")
    log.add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")

    assert look(log, WHERE, LATER).rules() == set()


def test_events_of_one_time_are_in_order_of_their_ids(look: Look) -> None:
    accepted_first = accepted().add("supplement_notified", "2018-10-15 10:00", items=["m"])
    notified_first = CaseLog().add("supplement_notified", "2018-10-15 10:00", items=["m"])
    notified_first.add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")

    assert look(accepted_first, WHERE, LATER).rules() == {"P-15"}
    assert look(notified_first, WHERE, LATER).rules() == set()
