"""Ways for a story's events to arrive, and what must be the same whichever it was."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.rules.engine import Card, milliseconds, recorded
from tests.rules.stories import Event, Story

COUNTED_FROM_ISSUE = {"issued_at", "answer_due", "appeal_due", "revision", "reason"}


def standing(cards: Mapping[str, Card]) -> dict[str, dict[str, Any]]:
    """The standing cards without what depends on when they were issued."""
    return {
        name: {field: value for field, value in card.items() if field not in COUNTED_FROM_ISSUE}
        for name, card in cards.items()
        if card["state"] != "withdrawn"
    }


def known(story: Story) -> list[Event]:
    """The events written down by the time one looks, in the order of writing."""
    events = [event for event in story.events if recorded(event) <= milliseconds(story.until)]
    return sorted(events, key=recorded)


def never_back(stamped: Sequence[tuple[int, Event]]) -> list[tuple[int, Event]]:
    """The same with each stamp the largest so far, as a lane's clock is."""
    clock, raised = 0, []
    for stamp, event in stamped:
        clock = max(clock, stamp)
        raised.append((clock, event))
    return raised
