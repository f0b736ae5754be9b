"""R-05: what a citizen says by a label is held against the cards of the case; one that nothing confirms is a lead."""

from typing import Any

import pytest

from rules.cards import STANDING, CardRecord, CardState
from rules.fact import Fact
from rules.rating_rules import confirmations, r05, rated_case, said_by_labels
from rules.ratings import RatedCase
from rules.rulebook import Colour
from rules.verdict import LEAD, Status, Verdict
from tests.ratings.cases import card, closed, empty_view, view
from tests.ratings.telling import UNKNOWN, invalidated, moment, rated, submitted

OF_LEVEL = {"209": 2, "210": 2, "108": 1, "109": 1, "110": 1}
LATE_RULES = ("T-04", "T-05", "T-06", "T-07", "C-01")
CONFIRMED = [(label, rule) for label in ("209", "110") for rule in LATE_RULES]
CONFIRMED += [("108", "P-08"), ("109", "P-08"), ("210", "P-09")]
NOT_CONFIRMED = [
    ("209", "P-08"),
    ("110", "T-03"),
    ("110", "T-01"),
    ("108", "P-09"),
    ("109", "T-05"),
    ("210", "P-08"),
]


def says(*labels: str, event_id: str = "r1", **data: Any) -> Fact:
    """A bad rating with labels of its grade."""
    return submitted("2018-10-17 10:00", event_id, level=OF_LEVEL[labels[0]], labels=list(labels), **data)


def found(*facts: Fact, cards: tuple[CardRecord, ...] = ()) -> list[Verdict]:
    return r05(view(), rated(facts), cards)


@pytest.mark.parametrize("label", OF_LEVEL)
def test_a_label_that_no_card_confirms_is_a_lead_about_the_service(label: str) -> None:
    (verdict,) = found(says(label))

    assert (verdict.occasion, verdict.status, verdict.degree) == ("rating 1", Status.VIOLATED, LEAD)
    assert (verdict.at, verdict.evidence) == (moment("2018-10-17 10:00"), ("r1",))
    assert label in verdict.zh
    assert label in verdict.en


@pytest.mark.parametrize(("label", "rule"), CONFIRMED)
def test_a_card_that_says_the_same_confirms_the_label(label: str, rule: str) -> None:
    told, known = rated([says(label)]), card(rule)

    assert r05(view(), told, [known]) == []
    (confirmed,) = confirmations(told, [known])
    assert (confirmed.label, confirmed.card_id, confirmed.rating.record.event) == (
        label,
        known.card_id,
        "s r1",
    )


@pytest.mark.parametrize(("label", "rule"), NOT_CONFIRMED)
def test_a_card_about_something_else_confirms_nothing(label: str, rule: str) -> None:
    assert len(found(says(label), cards=(card(rule),))) == 1
    assert confirmations(rated([says(label)]), [card(rule)]) == []


@pytest.mark.parametrize("state", list(CardState))
def test_a_card_confirms_while_it_stands_or_is_proposed(state: CardState) -> None:
    confirms = state in STANDING or state is CardState.PROPOSED

    assert len(found(says("110"), cards=(card("T-05", state),))) == (0 if confirms else 1)
    assert len(confirmations(rated([says("110")]), [card("T-05", state)])) == (1 if confirms else 0)


def test_a_warning_says_of_nothing_that_it_is_late() -> None:
    assert len(found(says("209"), cards=(card("T-07", colour=Colour.WARNING),))) == 1


@pytest.mark.parametrize("label", ["207", "214", "211"])
def test_labels_that_no_rule_can_check_are_left_alone(label: str) -> None:
    assert found(submitted("2018-10-17 10:00", level=2, labels=[label])) == []


@pytest.mark.parametrize(("label", "level"), [("110", 2), ("209", 1), ("101", 1), ("迟到", 1)])
def test_labels_without_meaning_are_held_against_nothing(label: str, level: int) -> None:
    assert found(submitted("2018-10-17 10:00", level=level, labels=[label])) == []


def test_only_a_bad_rating_that_counts_is_held_against_the_clock() -> None:
    said = says("110")
    late = says("110", service_time="2018-10-08T09:00:00+08:00")

    assert found(said, invalidated("2018-10-18 10:00", "v1")) == []
    assert found(late) == []
    assert found(says("110", unverified=True)) == []
    assert found(says("110", is_default=True)) == []
    assert r05(view(), rated([said], case=UNKNOWN), ()) == []
    assert [verdict.evidence for verdict in found(said, says("110", event_id="r2"))] == [("r1",)]


def test_both_ratings_of_a_service_are_one_lead_and_each_service_has_its_own() -> None:
    again = says("209", event_id="r2", assess_number=2)
    other = says("210", event_id="r3", service_number="2")

    one, two = found(says("110"), again, other, cards=(card("P-08"),))

    assert (one.occasion, one.evidence) == ("rating 1", ("r1", "r2"))
    assert (two.occasion, two.evidence) == ("rating 2", ("r3",))


def test_of_several_labels_the_lead_names_those_that_nothing_confirms() -> None:
    (verdict,) = found(says("110", "109"), cards=(card("T-04"),))

    assert "109" in verdict.zh
    assert "110" not in verdict.zh
    assert "P-08" in verdict.en
    assert "T-04" not in verdict.en


def test_an_explanation_shows_the_services_whose_labels_were_confirmed() -> None:
    case = view()
    case.thorough = True

    verdicts = r05(case, rated([says("110")]), [card("T-05")])

    assert [(verdict.occasion, verdict.status) for verdict in verdicts] == [("rating 1", Status.SATISFIED)]


def test_a_rating_is_evidence_for_the_rules_its_labels_speak_of() -> None:
    again = says("209", event_id="r2", assess_number=2)
    of_another_grade = submitted("2018-10-17 10:00", "r3", level=1, labels=["210"], service_number="2")

    found = said_by_labels(rated([says("110", "109"), again, of_another_grade]))

    assert found == {"P-08": ("r1",)} | dict.fromkeys(LATE_RULES, ("r1", "r2"))


def test_each_card_that_confirms_is_named() -> None:
    cards = [card("T-07", occasion="s e2"), card("T-07", occasion="s e3"), card("T-04", CardState.SUPERSEDED)]

    named = [each.card_id for each in confirmations(rated([says("110")]), [*cards, card("T-05")])]

    assert set(named) == {card("T-05").card_id, *(each.card_id for each in cards[:2])}
    assert len(named) == 3


def test_the_case_says_whose_item_it_is_and_when_it_was_first_closed() -> None:
    case = view(closed("2018-10-12 10:00", "e2"), closed("2018-10-15 10:00", "e3"))

    assert rated_case(case) == RatedCase(True, moment("2018-10-12 10:00"), "I", "D", "R")
    assert rated_case(view()) == RatedCase(True, None, "I", "D", "R")


def test_where_only_ratings_are_known_there_is_no_case() -> None:
    assert not rated_case(empty_view()).known
    assert rated_case(None) == RatedCase()
