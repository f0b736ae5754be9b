"""P-10: fees on what is free, without a standard, or of another amount."""

from dataclasses import replace
from typing import Any

import pytest

from tests.oracle.book import FeeFacts, ItemFacts
from tests.rules.engine import cards_at
from tests.rules.looking import Look, Office
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at, rulebook_of

LATER = "2018-10-18 00:00"
FEES = (FeeFacts("F1", "S1", "120.00"), FeeFacts("F1", "S2", "60"), FeeFacts("F2", "S3", "0.1"))
LISTED = office(promise=30, legal=60, fees=FEES)


def charged(fee_code: str = "F1", amount: float = 120, **said: Any) -> CaseLog:
    log = CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")
    return log.add("fee_charged", "2018-10-16 09:00", fee_code=fee_code, amount=amount, **said)


@pytest.mark.parametrize(
    ("log", "found"),
    [
        (charged(), False),
        (charged(amount=120.0), False),
        (charged(amount=60), False),
        (charged(amount=120.01), True),
        (charged(amount=0), True),
        (charged(standard_id="S1"), False),
        (charged(standard_id="S1", amount=60), True),
        (charged(standard_id="S9"), True),
        (charged("F2", 0.1), False),
        (charged("F2", 0.1000001), True),
        (charged("F9"), True),
    ],
)
def test_a_fee_needs_a_row_of_its_code_and_standard_with_exactly_its_amount(
    look: Look, log: CaseLog, found: bool
) -> None:
    seen = look(log, LISTED, LATER)

    assert seen.states() == ({("P-10", "red", "proposed")} if found else set())
    if found:
        assert (seen.of("P-10").occasion, seen.of("P-10").violated_at) == ("s e2", at("2018-10-16 09:00"))


@pytest.mark.parametrize(("amount", "found"), [(0, False), (0.0, False), (0.01, True)])
def test_nothing_charged_for_a_free_item_is_no_fee(look: Look, amount: float, found: bool) -> None:
    free = office(promise=30, legal=60, free=True)

    assert ("P-10" in look(charged(amount=amount), free, LATER).rules()) == found


def with_other_fees(free: bool | None) -> Office:
    """An office whose item I lists no fees while another item does."""
    where = office(promise=30, legal=60, free=free)
    return Office(replace(where.book, items=(*where.book.items, ItemFacts("J", fees=FEES))), where.days)


@pytest.mark.parametrize(("free", "found"), [(True, True), (False, True), (None, False)])
def test_an_item_without_fees_is_judged_where_it_is_marked_and_the_rulebook_lists_fees(
    look: Look, free: bool | None, found: bool
) -> None:
    assert ("P-10" in look(charged(), with_other_fees(free), LATER).rules()) == found


def test_a_free_item_may_not_charge_even_what_its_rows_say(look: Look) -> None:
    assert "P-10" in look(charged(), office(promise=30, free=True, fees=FEES), LATER).rules()
    assert "P-10" in look(charged(), office(promise=30, free=True), LATER).rules()


def test_a_rulebook_without_any_fees_accuses_nobody(look: Look) -> None:
    assert look(charged(), office(promise=30, legal=60, free=False), LATER).rules() == set()
    assert look(charged(), office(promise=30, legal=60), LATER).rules() == set()


def test_every_fee_is_judged_by_itself(look: Look) -> None:
    log = charged().add("fee_charged", "2018-10-16 10:00", fee_code="F1", amount=1)

    assert look(log, LISTED, LATER).occasions("P-10") == {"s e3"}


def test_a_corrected_amount_clears_it(look: Look) -> None:
    log = charged(amount=12).add(
        "corrected",
        "2018-10-17 09:00",
        corrects="e2",
        reason="r",
        approver_id="a",
        replacement={"fee_code": "F1", "amount": 120},
    )

    assert "P-10" in look(log, LISTED, "2018-10-17 08:59").rules()
    assert "P-10" not in look(log, LISTED, "2018-10-17 09:00").rules()


def test_a_fee_is_judged_once_an_acceptance_that_arrives_late_names_the_item(look: Look) -> None:
    log = CaseLog().add("submitted", "2018-10-15 10:00", item_code="other")
    log.add("fee_charged", "2018-10-16 09:00", fee_code="F9", amount=1)
    log.add("accepted", "2018-10-16 08:00", "2018-10-16 12:00", item_code="I", voucher_no="v")

    assert look(log, LISTED, "2018-10-16 11:59").rules() == set()
    assert look(log, LISTED, "2018-10-16 12:00").rules() == {"P-10"}


@pytest.mark.parametrize(
    ("log", "where", "zh", "en"),
    [
        (
            charged(amount=130),
            LISTED,
            "收费130元（收费项目F1）；目录标准为120.00、60元",
            "amount is 120.00, 60",
        ),
        (charged("F9", 1.5), LISTED, "收费1.5元（收费项目F9）；收费目录中", "no such fee and standard"),
        (charged(), office(promise=30, free=True), "该事项在目录中标明不收费", "as free of charge"),
    ],
)
def test_the_card_says_what_was_charged_and_what_the_catalogue_says(
    log: CaseLog, where: Office, zh: str, en: str
) -> None:
    cards = cards_at(log.events, rulebook_of(where.book), where.days.real(), at(LATER))
    (said,) = (card["arithmetic"] for card in cards.values() if card["rule_id"] == "P-10")

    assert zh in said
    assert en in said
