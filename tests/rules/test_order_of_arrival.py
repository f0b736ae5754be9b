"""Whatever the order in which a case's events arrive, and however often, the same cards stand in the end."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.engine import Card, cards_at, cards_of, milliseconds, recorded
from tests.rules.stories import Event, Story, stories
from tests.rules.writing import rulebook_of

COUNTED_FROM_ISSUE = {"issued_at", "answer_due", "appeal_due", "revision", "reason"}


def standing(cards: Mapping[str, Card]) -> dict[str, dict[str, Any]]:
    """The standing cards without what depends on when they were issued."""
    return {
        name: {field: value for field, value in card.items() if field not in COUNTED_FROM_ISSUE}
        for name, card in cards.items()
        if card["state"] != "withdrawn"
    }


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[Story, list[tuple[int, Event]]]:
    """A story, and its events shuffled, some of them twice or three times, each with the stamp it arrives with.

    Stamps are those of the records as they were written (so that much of it is backlog), or never go back.
    """
    story = draw(stories())
    known = [event for event in story.events if recorded(event) <= milliseconds(story.until)]
    again = draw(st.lists(st.sampled_from(known), max_size=4)) if known else []
    shuffled = draw(st.permutations(known + again))
    if draw(st.booleans()):
        return story, [(recorded(event), event) for event in shuffled]
    clock, stamped = 0, []
    for event in shuffled:
        clock = max(clock, recorded(event))
        stamped.append((clock, event))
    return story, stamped


@given(arrivals())
def test_any_order_and_any_repetition_ends_in_the_same_cards(
    arrival: tuple[Story, list[tuple[int, Event]]],
) -> None:
    story, stamped = arrival
    rulebook, calendar = rulebook_of(story.book), story.days.real()

    in_order = cards_at(story.events, rulebook, calendar, story.until)
    otherwise = cards_of(stamped, rulebook, calendar, story.until)

    assert standing(otherwise) == standing(in_order)
