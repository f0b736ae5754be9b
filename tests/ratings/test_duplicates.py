"""One rating = case + service + number: the first by time, source and id stands, whatever came in first."""

from itertools import permutations

import pytest

from rules.fact import Fact
from rules.ratings import RatingStatus, rating_event, rating_id_of, reconcile_ratings
from tests.ratings.telling import CASE, invalidated, rated, read_one_by_one, submitted

EARLY = submitted("2018-10-08 10:00", "r1", level=5)
AGAIN = submitted("2018-10-08 10:01", "r2", level=5)
ANGRY = submitted("2018-10-09 10:00", "r3", level=1)
THREE = (EARLY, AGAIN, ANGRY)


@pytest.mark.parametrize("arrival", list(permutations(THREE)))
def test_the_earliest_stands_and_each_other_is_a_record_of_its_own(arrival: tuple[Fact, ...]) -> None:
    records, _ = read_one_by_one(arrival)

    told = {record.event: (record.status, record.duplicate_reason) for record in records}
    assert told == {
        "s r1": (RatingStatus.VALID, None),
        "s r2": (RatingStatus.DUPLICATE, "repeated"),
        "s r3": (RatingStatus.DUPLICATE, "another"),
    }
    stands = next(record for record in records if record.counts)
    assert {record.duplicate_of for record in records if not record.counts} == {stands.rating_id}
    assert not any(record.needs_ticket for record in records)


def test_at_the_same_instant_source_and_then_id_decide_as_texts() -> None:
    when = "2018-10-08 10:00"
    told = [
        submitted(when, "r1", source="t"),
        submitted(when, "r9", source="s"),
        submitted(when, "r10", source="s"),
    ]

    assert [each.record.event for each in rated(told) if each.record.counts] == ["s r10"]


def test_a_duplicate_is_an_event_of_its_own_and_never_replaces_what_stands() -> None:
    records, written = read_one_by_one((EARLY, ANGRY))

    assert [rating_event(record) for record in written] == ["rating.counted", "rating.duplicate"]
    assert {record.level for record in records if record.counts} == {5}


def test_an_earlier_rating_that_arrives_later_takes_the_place_by_a_revision() -> None:
    _, written = read_one_by_one((ANGRY, EARLY))

    own = rating_id_of(CASE, "1", 1)
    assert [(record.event, record.revision) for record in written if record.rating_id == own] == [
        ("s r3", 1),
        ("s r1", 2),
    ]
    assert [record.event for record in written if record.status is RatingStatus.DUPLICATE] == ["s r3"]


def test_what_was_taken_out_still_holds_its_place() -> None:
    """误评 is decided by people; that somebody rated the same service again decides nothing."""
    found = rated([EARLY, ANGRY, invalidated("2018-10-10 10:00", "v1")])

    assert {each.record.event: each.record.status for each in found} == {
        "s r1": RatingStatus.INVALID,
        "s r3": RatingStatus.DUPLICATE,
    }


def test_a_duplicate_whose_original_was_voided_stands_and_its_own_record_is_withdrawn() -> None:
    records, _ = read_one_by_one((EARLY, ANGRY))

    corrected = [each.record for each in rated([ANGRY])]
    after, changed = reconcile_ratings(records, corrected, "case.corrected s c1")

    assert {record.rating_id: (record.event, record.status) for record in after} == {
        rating_id_of(CASE, "1", 1): ("s r3", RatingStatus.VALID),
        rating_id_of(CASE, "1", 1, "s", "r3"): ("s r3", RatingStatus.WITHDRAWN),
    }
    assert [record.revision for record in changed] == [2, 2]
    assert rating_event(changed[1]) == "rating.withdrawn"


def test_what_was_withdrawn_comes_back_with_its_next_revision() -> None:
    both = [each.record for each in rated([EARLY, ANGRY])]
    standing, _ = reconcile_ratings([], both, "a")
    standing, _ = reconcile_ratings(standing, [], "b")
    again, unchanged = reconcile_ratings(standing, [], "c")
    standing, changed = reconcile_ratings(again, both, "d")

    assert unchanged == []
    assert [(record.revision, record.status) for record in changed] == [
        (3, RatingStatus.VALID),
        (3, RatingStatus.DUPLICATE),
    ]


def test_what_says_nothing_new_makes_no_revision() -> None:
    found = [each.record for each in rated(THREE)]
    standing, first = reconcile_ratings([], found, "a")

    again, changed = reconcile_ratings(standing, found, "b")

    assert (len(first), changed) == (3, [])
    assert again == standing
