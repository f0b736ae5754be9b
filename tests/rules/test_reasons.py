"""Reasons: refused or returned without what must be told (P-06); odd ends in the last part of a limit (P-14)."""

from typing import Any

import pytest

from tests.rules.engine import cards_at
from tests.rules.looking import Look, Office
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at, rulebook_of

WHERE = office(promise=10, legal=20)
REASON = "不符合第十条"
SOON = "2018-10-16 09:00"


def submitted() -> CaseLog:
    return CaseLog().add("submitted", "2018-10-15 08:00", item_code="I")


def not_accepted(**said: Any) -> CaseLog:
    whole = {"reason": REASON, "voucher_no": "v", **said}
    return submitted().add("not_accepted", "2018-10-15 09:00", **whole)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, False),
        ({"reason": "不符合第十"}, True),
        ({"reason": "  不符合第十 "}, True),
        ({"reason": ""}, True),
        ({"reason": None}, True),
        ({"voucher_no": None}, True),
        ({"voucher_no": " "}, True),
        ({"rights_notice": True}, False),
        ({"rights_notice": "可以申请复议"}, False),
        ({"rights_notice": False}, True),
        ({"rights_notice": ""}, True),
        ({"rights_notice": " "}, True),
    ],
)
def test_a_refusal_of_acceptance_needs_a_reason_of_six_characters_and_a_voucher(
    look: Look, said: dict[str, Any], found: bool
) -> None:
    seen = look(not_accepted(**said), WHERE, SOON)

    assert seen.states() == ({("P-06", "yellow", "issued")} if found else set())
    if found:
        assert (seen.of("P-06").occasion, seen.of("P-06").violated_at) == ("s e2", at("2018-10-15 09:00"))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"result": "refused", "reason": REASON, "rights_notice": True}, False),
        ({"result": "refused", "reason": REASON, "rights_notice": "可以申请复议"}, False),
        ({"result": "refused", "reason": REASON}, True),
        ({"result": "refused", "reason": REASON, "rights_notice": False}, True),
        ({"result": "refused", "reason": REASON, "rights_notice": " "}, True),
        ({"result": "refused", "reason": "不行", "rights_notice": True}, True),
        ({"result": "refused", "rights_notice": True}, True),
        ({"result": "approved"}, False),
    ],
)
def test_a_refusal_needs_a_reason_and_word_of_the_applicants_rights(
    look: Look, said: dict[str, Any], found: bool
) -> None:
    log = submitted().add("decided", "2018-10-15 09:00", **said)

    assert look(log, WHERE, SOON).rules() == ({"P-06"} if found else set())


def test_every_refusal_has_a_card_of_its_own(look: Look) -> None:
    log = not_accepted(reason="").add("decided", "2018-10-15 10:00", result="refused")
    log.add("decided", "2018-10-15 11:00", result="refused")

    assert look(log, WHERE, SOON).occasions("P-06") == {"s e2", "s e3", "s e4"}


def test_how_long_a_reason_must_be_is_the_rulebooks(look: Look) -> None:
    short = office(promise=10, legal=20, parameters={"P-06.min_length": 2})

    assert look(not_accepted(reason="缺件"), short, SOON).rules() == set()
    assert look(not_accepted(reason="缺"), short, SOON).rules() == {"P-06"}


def returned(confirmed: bool | None = None, kind: str = "returned") -> dict[str, Any]:
    return {"kind": kind, "applicant_confirmed": confirmed}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (returned(), True),
        (returned(False), True),
        (returned(True), False),
        (returned(kind="withdrawn"), False),
        (returned(kind="normal"), False),
    ],
)
def test_a_return_that_nobody_explained_or_confirmed_is_yellow(
    look: Look, said: dict[str, Any], found: bool
) -> None:
    log = submitted().add("closed", "2018-10-15 09:00", **said)

    assert look(log, WHERE, SOON).rules() == ({"P-06"} if found else set())


@pytest.mark.parametrize(
    ("kind", "said", "explains"),
    [
        ("not_accepted", {"reason": REASON, "voucher_no": "v"}, True),
        ("supplement_notified", {"items": ["m"]}, True),
        ("decided", {"result": "refused", "reason": REASON, "rights_notice": True}, True),
        ("decided", {"result": "approved"}, False),
        ("pre_reviewed", {"result": "fail", "reason": REASON}, False),
    ],
)
def test_a_refusal_or_notice_before_the_return_explains_it_and_one_after_does_not(
    look: Look, kind: str, said: dict[str, Any], explains: bool
) -> None:
    before = submitted().add(kind, "2018-10-15 09:00", **said).add("closed", "2018-10-15 10:00", **returned())
    after = submitted().add(kind, "2018-10-15 11:00", **said).add("closed", "2018-10-15 10:00", **returned())

    assert ("P-06" in look(before, WHERE, SOON).rules()) == (not explains)
    assert "P-06" in look(after, WHERE, SOON).rules()


def test_a_notice_that_arrives_late_takes_the_card_of_the_return_back(look: Look) -> None:
    log = submitted().add("closed", "2018-10-15 10:00", **returned())
    log.add("supplement_notified", "2018-10-15 09:00", "2018-10-15 15:00", items=["m"])

    assert look(log, WHERE, "2018-10-15 14:59").rules() == {"P-06"}
    assert look(log, WHERE, "2018-10-15 15:00").rules() == set()


def test_a_reason_given_by_correction_clears_it(look: Look) -> None:
    log = not_accepted(reason="").add(
        "corrected",
        "2018-10-15 12:00",
        corrects="e2",
        reason="r",
        approver_id="a",
        replacement={"reason": REASON, "voucher_no": "v"},
    )

    assert look(log, WHERE, "2018-10-15 11:59").rules() == {"P-06"}
    assert look(log, WHERE, "2018-10-15 12:00").rules() == set()


