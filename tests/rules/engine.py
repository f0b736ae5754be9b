"""Driving the real engine: events in, the last revision of every card out."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from rules.calendar import Calendar
from rules.court import Court
from rules.lane import Lane, Record
from rules.outputs import Output
from rules.privacy import Border
from rules.rulebook import Rulebook

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Card = dict[str, Any]
Event = Mapping[str, Any]


def milliseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(milliseconds=1)


def recorded(event: Event) -> int:
    return milliseconds(datetime.fromisoformat(event["recordedtime"]))


def cards_at(
    events: Sequence[Event], rulebook: Rulebook, calendar: Calendar, until: datetime
) -> dict[str, Card]:
    """The last revision of each card at `until`, the events read in order of `recordedtime`, later ones not."""
    stamped = sorted(((recorded(event), event) for event in events), key=lambda each: each[0])
    return cards_of([each for each in stamped if each[0] <= milliseconds(until)], rulebook, calendar, until)


def cards_of(
    stamped: Iterable[tuple[int, Event]], rulebook: Rulebook, calendar: Calendar, until: datetime
) -> dict[str, Card]:
    """The same for events in any order, each with the record timestamp it comes with."""
    lane = Lane(Court((rulebook,), calendar, Border(None, None)), {})
    outputs: list[Output] = []
    for place, (stamp, event) in enumerate(stamped):
        lane.take(Record("case-events", -1, place, None, json.dumps(event).encode(), stamp))
        outputs += lane.end_turn().outputs
    lane.judge_backlog()
    lane.advance(milliseconds(until))
    outputs += lane.end_turn().outputs
    return _last_revisions(outputs)


def _last_revisions(outputs: Iterable[Output]) -> dict[str, Card]:
    """Later outputs replace earlier ones; a dead letter means that the test wrote a wrong event."""
    cards: dict[str, Card] = {}
    for output in outputs:
        body = json.loads(output.value)
        assert output.topic != "dead-letters", body
        if output.topic == "cards":
            card = body["data"]
            assert card["revision"] == cards.get(card["card_id"], {"revision": 0})["revision"] + 1
            cards[card["card_id"]] = card
    return cards
