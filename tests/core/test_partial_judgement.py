"""Only rules that an event can change are judged again; judging all of them must never find anything more."""

import json

from hypothesis import given

from rules.court import Court
from rules.dossier import restore
from rules.lane import Lane, Record
from rules.privacy import Border
from tests.rules.engine import recorded
from tests.rules.stories import Story, stories
from tests.rules.writing import rulebook_of


@given(stories())
def test_judging_what_an_event_can_change_is_judging_everything(story: Story) -> None:
    court = Court((rulebook_of(story.book),), story.days.real(), Border())
    store: dict[str, bytes] = {}
    lane = Lane(court, store)
    for place, event in enumerate(sorted(story.events, key=recorded)):
        lane.take(Record("case-events", -1, place, None, json.dumps(event).encode(), recorded(event)))
        lane.end_turn()
        dossier = restore(store[event["subject"]])
        wakes = dict(dossier.wakes)

        assert court.judge(dossier, lane.clock, "again") == ([], [], [])
        assert dossier.wakes == wakes
