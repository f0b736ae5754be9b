"""Only rules that an event or a moment can change are judged again; judging all must never find anything more."""

import json
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.court import Court
from rules.dossier import restore
from rules.lane import Lane, Record
from rules.privacy import Border
from rules.sitting import Judgement
from tests.rules.engine import recorded
from tests.rules.stories import stories
from tests.rules.themes import THEMES
from tests.rules.writing import rulebook_of


def by_somebody(event: dict[str, Any]) -> dict[str, Any]:
    """The event with one of three people who did it, so that it matters to the cards who had a stage when."""
    person = crc32(f"{event['source']} {event['id']}".encode()) % 3
    return {**event, "data": {"staff_id": f"w{person}", **event["data"]}}


def assert_nothing_was_missed(court: Court, lane: Lane, record: bytes) -> None:
    """Judged as a whole, the case gives no other card, decision, lead or moment to look again."""
    dossier = restore(record)
    wakes = dict(dossier.wakes)

    assert court.judge(dossier, lane.clock, "again") == Judgement.of_nothing()
    assert dossier.wakes == wakes


@pytest.mark.parametrize("theme", THEMES)
@given(st.data())
def test_judging_what_an_event_or_a_moment_can_change_is_judging_everything(
    theme: str, data: st.DataObject
) -> None:
    story = data.draw(stories(THEMES[theme]))
    court = Court((rulebook_of(story.book),), story.days.real(), Border())
    store: dict[str, bytes] = {}
    lane = Lane(court, store)
    events = sorted(map(by_somebody, story.events), key=recorded)
    for place, event in enumerate(events):
        lane.take(Record("case-events", -1, place, None, json.dumps(event).encode(), recorded(event)))
        lane.end_turn()
        assert_nothing_was_missed(court, lane, store[event["subject"]])

    while (due := lane.next_due()) is not None and due < recorded(events[-1]) + 200 * 86_400_000:
        lane.advance(due)
        lane.end_turn()
        assert_nothing_was_missed(court, lane, store[events[-1]["subject"]])
