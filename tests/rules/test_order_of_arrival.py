"""Whatever the order in which a case's events arrive, and however often, the same cards stand in the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.arrivals import known, never_back, standing
from tests.rules.effort import SHARE
from tests.rules.engine import cards_at, cards_of, recorded
from tests.rules.stories import stories
from tests.rules.themes import THEMES
from tests.rules.writing import rulebook_of


@pytest.mark.parametrize("theme", THEMES)
@SHARE
@given(st.data())
def test_any_order_and_any_repetition_ends_in_the_same_cards(theme: str, data: st.DataObject) -> None:
    """Stamps are those of the records as they were written (so that much of it is backlog), or never go back."""
    story = data.draw(stories(THEMES[theme]))
    rulebook, calendar = rulebook_of(story.book), story.days.real()
    events = known(story)
    again = data.draw(st.lists(st.sampled_from(events), max_size=4)) if events else []
    stamped = [(recorded(event), event) for event in data.draw(st.permutations(events + again))]
    if data.draw(st.booleans()):
        stamped = never_back(stamped)

    in_order = cards_at(story.events, rulebook, calendar, story.until)
    otherwise = cards_of(stamped, rulebook, calendar, story.until)

    assert standing(otherwise) == standing(in_order)
