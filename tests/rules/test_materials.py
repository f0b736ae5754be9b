"""Materials: not told at once (P-05), refused though complete (P-07), outside the guide (P-08), again (P-09), B-02."""

from typing import Any

import pytest

from tests.oracle.book import MaterialFacts
from tests.rules.engine import cards_at
from tests.rules.looking import Look, Office
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at, rulebook_of

LATER = "2018-10-18 00:00"
PLAIN = office(promise=30, legal=60)


def guide(*materials: MaterialFacts) -> Office:
    return office(promise=30, legal=60, materials=materials)


GUIDE = guide(MaterialFacts("m1"), MaterialFacts("m2"), MaterialFacts("x", required=False))


def submitted() -> CaseLog:
    return CaseLog().add("submitted", "2018-10-15 08:00", item_code="I")


def receive(log: CaseLog, when: str, **statuses: str | None) -> CaseLog:
    lines = [{"code": code, "status": status} for code, status in statuses.items()]
    return log.add("material_received", when, materials=lines)


def ask(log: CaseLog, when: str, *codes: str) -> CaseLog:
    return log.add("supplement_notified", when, items=list(codes))


def told_twice(*second: str, between: Any = None) -> CaseLog:
    log = ask(submitted(), "2018-10-15 09:00", "m1")
    if between is not None:
        between(log)
    return ask(log, "2018-10-15 11:00", *second)


@pytest.mark.parametrize(
    ("second", "found"), [(("m1",), False), (("m2",), True), (("m1", "m2"), True), ((), False)]
)
def test_a_second_notice_that_names_something_new_is_proposed(
    look: Look, second: tuple[str, ...], found: bool
) -> None:
    seen = look(told_twice(*second), PLAIN, LATER)

    assert seen.states() == ({("P-05", "yellow", "proposed")} if found else set())
    if found:
        assert (seen.of("P-05").occasion, seen.of("P-05").violated_at) == ("s e3", at("2018-10-15 11:00"))


@pytest.mark.parametrize(
    ("when", "said", "found"),
    [
        ("2018-10-15 10:00", {"type": "supplement_received", "complete": False, "items": ["m2"]}, False),
        ("2018-10-15 10:00", {"type": "supplement_received", "complete": False, "items": ["m1"]}, True),
        ("2018-10-15 10:00", {"type": "material_received", "materials": [{"code": "m2"}]}, False),
        (
            "2018-10-15 08:59",
            {"type": "material_received", "materials": [{"code": "m2", "status": "failed"}]},
            True,
        ),
    ],
)
def test_what_came_anew_since_the_last_notice_may_be_asked_for_again(
    look: Look, when: str, said: dict[str, Any], found: bool
) -> None:
    kind = said["type"]
    rest = {name: value for name, value in said.items() if name != "type"}
    log = told_twice("m2", between=lambda log: log.add(kind, when, **rest))

    assert ("P-05" in look(log, PLAIN, LATER).rules()) == found


def test_every_earlier_notice_counts_and_only_the_time_since_the_last_one(look: Look) -> None:
    log = told_twice("m1", "m2")
    ask(log, "2018-10-15 13:00", "m2")
    received_too_early = submitted().add("supplement_notified", "2018-10-15 09:00", items=["m1"])
    receive(received_too_early, "2018-10-15 10:00", m2="failed")
    ask(received_too_early, "2018-10-15 11:00", "m1")
    ask(received_too_early, "2018-10-15 12:00", "m2")

    assert look(log, PLAIN, LATER).occasions("P-05") == {"s e3"}
    assert look(received_too_early, PLAIN, LATER).occasions("P-05") == {"s e5"}


def test_a_notice_after_the_acceptance_is_another_rules_business(look: Look) -> None:
    log = ask(submitted(), "2018-10-15 09:00", "m1")
    log.add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")

    assert look(ask(log, "2018-10-15 11:00", "m2"), PLAIN, LATER).rules() == {"P-15"}


def test_a_first_notice_that_arrives_late_makes_the_other_the_second(look: Look) -> None:
    log = ask(submitted(), "2018-10-15 11:00", "m2")
    log.add("supplement_notified", "2018-10-15 09:00", "2018-10-15 12:00", items=["m1"])

    assert look(log, PLAIN, "2018-10-15 11:30").rules() == set()
    assert look(log, PLAIN, "2018-10-15 12:00").occasions("P-05") == {"s e2"}


def test_a_correction_of_the_first_notice_clears_the_second(look: Look) -> None:
    log = told_twice("m2").add(
        "corrected",
        "2018-10-15 15:00",
        corrects="e2",
        reason="r",
        approver_id="a",
        replacement={"items": ["m1", "m2"]},
    )

    assert "P-05" in look(log, PLAIN, "2018-10-15 14:59").rules()
    assert "P-05" not in look(log, PLAIN, "2018-10-15 15:00").rules()


def refuse(log: CaseLog, **said: Any) -> CaseLog:
    whole = {"reason": "材料不符合要求", "voucher_no": "v", **said}
    return log.add("not_accepted", "2018-10-16 09:00", **whole)