def test_the_card_names_every_fault() -> None:
    log = not_accepted(reason="不全", voucher_no="", rights_notice=False)
    (card,) = cards_at(log.events, rulebook_of(WHERE.book), WHERE.days.real(), at(SOON)).values()
    zh, en = card["arithmetic"].split(" / ")

    assert zh == (
        "2018-10-15 09:00不予受理：理由只有2个字，少于6个字；未登记不予受理凭证编号；"
        "未告知申请行政复议或者提起行政诉讼的权利。"
    )
    assert en.startswith(
        "Acceptance refused at 2018-10-15 09:00: the reason has 2 characters, fewer than 6; "
    )


def ended(when: str, kind: str = "voided", confirmed: bool | None = None) -> CaseLog:
    log = CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")
    log.add("supplement_notified", "2018-10-15 09:00", items=["m"])  # explains a return
    return log.add("closed", when, kind=kind, applicant_confirmed=confirmed)


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("2018-10-25 23:59:59", False),  # day 8 of 10: 80 %
        ("2018-10-26 00:00", True),  # day 9
        ("2018-10-29 23:59:59", True),  # the due date
        ("2018-10-30 00:00", False),  # past it: that is T-04's
    ],
)
def test_the_last_fifth_of_the_promise_begins_after_eight_of_ten_days_and_ends_with_the_due_date(
    look: Look, when: str, found: bool
) -> None:
    seen = look(ended(when), WHERE, "2018-11-20 00:00")

    assert ("P-14" in seen.rules()) == found
    if found:
        assert (seen.of("P-14").colour, seen.of("P-14").occasion) == ("yellow", "")
        assert ("P-14", "yellow", "proposed") in seen.states()


@pytest.mark.parametrize(
    ("kind", "confirmed", "found"),
    [
        ("returned", None, True),
        ("withdrawn", False, True),
        ("voided", True, False),
        ("normal", None, False),
        ("transferred", None, False),
    ],
)
def test_only_an_unconfirmed_return_voiding_or_withdrawal_is_odd(
    look: Look, kind: str, confirmed: bool | None, found: bool
) -> None:
    log = ended("2018-10-26 09:00", kind, confirmed)

    assert ("P-14" in look(log, WHERE, "2018-10-26 10:00").rules()) == found


def test_after_a_decision_an_end_is_not_odd(look: Look) -> None:
    before = ended("2018-10-26 09:00").add("decided", "2018-10-26 08:59", result="approved")
    after = ended("2018-10-26 09:00").add("decided", "2018-10-26 09:01", result="approved")

    assert "P-14" not in look(before, WHERE, "2018-10-26 10:00").rules()
    assert "P-14" in look(after, WHERE, "2018-10-26 10:00").rules()


def test_without_a_promise_the_legal_limit_counts_and_without_limits_nothing(look: Look) -> None:
    legal_only = office(legal=10)
    unknown = Office(office(promise=10).book, WHERE.days)
    log = CaseLog().add("accepted", "2018-10-15 10:00", item_code="other", voucher_no="v")

    assert "P-14" in look(ended("2018-10-26 09:00"), legal_only, "2018-10-26 10:00").rules()
    assert "P-14" not in look(ended("2018-10-25 09:00"), legal_only, "2018-10-26 10:00").rules()
    assert (
        "P-14"
        not in look(log.add("closed", "2018-10-26 09:00", kind="voided"), unknown, "2018-10-26 10:00").rules()
    )


def test_days_excluded_by_a_procedure_are_not_used_and_an_extension_lengthens_the_limit(look: Look) -> None:
    paused = ended("2018-10-26 09:00").add(
        "special_started", "2018-10-16 09:00", kind="testing", days=2, notice_written=True, approver_id="a"
    )
    extended = ended("2018-10-26 09:00").add(
        "extension_approved",
        "2018-10-17 09:00",
        days=5,
        reason="r",
        told_at=at("2018-10-17 10:00").isoformat(),
    )

    assert "P-14" not in look(paused, WHERE, "2018-10-30 10:00").rules()
    assert "P-14" not in look(extended, WHERE, "2018-10-30 10:00").rules()


def test_an_extension_that_arrives_late_takes_the_card_back_and_an_earlier_acceptance_makes_it(
    look: Look,
) -> None:
    log = ended("2018-10-25 09:00")  # day 8 of 10
    log.add("submitted", "2018-10-12 09:00", item_code="I")
    log.add("accepted", "2018-10-12 10:00", "2018-10-26 09:00", item_code="I", voucher_no="v")
    log.add(
        "extension_approved",
        "2018-10-17 09:00",
        "2018-10-27 09:00",
        days=5,
        reason="r",
        told_at=at("2018-10-17 10:00").isoformat(),
    )

    assert "P-14" not in look(log, WHERE, "2018-10-26 08:59").rules()
    assert "P-14" in look(log, WHERE, "2018-10-26 09:00").rules()
    assert "P-14" not in look(log, WHERE, "2018-10-27 09:00").rules()


def test_the_card_shows_the_days_used_of_the_limit() -> None:
    log = ended("2018-10-26 09:00")
    cards = cards_at(log.events, rulebook_of(WHERE.book), WHERE.days.real(), at("2018-10-26 10:00"))
    (said,) = (card["arithmetic"] for card in cards.values() if card["rule_id"] == "P-14")

    assert "2018-10-15起算，承诺期限（含有效延期）10个工作日，到期日2018-10-29" in said
    assert "作废，已用9个工作日，超过期限的80%" in said
    assert "voided at 2018-10-26 09:00 after 9 working days, more than 80 % of the limit" in said
