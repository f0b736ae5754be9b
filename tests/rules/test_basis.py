"""What a decision rests on: hearing and notice (P-12), interested parties (P-18), law (B-01), a listed item (B-04)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.oracle.book import ItemFacts, Term
from tests.rules.engine import cards_at
from tests.rules.looking import Look, Office
from tests.rules.offices import ANNOUNCED, office
from tests.rules.writing import CaseLog, at, rulebook_of

SOON = "2018-10-18 00:00"
PLAIN = office(promise=30, legal=60)


def accepted(when: str = "2018-10-15 10:00", item: str = "I") -> CaseLog:
    return CaseLog().add("accepted", when, item_code=item, voucher_no="v")


def decided(log: CaseLog | None = None, result: str = "approved", **said: Any) -> CaseLog:
    more = {"reason": "不符合法定条件", "rights_notice": True, **said}
    return (log or accepted()).add("decided", "2018-10-17 09:00", result=result, **more)


def requiring(flag: str) -> Office:
    required: dict[str, Any] = {flag: True}
    return office(promise=30, legal=60, **required)


DUTIES = [
    ("hearing", "hearing_held", ("P-12", "red", "proposed"), "hearing"),
    ("notice", "public_notice", ("P-12", "yellow", "proposed"), "notice"),
    ("third_party", "third_party_notified", ("P-18", "yellow", "proposed"), ""),
]


@pytest.mark.parametrize(("flag", "kind", "state", "occasion"), DUTIES)
@pytest.mark.parametrize("result", ["approved", "refused"])
def test_a_decision_without_what_the_item_requires_is_proposed(
    look: Look, flag: str, kind: str, state: tuple[str, str, str], occasion: str, result: str
) -> None:
    where = requiring(flag)

    seen = look(decided(result=result), where, SOON)

    assert seen.states() == {state}
    assert seen.of(state[0]).violated_at == at("2018-10-17 09:00")
    assert seen.of(state[0]).occasion == occasion


@pytest.mark.parametrize(("flag", "kind", "state", "occasion"), DUTIES)
def test_done_by_the_moment_of_the_decision_is_in_time_and_later_is_not(
    look: Look, flag: str, kind: str, state: tuple[str, str, str], occasion: str
) -> None:
    where = requiring(flag)
    in_time = decided(accepted()).add(kind, "2018-10-17 09:00")
    late = decided(accepted()).add(kind, "2018-10-17 09:00:00.001")

    assert look(in_time, where, SOON).rules() == set()
    assert look(late, where, SOON).states() == {state}


@pytest.mark.parametrize("flag", [False, None])
def test_what_the_catalogue_does_not_require_may_be_left_out(look: Look, flag: bool | None) -> None:
    where = office(promise=30, legal=60, hearing=flag, notice=flag, third_party=flag)

    assert look(decided(), where, SOON).rules() == set()


def test_before_a_decision_nothing_has_been_left_out(look: Look) -> None:
    where = office(promise=30, legal=60, hearing=True, notice=True, third_party=True)

    assert look(accepted(), where, SOON).rules() == set()


def test_a_hearing_that_arrives_late_takes_the_card_back_and_an_earlier_decision_brings_it(
    look: Look,
) -> None:
    where = office(promise=30, legal=60, hearing=True)
    log = decided().add("hearing_held", "2018-10-16 09:00", "2018-10-17 12:00")
    log.add("decided", "2018-10-15 15:00", "2018-10-17 15:00", result="approved")

    assert look(log, where, "2018-10-17 11:59").rules() == {"P-12"}
    assert "P-12" not in look(log, where, "2018-10-17 12:00").rules()
    assert look(log, where, "2018-10-17 15:00").of("P-12").violated_at == at("2018-10-15 15:00")


LAW = Term("XK", date(2004, 7, 1), date(2018, 10, 17))
NEXT = Term("XK2", date(2018, 10, 18))
PAST = Term("XK0", date(2004, 7, 1), date(2018, 10, 16))
REGISTER = Office(replace(PLAIN.book, bases=(PAST, LAW, NEXT)), PLAIN.days)


@pytest.mark.parametrize(
    ("basis_ids", "found"),
    [
        (["XK"], False),
        (["XK", "XK2"], True),
        (["XK0"], True),
        (["XK", "??"], True),
        ([], True),
        (None, True),
    ],
)
def test_every_basis_must_be_known_and_in_force_on_the_day_of_the_decision(
    look: Look, basis_ids: list[str] | None, found: bool
) -> None:
    seen = look(decided(basis_ids=basis_ids), REGISTER, SOON)

    assert seen.states() == ({("B-01", "yellow", "issued")} if found else set())


def test_only_the_first_decision_needs_a_basis_and_without_a_register_none_does(look: Look) -> None:
    log = decided(basis_ids=["XK"]).add("decided", "2018-10-17 10:00", result="approved")

    assert look(log, REGISTER, SOON).rules() == set()
    assert look(decided(), PLAIN, SOON).rules() == set()


def test_a_basis_named_by_correction_clears_it(look: Look) -> None:
    log = decided().add(
        "corrected",
        "2018-10-17 12:00",
        corrects="e2",
        reason="r",
        approver_id="a",
        replacement={"result": "approved", "basis_ids": ["XK"]},
    )

    assert look(log, REGISTER, "2018-10-17 11:59").rules() == {"B-01"}
    assert look(log, REGISTER, "2018-10-17 12:00").rules() == set()


CANCELLED = Office(
    replace(
        PLAIN.book,
        items=(
            ItemFacts("I", date(2018, 1, 1), date(2018, 10, 14)),
            ItemFacts("I", valid_from=date(2018, 10, 16)),
        ),
    ),
    PLAIN.days,
)


@pytest.mark.parametrize(
    ("when", "found"),
    [("2018-10-14 23:59", False), ("2018-10-15 10:00", True), ("2018-10-16 00:00", False)],
)
def test_accepting_an_item_with_no_version_in_force_that_day_is_yellow(
    look: Look, when: str, found: bool
) -> None:
    seen = look(accepted(when), CANCELLED, "2018-10-16 09:00")

    assert seen.states() == ({("B-04", "yellow", "issued")} if found else set())
    if found:
        assert seen.of("B-04").violated_at == at(when)


def test_accepting_an_item_nobody_listed_is_yellow_and_submitting_one_is_not(look: Look) -> None:
    submitted = CaseLog().add("submitted", "2018-10-15 10:00", item_code="other")

    assert look(accepted(item="other"), PLAIN, SOON).rules() == {"B-04"}
    assert look(submitted, PLAIN, SOON).rules() == set()


def test_an_unlisted_item_accepted_by_silence_is_yellow_from_the_moment_it_is_deemed(look: Look) -> None:
    log = CaseLog().add("submitted", "2018-10-15 09:00", item_code="other")
    log.add("material_received", "2018-10-15 10:00", staff_id="u1")

    assert "B-04" not in look(log, PLAIN, "2018-10-22 23:59:59.999").rules()
    assert look(log, PLAIN, "2018-10-23 00:00").of("B-04").violated_at == at("2018-10-23 00:00")


def test_silence_about_a_case_of_no_known_item_is_not_held_against_a_catalogue(look: Look) -> None:
    log = CaseLog().add("material_received", "2018-10-15 10:00")

    assert "B-04" not in look(log, PLAIN, "2018-10-23 00:00").rules()


def test_an_earlier_acceptance_that_arrives_late_is_judged_by_its_own_day(look: Look) -> None:
    log = accepted()
    log.add("accepted", "2018-10-14 16:00", "2018-10-15 15:00", item_code="I", voucher_no="v")

    assert look(log, CANCELLED, "2018-10-15 14:59").rules() == {"B-04"}
    assert look(log, CANCELLED, "2018-10-15 15:00").rules() == set()


def texts(log: CaseLog, where: Office, until: str = SOON) -> dict[str, str]:
    cards = cards_at(log.events, rulebook_of(where.book), where.days.real(), at(until)).values()
    return {card["rule_id"]: card["arithmetic"] for card in cards}


def test_the_cards_say_what_is_required_what_was_there_and_when() -> None:
    third = office(promise=30, legal=60, third_party=True)
    late = decided(accepted()).add("third_party_notified", "2018-10-17 11:00")
    bases = texts(decided(basis_ids=["XK2", "??"]), REGISTER)["B-01"]

    assert (
        "要求作出决定前告知利害关系人；2018-10-17 09:00作出决定时没有告知利害关系人的记录，2018-10-17 11:00才有。"
        in (texts(late, third)["P-18"])
    )
    assert "有效期为2018-10-18至9999-12-31，2018-10-17不在其内；依据“??”不在依据库中" in bases
    assert "“??” is not in the register of legal bases" in bases
    assert texts(decided(), REGISTER)["B-01"].startswith(
        "2018-10-17 09:00作出的决定依据不齐全：未列明任何依据。"
    )


def test_the_card_of_a_cancelled_item_lists_when_it_was_in_force() -> None:
    said = texts(accepted(), CANCELLED, "2018-10-16 09:00")["B-04"]

    assert "2018-01-01至2018-10-14、2018-10-16至9999-12-31" in said
    assert (
        "Item other, accepted on 2018-10-15, is not in the catalogue."
        in (texts(accepted(item="other"), Office(PLAIN.book, ANNOUNCED))["B-04"])
    )
