"""No night run is needed: whatever comes late is judged as if it had come in time, and looking again changes nothing.

A correction, a void, an event of weeks ago: each moves the cards to where they would stand had it been read in order.
"""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.court import Court
from rules.dossier import Dossier, restore
from rules.lane import Lane, Record
from rules.privacy import Border
from tests.rules.arrivals import known, standing
from tests.rules.effort import SHARE
from tests.rules.engine import cards_at, cards_of, milliseconds, recorded
from tests.rules.stories import Event, Story, stories
from tests.rules.themes import THEMES
from tests.rules.writing import rulebook_of


@st.composite
def late_data(draw: st.DrawFn, story: Story) -> tuple[list[Event], list[Event]]:
    """The story's events in two: those read in time, and those that come at the end, all corrections among them."""
    events = known(story)
    late = [event["type"] == "case.corrected" or draw(st.booleans()) for event in events]
    last = draw(st.permutations([event for event, is_late in zip(events, late, strict=True) if is_late]))
    return [event for event, is_late in zip(events, late, strict=True) if not is_late], last


@pytest.mark.parametrize("theme", THEMES)
@SHARE
@given(st.data())
def test_all_late_data_at_the_end_gives_the_cards_of_the_order(theme: str, data: st.DataObject) -> None:
    """What is late comes when every deadline up to then has fired, and the cards are compared some days after."""
    story = data.draw(stories(THEMES[theme]))
    in_time, late = data.draw(late_data(story))
    rulebook, calendar = rulebook_of(story.book), story.days.real()
    end = story.until + timedelta(days=data.draw(st.sampled_from([0, 1, 30])))
    stamped = [(recorded(event), event) for event in in_time]
    stamped += [(milliseconds(story.until), event) for event in late]

    in_order = cards_at(known(story), rulebook, calendar, end)

    assert standing(cards_of(stamped, rulebook, calendar, end)) == standing(in_order)


@pytest.mark.parametrize("theme", THEMES)
@SHARE
@given(st.data())
def test_judging_a_case_again_by_every_rule_changes_nothing(theme: str, data: st.DataObject) -> None:
    """After every record and at the end, from the stored state: no card, no lead, and no other moment to wait for."""
    story = data.draw(stories(THEMES[theme]))
    court = Court((rulebook_of(story.book),), story.days.real(), Border())
    store: dict[str, bytes] = {}
    lane = Lane(court, store)
    for place, event in enumerate(data.draw(st.permutations(known(story)))):
        clock = max(lane.clock, recorded(event))
        lane.take(Record("case-events", -1, place, None, json.dumps(event).encode(), clock))
        lane.end_turn()
        _assert_settled(court, lane, restore(store["case-1"]))
    lane.advance(milliseconds(story.until))
    lane.end_turn()
    for record in store.values():
        _assert_settled(court, lane, restore(record))


def _assert_settled(court: Court, lane: Lane, dossier: Dossier) -> None:
    wakes = dict(dossier.wakes)

    assert not any(court.judge(dossier, lane.clock, "the night run"))
    assert dossier.wakes == wakes
