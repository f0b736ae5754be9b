"""A source whose records fail in a row is told, the others go on; where nothing is taken at all the worker stops."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.sources import Faring
from streams.worker.metrics import Metrics
from streams.worker.sources import IN_A_ROW, NONE_OF, NothingTaken, SourceWatch

BAD, GOOD = False, True


class Watched:
    """A watch and its gauge."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.watch = SourceWatch(self.metrics)

    def turn(self, *records: tuple[str, bool]) -> None:
        faring = Faring()
        for source, good in records:
            if good:
                faring.took(source)
            else:
                faring.refused(source, "not_json")
        self.watch.note(faring.end_turn())

    def aside(self) -> set[str]:
        (gauge,) = self.metrics.set_aside.collect()
        return {sample.labels["source"] for sample in gauge.samples if sample.value}


def times(number: int, source: str, good: bool) -> Iterable[tuple[str, bool]]:
    return [(source, good)] * number


def test_a_source_is_set_aside_at_its_hundredth_failure_in_a_row_and_taken_back_with_its_next_good_record() -> (
    None
):
    watched = Watched()
    watched.turn(*times(IN_A_ROW - 1, "a", BAD), ("b", GOOD))
    assert watched.aside() == set()

    watched.turn(("a", BAD), ("b", GOOD))
    assert watched.aside() == {"a"}

    watched.turn(("a", GOOD))
    assert watched.aside() == set()


def test_a_good_record_in_between_begins_the_count_anew() -> None:
    watched = Watched()
    watched.turn(*times(IN_A_ROW - 1, "a", BAD), ("a", GOOD), *times(IN_A_ROW - 1, "a", BAD))
    assert watched.aside() == set()
    watched.turn(("a", BAD))

    assert watched.aside() == {"a"}


def test_the_worker_goes_on_while_any_source_has_a_good_record_among_the_last_thousand() -> None:
    watched = Watched()
    for _ in range(3):
        watched.turn(*times(NONE_OF - 1, "a", BAD), ("b", GOOD))
    watched.turn(*times(NONE_OF - 1, "a", BAD))


def test_the_worker_stops_when_none_of_the_last_thousand_was_taken_in_whatever_turns_they_came() -> None:
    watched = Watched()
    for number in range(NONE_OF - 1):
        watched.turn((f"s{number % 7}", BAD))

    with pytest.raises(NothingTaken, match="dead-letters replay"):
        watched.turn(("s", BAD))


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60),
    st.lists(st.integers(1, 7), max_size=20),
)
def test_how_records_fall_into_turns_makes_no_difference(
    records: list[tuple[str, bool]], sizes: list[int]
) -> None:
    one, other = Watched(), Watched()
    one.turn(*records)
    at = 0
    for size in [*sizes, len(records)]:
        other.turn(*records[at : at + size])
        at += size

    assert one.watch._failing == other.watch._failing
    assert one.watch._since_good == other.watch._since_good


def test_a_sender_of_ever_new_names_fills_no_memory() -> None:
    watched = Watched()
    for number in range(5_000):
        watched.turn((f"s{number}", BAD), ("good", GOOD))

    assert len(watched.watch._failing) == 1_000