@pytest.mark.parametrize(
    ("statuses", "colour"),
    [
        ({"m1": "complete", "m2": "complete"}, "red"),
        ({"m1": "complete"}, "yellow"),
        ({"m1": "complete", "m2": "complete", "x": "missing"}, None),
        ({"m1": "complete", "m2": "deferred"}, None),
        ({"m1": "complete", "m2": None}, None),
        ({}, None),
    ],
)
def test_a_refusal_against_complete_materials_is_yellow_and_red_where_all_required_ones_are_there(
    look: Look, statuses: dict[str, str | None], colour: str | None
) -> None:
    log = refuse(receive(submitted(), "2018-10-15 09:00", **statuses))

    seen = look(log, GUIDE, LATER)

    assert seen.states() == ({("P-07", colour, "proposed")} if colour else set())
    if colour:
        assert (seen.of("P-07").occasion, seen.of("P-07").violated_at) == ("s e3", at("2018-10-16 09:00"))


def test_without_required_materials_in_the_catalogue_it_stays_yellow(look: Look) -> None:
    log = refuse(receive(submitted(), "2018-10-15 09:00", m1="complete", m2="complete"))

    assert look(log, PLAIN, LATER).of("P-07").colour == "yellow"
    assert look(log, guide(MaterialFacts("m1", required=False)), LATER).of("P-07").colour == "yellow"


@pytest.mark.parametrize(
    ("complete", "items", "found"),
    [(True, ["m2"], True), (True, None, True), (True, ["m1"], False), (False, ["m2"], False)],
)
def test_a_complete_supplement_makes_what_it_names_or_all_that_was_listed_complete(
    look: Look, complete: bool, items: list[str] | None, found: bool
) -> None:
    log = receive(submitted(), "2018-10-15 09:00", m1="complete", m2="failed")
    log.add("supplement_received", "2018-10-15 10:00", complete=complete, items=items)

    assert ("P-07" in look(refuse(log), GUIDE, LATER).rules()) == found


def test_the_latest_word_before_the_refusal_counts(look: Look) -> None:
    spoilt = receive(submitted(), "2018-10-15 09:00", m1="complete")
    receive(spoilt, "2018-10-15 10:00", m1="failed")
    mended_too_late = receive(submitted(), "2018-10-15 09:00", m1="failed")
    receive(mended_too_late, "2018-10-16 09:01", m1="complete")

    assert look(refuse(spoilt), GUIDE, LATER).rules() == set()
    assert look(refuse(mended_too_late), GUIDE, LATER).rules() == set()


def test_a_referral_or_an_unknown_item_is_no_refusal_of_this_kind(look: Look) -> None:
    log = receive(submitted(), "2018-10-15 09:00", m1="complete")
    unknown = receive(CaseLog(), "2018-10-15 09:00", m1="complete")

    assert look(refuse(log, referred_to="另一机关"), GUIDE, LATER).rules() == set()
    assert "P-07" in look(refuse(log, referred_to=" "), GUIDE, LATER).rules()
    assert look(refuse(unknown), GUIDE, LATER).rules() == set()


@pytest.mark.parametrize(
    ("supplied", "found"), [(None, False), ("2018-10-15 09:30", False), ("2018-10-16 08:59", True)]
)
def test_a_refusal_because_a_supplement_never_came_is_no_refusal_of_this_kind(
    look: Look, supplied: str | None, found: bool
) -> None:
    log = receive(submitted(), "2018-10-15 09:00", m1="complete", m2="complete")
    if supplied is not None:
        log.add("supplement_received", supplied, items=["m1"], complete=True)
    log.add("supplement_notified", "2018-10-15 10:00", items=["m1"])

    assert ("P-07" in look(refuse(log), GUIDE, LATER).rules()) == found


def test_receipts_that_arrive_late_make_the_refusal_wrong_and_then_graver(look: Look) -> None:
    log = refuse(submitted())
    for minute, code in enumerate(("m1", "m2")):
        lines = [{"code": code, "status": "complete"}]
        log.add("material_received", f"2018-10-15 10:0{minute}", f"2018-10-16 12:0{minute}", materials=lines)

    assert look(log, GUIDE, "2018-10-16 11:59").rules() == set()
    assert look(log, GUIDE, "2018-10-16 12:00").of("P-07").colour == "yellow"
    assert look(log, GUIDE, "2018-10-16 12:01").of("P-07").colour == "red"


@pytest.mark.parametrize(
    ("codes", "found"), [(("m1", "x"), False), (("m1", "y"), True), (("Y",), True), ((), False)]
)
def test_asking_for_what_the_catalogue_does_not_list_is_proposed(
    look: Look, codes: tuple[str, ...], found: bool
) -> None:
    log = ask(submitted(), "2018-10-15 09:00", *codes)

    assert look(log, GUIDE, LATER).states() == ({("P-08", "yellow", "proposed")} if found else set())
    assert look(log, PLAIN, LATER).rules() == set()


