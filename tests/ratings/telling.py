"""Writing down what was rated, and asking what the ratings are: events go through the real decoder."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rules.decode import decode
from rules.fact import Fact
from rules.privacy import Border
from rules.ratings import RatedCase, Rating, RatingRecord, RatingTerms, ratings_of, reconcile_ratings
from rules.zone import zone
from tests.rules.writing import SHANGHAI, Days, at, notice, span

CASE, SERVICE = "case-1", "service:7"
KNOWN = RatedCase(known=True)
UNKNOWN = RatedCase()
TERMS = RatingTerms(threshold=2, late_days=5, go_live_at=None, rulebook_hash="hash")
DAYS = Days({2018: notice(span("2018-10-01", "2018-10-07"), ["2018-09-29", "2018-09-30"])})
CALENDAR, ZONE = DAYS.real(), zone("Asia/Shanghai")
LATER = "2018-12-01 00:00"

Event = dict[str, Any]


def event(kind: str, when: str, event_id: str = "r1", source: str = "s", /, **data: Any) -> Event:
    """`rating.<kind>` of service 1 at a local time."""
    instant = at(when).isoformat()
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": source,
        "type": f"rating.{kind}",
        "subject": CASE,
        "time": instant,
        "recordedtime": instant,
        "data": {"service_number": "1"} | data,
    }


def submitted(when: str, event_id: str = "r1", source: str = "s", **data: Any) -> Fact:
    """A first rating, 非常不满意 at a window's tablet, unless the data say otherwise."""
    said = {"assess_number": 1, "level": 1, "channel": 4} | data
    return fact(event("submitted", when, event_id, source, **said))


def invalidated(when: str, event_id: str, kind: str = "mistaken", **data: Any) -> Fact:
    """The first rating is taken out."""
    said = {"assess_number": 1, "kind": kind, "decided_by": "u1", "reason": "误评"} | data
    return fact(event("invalidated", when, event_id, **said))


def restored(when: str, event_id: str, **data: Any) -> Fact:
    """The first rating is put back."""
    return fact(event("restored", when, event_id, **({"assess_number": 1, "reason": "重新认定"} | data)))


def silent(when: str, event_id: str = "d1", **data: Any) -> Fact:
    """Nobody rated in time."""
    return fact(event("defaulted", when, event_id, **data))


def fact(said: Event, border: Border = Border()) -> Fact:  # noqa: B008 - a border is a value
    """The event as a dossier keeps it."""
    stamp = ms(datetime.fromisoformat(said["recordedtime"]))
    read = decode(json.dumps(said).encode(), border, stamp)
    return Fact(read.time, read.source, read.id, read.recorded, read.digest, read.data)


def ms(instant: datetime) -> int:
    """Milliseconds since 1970 UTC."""
    return round(instant.timestamp() * 1000)


def moment(when: str) -> int:
    """The instant of a local time, in ms."""
    return ms(datetime.fromisoformat(when).replace(tzinfo=SHANGHAI))


def rated(
    facts: Iterable[Fact],
    *,
    subject: str = CASE,
    case: RatedCase = KNOWN,
    now: str = LATER,
    terms: RatingTerms = TERMS,
) -> list[Rating]:
    """The ratings of one subject."""
    return ratings_of(
        facts, subject=subject, case=case, now=moment(now), terms=terms, zone=ZONE, calendar=CALENDAR
    )


def only(facts: Iterable[Fact], **said: Any) -> RatingRecord:
    """The record of the only rating."""
    (rating,) = rated(facts, **said)
    return rating.record


def read_one_by_one(facts: Sequence[Fact], **said: Any) -> tuple[list[RatingRecord], list[RatingRecord]]:
    """The last records and all revisions of facts that arrive in this order."""
    standing: list[RatingRecord] = []
    written: list[RatingRecord] = []
    for place in range(1, len(facts) + 1):
        found = [rating.record for rating in rated(facts[:place], **said)]
        standing, changed = reconcile_ratings(standing, found, f"event {place}")
        written += changed
    return standing, written
