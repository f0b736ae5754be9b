"""Ratings taken out and put back: the last decision with effect holds, in whatever order the decisions arrive."""

from itertools import permutations

import pytest

from rules.fact import Fact
from rules.ratings import RatingRecord, RatingStatus, rating_event
from tests.ratings.telling import invalidated, only, rated, read_one_by_one, restored, submitted

RATED = submitted("2018-10-08 10:00", staff_id="u7")
OUT = invalidated("2018-10-09 10:00", "v1")
BACK = restored("2018-10-10 10:00", "v2")
OUT_AGAIN = invalidated("2018-10-11 10:00", "v3", "brushed")


@pytest.mark.parametrize(
    ("told", "status", "kind"),
    [
        ((RATED,), RatingStatus.VALID, None),
        ((RATED, OUT), RatingStatus.INVALID, "mistaken"),
        ((RATED, OUT, BACK), RatingStatus.VALID, None),
        ((RATED, OUT, BACK, OUT_AGAIN), RatingStatus.INVALID, "brushed"),
        ((RATED, BACK), RatingStatus.VALID, None),
    ],
)
def test_the_last_decision_holds_in_every_order_of_arrival(
    told: tuple[Fact, ...], status: RatingStatus, kind: str | None
) -> None:
    ends = [read_one_by_one(arrival)[0] for arrival in permutations(told)]

    assert {(record.status, record.invalid_kind) for (record,) in ends} == {(status, kind)}


def test_a_decision_may_come_before_the_rating_it_is_about() -> None:
    early = invalidated("2018-10-07 10:00", "v1")

    assert rated([early]) == []
    assert only([early, RATED]).status is RatingStatus.INVALID


def test_a_rating_taken_out_is_kept_as_a_revision_with_its_evidence() -> None:
    _, written = read_one_by_one((RATED, OUT, BACK))

    assert [rating_event(record) for record in written] == [
        "rating.counted",
        "rating.invalid",
        "rating.counted",
    ]
    assert [record.revision for record in written] == [1, 2, 3]
    assert written[-1].evidence == ("r1", "v1", "v2")
    assert not written[1].needs_ticket
    assert written[2].needs_ticket


def test_a_decision_about_the_first_rating_leaves_the_second_alone() -> None:
    second = submitted("2018-10-09 10:00", "r2", assess_number=2)
    of_the_second = invalidated("2018-10-10 10:00", "v2", assess_number=2)

    assert [each.record.counts for each in rated([RATED, second, OUT])] == [False, True]
    assert [each.record.counts for each in rated([RATED, second, of_the_second])] == [True, False]
    assert [
        each.record.counts for each in rated([RATED, invalidated("2018-10-09 10:00", "v1", service_number=2)])
    ] == [True]


def malicious(second_reviewer: str | None) -> RatingRecord:
    said = {"decided_by": "u1", "second_reviewer": second_reviewer}
    return only([RATED, invalidated("2018-10-09 10:00", "v1", "malicious", **said)])


@pytest.mark.parametrize("second_reviewer", [None, "", " ", "u1", " u1 ", "u7"])
def test_malicious_takes_a_second_reviewer_else_it_has_no_effect_and_is_marked(
    second_reviewer: str | None,
) -> None:
    record = malicious(second_reviewer)

    assert (record.status, record.counts, record.needs_ticket) == (RatingStatus.VALID, True, True)
    assert (record.marks, record.invalid_kind) == (("no_second_reviewer",), None)


def test_malicious_with_a_second_reviewer_is_out() -> None:
    record = malicious("u2")

    assert (record.status, record.invalid_kind, record.marks) == (RatingStatus.INVALID, "malicious", ())


@pytest.mark.parametrize("kind", ["mistaken", "duplicate", "brushed"])
def test_the_other_kinds_take_one_person(kind: str) -> None:
    assert only([RATED, invalidated("2018-10-09 10:00", "v1", kind)]).status is RatingStatus.INVALID


@pytest.mark.parametrize("kind", ["mistaken", "malicious", "duplicate", "brushed"])
def test_nobody_takes_out_a_rating_of_themselves(kind: str) -> None:
    own = invalidated("2018-10-09 10:00", "v1", kind, decided_by="u7", second_reviewer="u2")

    record = only([RATED, own])

    assert (record.status, record.marks) == (RatingStatus.VALID, ("decided_by_the_rated",))


def test_an_invalidation_without_effect_does_not_undo_one_that_has() -> None:
    without = invalidated("2018-10-10 10:00", "v2", "malicious")

    record = only([RATED, OUT, without])

    assert (record.status, record.invalid_kind, record.marks) == (
        RatingStatus.INVALID,
        "mistaken",
        ("no_second_reviewer",),
    )


def test_a_decision_dated_ahead_waits_for_its_time() -> None:
    assert only([RATED, OUT], now="2018-10-09 09:59:59.999").counts
    assert not only([RATED, OUT], now="2018-10-09 10:00").counts
