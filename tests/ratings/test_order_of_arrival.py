"""Ratings, decisions, the case and its close may arrive in any order: the records end the same, as the oracle says."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from rules.fact import Fact
from rules.ratings import RatedCase, RatingRecord, RatingStatus, rating_id_of, reconcile_ratings
from tests.ratings.oracle import Around, Expected, expected
from tests.ratings.telling import CASE, DAYS, Event, event, fact, ms, rated
from tests.rules.writing import SHANGHAI

MONDAY = datetime(2018, 10, 8, 10, tzinfo=SHANGHAI)
HOURS = st.sampled_from((0, 1, 13, 14, 24, 7 * 24 - 10, 7 * 24, 7 * 24 + 13, 7 * 24 + 14, 9 * 24))
TIMES = HOURS.map(lambda hours: MONDAY + timedelta(hours=hours))
PEOPLE = ("u1", "u2", "u7")
KNOWN, CLOSED = "the case is known", "the case was closed"


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


SUBMITTED = st.fixed_dictionaries(
    {
        "service_number": one_of("1", "2"),
        "assess_number": one_of(1, 1, 2),
        "level": one_of(1, 2, 3, 5),
        "channel": one_of(1, 4, 7),
    },
    optional={
        "staff_id": one_of("u7", "u2"),
        "is_default": one_of(True, False),
        "unverified": one_of(True, False),
        "service_time": TIMES.map(datetime.isoformat),
        "labels": one_of(["209"], [101, "517"], []),
    },
)
INVALIDATED = st.fixed_dictionaries(
    {
        "service_number": one_of("1", "2"),
        "assess_number": one_of(1, 1, 2),
        "kind": one_of("mistaken", "malicious", "malicious", "duplicate", "brushed"),
        "decided_by": one_of(*PEOPLE),
        "reason": st.just("r"),
    },
    optional={"second_reviewer": one_of(*PEOPLE, "")},
)
RESTORED = st.fixed_dictionaries(
    {"service_number": one_of("1", "2"), "assess_number": one_of(1, 1, 2), "reason": st.just("r")}
)
DEFAULTED = st.fixed_dictionaries({"service_number": one_of("1", "2")})
KINDS = one_of(
    ("submitted", SUBMITTED),
    ("submitted", SUBMITTED),
    ("invalidated", INVALIDATED),
    ("restored", RESTORED),
    ("defaulted", DEFAULTED),
)


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """Up to eight events about ratings of one case, many at the same instant."""
    told = []
    for place in range(draw(st.integers(1, 8))):
        kind, data = draw(KINDS)
        told.append(
            event(kind, "2018-10-08 10:00", f"e{place}", draw(one_of("s", "t")), **draw(data))
            | {"time": draw(TIMES).isoformat(), "recordedtime": (MONDAY + timedelta(days=20)).isoformat()}
        )
    return told


def works(day: date) -> bool:
    return DAYS.almanac().state(day) == "working"


def read(arrival: list[Any], closed_at: int) -> tuple[list[RatingRecord], list[RatingRecord]]:
    """All revisions while facts, the case and its close come in as they are listed."""
    facts: list[Fact] = []
    case = RatedCase()
    standing: list[RatingRecord] = []
    written: list[RatingRecord] = []
    for each in arrival:
        if each == KNOWN:
            case = case._replace(known=True)
        elif each == CLOSED:
            case = RatedCase(True, closed_at)
        else:
            facts.append(each)
        found = [rating.record for rating in rated(sorted(facts), case=case)]
        standing, changed = reconcile_ratings(standing, found, str(len(facts)))
        written += changed
    return standing, written


def timeless(records: list[RatingRecord]) -> set[bytes]:
    """The records without what says how they came about."""
    return {msgspec.json.encode(msgspec.structs.replace(record, revision=0, reason="")) for record in records}


@given(stories(), st.data(), TIMES, st.sets(one_of(KNOWN, CLOSED)))
def test_every_order_of_arrival_ends_with_the_same_records(
    story: list[Event], data: st.DataObject, closed: datetime, around: set[str]
) -> None:
    told: list[Any] = [fact(each) for each in story] + sorted(around)
    other = data.draw(st.permutations(told))

    one, _ = read(told, ms(closed))
    two, written = read(list(other), ms(closed))

    assert timeless(one) == timeless(two)
    for record in two:
        revisions = [each.revision for each in written if each.rating_id == record.rating_id]
        assert revisions == list(range(1, record.revision + 1))
        assert record == [each for each in written if each.rating_id == record.rating_id][-1]


@given(stories(), TIMES, st.booleans(), st.booleans())
@example(
    [event("invalidated", "2018-10-08 10:00", assess_number=1, kind="mistaken", decided_by="u1", reason="r")],
    MONDAY,
    True,
    False,
)
def test_ratings_are_what_the_definition_says(
    story: list[Event], closed: datetime, known: bool, has_closed: bool
) -> None:
    around = Around(known, closed if has_closed else None, works)
    case = RatedCase(known, ms(closed) if has_closed else None)

    found = [rating.record for rating in rated([fact(each) for each in story], case=case)]

    assert {_told(record, found) for record in found} == expected(story, around)


def _told(record: RatingRecord, found: list[RatingRecord]) -> Expected:
    """A record in the oracle's words."""
    stands = next((each.event for each in found if each.rating_id == record.duplicate_of), "")
    duplicate = record.status is RatingStatus.DUPLICATE
    own = record.event.split() if duplicate else ()
    assert record.rating_id == rating_id_of(CASE, record.service_number, record.assess_number, *own)
    late = record.late and not duplicate
    return Expected(record.event, record.status, record.counts, late, record.needs_ticket, stands)
