"""Two sets of final cards of one case: what differs, of which kind, and where cards are counted."""

from typing import Any

import msgspec
import pytest

from rules.cards import CardRecord, CardState, Responsible
from rules.differences import Kind, counted, differences

CARD = CardRecord(
    card_id="T-04-1",
    revision=1,
    state=CardState.ISSUED,
    colour="yellow",
    rule_id="T-04",
    rule_class="limit",
    case_no="case-1",
    occasion="case",
    item_code="I",
    dept_code="D",
    region_code="R",
    stage_code=None,
    responsible=Responsible("u1", None, None, "D"),
    start_date="2026-01-05",
    limit_days=7,
    excluded_days=0,
    extension_days=0,
    due_date="2026-01-14",
    due_at="2026-01-15T00:00:00.000+08:00",
    violated_at="2026-01-15T00:00:00.000+08:00",
    issued_at="2026-01-15T00:00:00.000+08:00",
    provisional=False,
    evidence=("e1",),
    arithmetic="a / b",
    basis="c / d",
    answer_due="2026-01-22T00:00:00.000+08:00",
    appeal_due="2026-01-22T00:00:00.000+08:00",
    mode="automatic",
    historical=False,
    superseded_by=None,
    subject="case-1",
    rulebook_hash="A",
    reason="x",
)


def card(**changes: Any) -> CardRecord:
    return msgspec.structs.replace(CARD, **changes)


def test_the_same_cards_differ_in_nothing_but_hash_texts_and_revisions() -> None:
    other = card(
        rulebook_hash="B",
        reason="y",
        revision=4,
        arithmetic="e / f",
        issued_at="2026-01-16T00:00:00.000+08:00",
    )

    assert differences([CARD], [other]) == []


def test_a_card_of_one_side_only_appears_or_disappears() -> None:
    (appears,) = differences([], [CARD])
    (disappears,) = differences([CARD], [])

    assert (appears.kind, appears.before, appears.after and appears.after.due_date) == (
        Kind.APPEARS,
        None,
        "2026-01-14",
    )
    assert (disappears.kind, disappears.after, disappears.dept_code) == (Kind.DISAPPEARS, None, "D")


def test_a_withdrawn_card_counts_as_none() -> None:
    withdrawn = card(state=CardState.WITHDRAWN)

    assert differences([withdrawn], []) == []
    assert differences([], [withdrawn]) == []
    assert differences([withdrawn], [CARD])[0].kind is Kind.APPEARS


@pytest.mark.parametrize(
    ("changes", "kind", "changed"),
    [
        ({"colour": "red"}, Kind.COLOUR, ("colour",)),
        ({"state": CardState.PROPOSED}, Kind.STATE, ("state",)),
        ({"due_date": "2026-01-15"}, Kind.DATES, ("due_date",)),
        ({"answer_due": None}, Kind.DATES, ("answer_due",)),
        ({"responsible": Responsible("u2", None, None, "D")}, Kind.RESPONSIBLE, ("staff_id",)),
        ({"dept_code": "E"}, Kind.RESPONSIBLE, ("dept_code",)),
    ],
)
def test_a_change_is_of_the_kind_of_its_field(
    changes: dict[str, Any], kind: Kind, changed: tuple[str, ...]
) -> None:
    (difference,) = differences([CARD], [card(**changes)])

    assert (difference.kind, difference.changed) == (kind, changed)


def test_of_several_changes_the_gravest_names_the_kind_and_all_are_listed() -> None:
    (difference,) = differences([CARD], [card(due_date="2026-01-15", state=CardState.MUTED, colour="red")])

    assert (difference.kind, difference.changed) == (Kind.COLOUR, ("colour", "state", "due_date"))


def test_cards_count_where_they_stand_and_those_that_wait_as_proposed() -> None:
    cards = [
        CARD,
        card(state=CardState.STANDS, dept_code=None),
        card(state=CardState.PROPOSED, colour="red"),
        card(state=CardState.SUPERSEDED),
        card(state=CardState.REVOKED),
    ]

    assert counted(cards) == [("D", "T-04", "yellow"), ("", "T-04", "yellow"), ("D", "T-04", "proposed")]
