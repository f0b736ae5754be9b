"""The engine and the oracle, two readings of one contract, agree on any case at any instant."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.book import Book
from tests.oracle.cards import StandingCard, standing_cards
from tests.rules.effort import MOST, SHARE
from tests.rules.looking import by_engine
from tests.rules.profiles import profiles
from tests.rules.stories import Story, stories
from tests.rules.themes import THEMES


def by_oracle(story: Story, book: Book) -> set[StandingCard]:
    return standing_cards(story.events, book, story.days.almanac(), story.until.astimezone(UTC))


@pytest.mark.parametrize("theme", THEMES)
@MOST
@given(st.data())
def test_the_engine_and_the_oracle_find_the_same_cards(theme: str, data: st.DataObject) -> None:
    story = data.draw(stories(THEMES[theme]))

    assert by_engine(story.events, story.book, story.days, story.until) == by_oracle(story, story.book)


@pytest.mark.parametrize("theme", THEMES)
@SHARE
@given(st.data())
def test_they_agree_whatever_the_colours_and_modes(theme: str, data: st.DataObject) -> None:
    story, profile = data.draw(stories(THEMES[theme])), data.draw(profiles())
    book = profile.of(story.book)

    assert by_engine(story.events, book, story.days, story.until) == by_oracle(story, book)
