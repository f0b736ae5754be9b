"""Who acted: without authority (P-03), in posts kept apart (P-04), too few at a check (P-17)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.oracle.book import PostFacts, StaffFacts, StageFacts
from tests.rules.engine import cards_at
from tests.rules.looking import Look, Office
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at, rulebook_of

LATER = "2018-11-20 00:00"
PLAIN = office(StageFacts("A"), StageFacts("B"), promise=30, legal=60, region="district")


def where(*posts: PostFacts, staff: tuple[StaffFacts, ...] = (), **more: Any) -> Office:
    parents = {"street": "district", "district": "city"}
    return Office(replace(PLAIN.book, posts=posts, staff=staff, parents=parents, **more), PLAIN.days)


def accepted(when: str = "2018-10-15 10:00") -> CaseLog:
    return CaseLog().add("accepted", when, item_code="I", voucher_no="v")


def handled(post: str | None = "clerk", **said: Any) -> CaseLog:
    return accepted().add(
        "stage_entered", "2018-10-16 09:00", stage_code="A", staff_id="u1", staff_post=post, **said
    )


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (PostFacts("clerk"), False),
        (PostFacts("clerk", "I", "A", "district"), False),
        (PostFacts("clerk", region="city"), False),
        (PostFacts("clerk", region="street"), True),
        (PostFacts("clerk", stage="B"), True),
        (PostFacts("clerk", item="J"), True),
        (PostFacts("judge"), True),
        (PostFacts("clerk", valid_from=date(2018, 10, 16), valid_to=date(2018, 10, 16)), False),
        (PostFacts("clerk", valid_from=date(2018, 10, 17)), True),
        (PostFacts("clerk", valid_to=date(2018, 10, 15)), True),
    ],
)
def test_a_stage_needs_a_row_in_force_for_post_item_stage_and_region_or_one_above(
    look: Look, row: PostFacts, found: bool
) -> None:
    seen = look(handled(), where(row), LATER)

    assert seen.states() == ({("P-03", "red", "proposed")} if found else set())
    if found:
        assert seen.of("P-03").violated_at == at("2018-10-16 09:00")
        assert seen.occasions("P-03") == {"staff u1 stage A"}


def test_the_region_of_the_event_goes_before_the_items(look: Look) -> None:
    row = PostFacts("clerk", region="district")

    assert "P-03" not in look(handled(region_code="street"), where(row), LATER).rules()
    assert "P-03" in look(handled(region_code="city"), where(row), LATER).rules()


def test_without_a_register_of_posts_or_a_known_post_nobody_is_accused(look: Look) -> None:
    others = where(PostFacts("judge"))

    assert look(handled(), PLAIN, LATER).rules() == set()
    assert look(handled(post=None), others, LATER).rules() == set()
    assert look(handled(post=""), others, LATER).rules() == set()


def test_the_post_is_the_registers_of_that_day_unless_the_event_names_one(look: Look) -> None:
    staff = (
        StaffFacts("u1", "clerk", valid_to=date(2018, 10, 15)),
        StaffFacts("u1", "guard", valid_from=date(2018, 10, 16)),
    )
    book = where(PostFacts("clerk"), staff=staff)

    assert "P-03" in look(handled(post=None), book, LATER).rules()
    assert "P-03" not in look(handled(post="clerk"), book, LATER).rules()


def test_a_person_has_one_card_a_stage_dated_by_the_first_event(look: Look) -> None:
    log = handled().add("stage_left", "2018-10-17 09:00", stage_code="A", staff_id="u1", staff_post="clerk")
    log.add("stage_left", "2018-10-17 09:30", stage_code="B", staff_id="u2", staff_post="clerk")
    log.add("decided", "2018-10-18 09:00", result="approved", staff_id="u1", staff_post="clerk")

    seen = look(log, where(PostFacts("judge")), LATER)

    assert seen.occasions("P-03") == {"staff u1 stage A", "staff u2 stage B", "staff u1 decision"}
    assert {card.verdict.violated_at for card in seen.cards if "stage A" in card.verdict.occasion} == {
        at("2018-10-16 09:00")
    }


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (PostFacts("clerk", "I", "B"), False),
        (PostFacts("clerk", "J"), True),
        (PostFacts("clerk", region="street"), True),
    ],
)
def test_a_decision_needs_authority_for_any_stage_of_the_item(
    look: Look, row: PostFacts, found: bool
) -> None:
    log = accepted().add("decided", "2018-10-18 09:00", result="approved", staff_id="u1", staff_post="clerk")
    log.add("delivered", "2018-10-18 10:00")
    bare = Office(replace(where(row).book, items=(replace(PLAIN.book.items[0], stages=()),)), PLAIN.days)

    assert look(log, bare, LATER).rules() == ({"P-03"} if found else set())


@pytest.mark.parametrize(("day", "found"), [(15, False), (16, True), (17, False)])
def test_authority_given_in_two_rows_is_missing_on_the_days_between_them(
    look: Look, day: int, found: bool
) -> None:
    rows = (
        PostFacts("clerk", valid_from=date(2018, 10, 17)),
        PostFacts("clerk", valid_to=date(2018, 10, 15)),
    )
    log = accepted("2018-10-15 08:00").add(
        "stage_left", f"2018-10-{day} 09:00", stage_code="A", staff_id="u1", staff_post="clerk"
    )

    assert ("P-03" in look(log, where(*rows), LATER).rules()) == found


def test_on_days_without_a_post_in_the_register_nobody_can_tell(look: Look) -> None:
    staff = (
        StaffFacts("u1", "clerk", valid_to=date(2018, 10, 15)),
        StaffFacts("u1", "clerk", valid_from=date(2018, 10, 17)),
    )
    log = handled(post=None)
    next_day = handled(post=None).add("stage_left", "2018-10-17 09:00", stage_code="A", staff_id="u1")

    assert look(log, where(PostFacts("judge"), staff=staff), LATER).rules() == set()
    later_row = PostFacts("clerk", valid_from=date(2018, 10, 20))
    assert look(log, where(later_row, staff=staff), LATER).rules() == set()
    assert look(next_day, where(PostFacts("judge"), staff=staff), LATER).of("P-03").violated_at == at(
        "2018-10-17 09:00"
    )


def test_an_earlier_event_that_arrives_late_dates_the_card_anew(look: Look) -> None:
    log = handled().add(
        "stage_left",
        "2018-10-15 16:00",
        "2018-10-16 11:00",
        stage_code="A",
        staff_id="u1",
        staff_post="clerk",
    )

    before = look(log, where(PostFacts("judge")), "2018-10-16 10:00").of("P-03")
    after = look(log, where(PostFacts("judge")), "2018-10-16 11:00").of("P-03")

    assert (before.violated_at, after.violated_at) == (at("2018-10-16 09:00"), at("2018-10-15 16:00"))


def test_a_correction_of_who_it_was_takes_the_card_back(look: Look) -> None:
    log = handled().add(
        "corrected",
        "2018-10-17 09:00",
        corrects="e2",
        reason="r",
        approver_id="a",
        replacement={"stage_code": "A", "staff_id": "u1", "staff_post": "judge"},
    )

    assert "P-03" in look(log, where(PostFacts("judge")), "2018-10-17 08:59").rules()
    assert "P-03" not in look(log, where(PostFacts("judge")), "2018-10-17 09:00").rules()


def test_the_card_says_who_did_what_and_which_authority_is_not_there() -> None:
    book = where(PostFacts("judge"))
    (card,) = cards_at(handled().events, rulebook_of(book.book), book.days.real(), at(LATER)).values()

    for said in ("2018-10-16 09:00", "u1", "clerk", "district", "共1次", "岗位权限表", "has no authority"):
        assert said in card["arithmetic"]
    assert card["responsible"]["staff_id"] == "u1"


APART = office(
    StageFacts("A", role="handle"),
    StageFacts("B", role="review"),
    promise=30,
    legal=60,
    separation=("review", "approve"),
)


def in_stages(*steps: tuple[str, str, str | None]) -> CaseLog:
    log = accepted()
    for day, (stage, who, role) in enumerate(steps, start=16):
        log.add("stage_left", f"2018-10-{day} 09:00", stage_code=stage, staff_id=who, role=role)
    return log


def test_reviewing_and_approving_in_one_hand_is_proposed_at_the_second_role(look: Look) -> None:
    log = in_stages(("A", "u1", None), ("B", "u1", None))
    log.add("decided", "2018-10-19 09:00", result="approved", staff_id="u1").add(
        "delivered", "2018-10-19 10:00"
    )

    seen = look(log, APART, LATER)

    assert seen.states() == {("P-04", "yellow", "proposed")}
    assert seen.occasions("P-04") == {"staff u1"}
    assert seen.of("P-04").violated_at == at("2018-10-19 09:00")


@pytest.mark.parametrize(
    ("decision", "found"),
    [
        ({"staff_id": "u1"}, True),
        ({"staff_id": "u2"}, False),
        ({"staff_id": "u1", "approver_id": "u2"}, False),
        ({"staff_id": "u2", "approver_id": "u1"}, True),
        ({"staff_id": "u1", "approver_id": ""}, True),
        ({}, False),
    ],
)
def test_who_approves_is_the_approver_else_who_decided(
    look: Look, decision: dict[str, str], found: bool
) -> None:
    log = in_stages(("A", "u3", None), ("B", "u1", None)).add(
        "decided", "2018-10-19 09:00", result="approved", **decision
    )

    assert ("P-04" in look(log, APART, LATER).rules()) == found


@pytest.mark.parametrize(("role", "found"), [("approve", True), ("handle", False), (None, False)])
def test_the_role_of_the_event_goes_before_the_stages(look: Look, role: str | None, found: bool) -> None:
    log = in_stages(("B", "u1", None), ("A", "u1", role))

    assert ("P-04" in look(log, APART, LATER).rules()) == found


def test_roles_that_need_not_be_apart_may_be_in_one_hand(look: Look) -> None:
    log = in_stages(("A", "u1", None), ("B", "u1", None))
    any_hand = office(*APART.book.items[0].stages, promise=30, legal=60)

    assert "P-04" not in look(log, APART, LATER).rules()
    assert (
        "P-04" not in look(log.add("decided", "2018-10-19 09:00", result="approved"), any_hand, LATER).rules()
    )


def test_who_answers_is_the_person_in_both_roles_also_where_a_clerk_wrote_the_decision() -> None:
    log = in_stages(("A", "u3", None), ("B", "u1", None))
    log.add("decided", "2018-10-19 09:00", result="approved", staff_id="u2", approver_id="u1")
    cards = cards_at(log.events, rulebook_of(APART.book), APART.days.real(), at("2018-10-19 10:00"))
    (card,) = (each for each in cards.values() if each["rule_id"] == "P-04")

    assert card["responsible"]["staff_id"] == "u1"
    assert card["evidence"] == ["e3", "e4"]
    assert "2018-10-17 09:00审核，2018-10-19 09:00批准" in card["arithmetic"]


@pytest.mark.parametrize(
    ("people", "found"),
    [
        (["u1", "u2"], False),
        (["u1", "u2", "u2"], False),
        (["u1", "u1"], True),
        (["u1", " u1 "], True),
        (["u1", ""], True),
        ([], True),
    ],
)
def test_a_check_of_substance_needs_two_different_people(look: Look, people: list[str], found: bool) -> None:
    log = accepted().add("substance_checked", "2018-10-16 09:00", staff_ids=people)

    assert look(log, PLAIN, LATER).states() == ({("P-17", "yellow", "proposed")} if found else set())


def test_the_number_at_a_check_is_the_rulebooks(look: Look) -> None:
    three = office(promise=30, legal=60, parameters={"P-17.min_staff": 3})
    log = accepted().add("substance_checked", "2018-10-16 09:00", staff_ids=["u1", "u2"])

    assert look(log, three, LATER).of("P-17").occasion == "s e2"
