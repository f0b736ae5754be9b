"""The engine and the oracle, two readings of one contract, agree on any case at any instant."""

from datetime import UTC

from hypothesis import given

from tests.oracle.cards import standing_cards
from tests.rules.looking import by_engine
from tests.rules.stories import Story, stories


@given(stories())
def test_the_engine_and_the_oracle_find_the_same_cards(story: Story) -> None:
    expected = standing_cards(story.events, story.book, story.days.almanac(), story.until.astimezone(UTC))

    assert by_engine(story.events, story.book, story.days, story.until) == expected