def test_what_is_outside_follows_the_item_that_the_acceptance_names(look: Look) -> None:
    log = CaseLog().add("submitted", "2018-10-15 08:00", item_code="unknown")
    ask(log, "2018-10-15 09:00", "y").add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")

    assert look(log, GUIDE, "2018-10-15 09:59").rules() == set()
    assert look(log, GUIDE, "2018-10-15 10:00").of("P-08").occasion == "s e2"


@pytest.mark.parametrize(
    ("status", "found"), [("complete", True), ("failed", False), ("missing", False), ("deferred", False)]
)
def test_asking_again_for_what_was_received_complete_is_proposed(
    look: Look, status: str, found: bool
) -> None:
    log = ask(receive(submitted(), "2018-10-15 09:00", m1=status), "2018-10-15 10:00", "m1")

    assert look(log, GUIDE, LATER).states() == ({("P-09", "yellow", "proposed")} if found else set())


def test_a_material_that_failed_after_it_was_complete_may_be_asked_for(look: Look) -> None:
    log = receive(submitted(), "2018-10-15 09:00", m1="complete")
    receive(log, "2018-10-15 09:30", m1="failed")

    assert look(ask(log, "2018-10-15 10:00", "m1"), GUIDE, LATER).rules() == set()


def test_what_came_complete_only_after_the_notice_was_not_asked_for_again(look: Look) -> None:
    log = ask(submitted(), "2018-10-15 09:00", "m1")

    assert look(receive(log, "2018-10-15 10:00", m1="complete"), GUIDE, LATER).rules() == set()


def test_what_can_be_had_by_sharing_may_not_be_asked_for(look: Look) -> None:
    shared = guide(MaterialFacts("m1", shareable=True), MaterialFacts("m2"))

    assert look(ask(submitted(), "2018-10-15 09:00", "m1"), shared, LATER).rules() == {"P-09"}
    assert look(ask(submitted(), "2018-10-15 09:00", "m2"), shared, LATER).rules() == set()


def approve(log: CaseLog, result: str = "approved") -> CaseLog:
    log.add("accepted", "2018-10-15 12:00", item_code="I", voucher_no="v")
    return log.add("decided", "2018-10-17 09:00", result=result, reason="不符合法定条件", rights_notice=True)


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        ({"m1": "complete", "m2": "missing"}, True),
        ({"m1": "failed"}, True),
        ({"m1": "complete"}, False),
        ({"m1": "deferred"}, False),
        ({"m1": "complete", "x": "missing"}, False),
        ({"y": "missing"}, False),
    ],
)
def test_approving_while_a_required_material_is_missing_or_failed_is_proposed_red(
    look: Look, statuses: dict[str, str], found: bool
) -> None:
    log = approve(receive(submitted(), "2018-10-15 09:00", **statuses))

    assert look(log, GUIDE, LATER).states() == ({("B-02", "red", "proposed")} if found else set())
    assert look(log, PLAIN, LATER).rules() == set()


def test_a_refusal_needs_no_materials_and_a_supplement_mends_what_was_missing(look: Look) -> None:
    missing = receive(submitted(), "2018-10-15 09:00", m1="missing")
    mended = receive(submitted(), "2018-10-15 09:00", m1="missing")
    mended.add("supplement_received", "2018-10-15 10:00", complete=True, items=["m1"])

    assert look(approve(missing, "refused"), GUIDE, LATER).rules() == set()
    assert look(approve(mended), GUIDE, LATER).rules() == set()


def test_a_supplement_that_arrives_late_takes_the_red_back(look: Look) -> None:
    log = approve(receive(submitted(), "2018-10-15 09:00", m1="missing"))
    log.add("supplement_received", "2018-10-15 10:00", "2018-10-17 15:00", complete=True)

    assert "B-02" in look(log, GUIDE, "2018-10-17 14:59").rules()
    assert "B-02" not in look(log, GUIDE, "2018-10-17 15:00").rules()


def test_the_cards_name_materials_events_and_what_the_law_says() -> None:
    log = receive(submitted(), "2018-10-15 09:00", m1="complete", m2="complete")
    ask(log, "2018-10-15 10:00", "m1", "y")
    refuse(log.add("supplement_received", "2018-10-15 11:00", items=["m1"], complete=False))
    cards = cards_at(log.events, rulebook_of(GUIDE.book), GUIDE.days.real(), at(LATER)).values()
    said = {card["rule_id"]: card["arithmetic"] for card in cards}

    assert {card["rule_id"]: card["evidence"] for card in cards} == {
        "P-07": ["e2", "e5"],
        "P-08": ["e3"],
        "P-09": ["e2", "e3"],
    }
    assert "要求的必要材料“m1”（m1）、“m2”（m2）均已齐全" in said["P-07"]
    assert "应当受理" in said["P-07"]
    assert "requires acceptance" in said["P-07"]
    assert "asks for y, not among the 3 materials" in said["P-08"]
    assert "m1: received complete before (events e2)" in said["P-09"]
