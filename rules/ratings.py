"""Ratings (评价): which stand, which are duplicates, which count, and why not (contracts 1.2; 国办发〔2019〕51号).

One rating is one subject, service and number (1 the first, 2 the 追评). Of several the smallest by time, source and id
stands; each other is a record of its own, never an overwrite. What a rating is follows from the facts known now and
from nothing else, so the order in which they arrived makes no difference.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from rules.calendar import Calendar
from rules.decode import milliseconds
from rules.events import Data
from rules.fact import Fact
from rules.labels import LIST_VERSION, read_labels
from rules.on_record import next_revision
from rules.rating_decisions import ruling_of
from rules.rulebook import Rulebook
from rules.service_events import RatingDefaulted, RatingInvalidated, RatingRestored, RatingSubmitted
from rules.zone import Zone, zone

SERVICE = "service:"
"""How the subject of a service without a case begins."""

FIRST = 1
"""The number of the first rating; 2 is the 追评."""

DEFAULT_CHANNEL = 7
"""系统默认评价: nobody rated."""


class RatingStatus(StrEnum):
    """What a rating is worth: of a standing rating the first that applies, in this order, from invalid to valid."""

    INVALID = "invalid"
    DEFAULT = "default"
    UNVERIFIED = "unverified"
    BEFORE_SERVICE = "before_service"
    LATE = "late"
    UNMATCHED = "unmatched"
    VALID = "valid"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


NEEDS_TICKET = frozenset({RatingStatus.VALID, RatingStatus.LATE, RatingStatus.UNMATCHED})
"""A bad rating that somebody gave is looked into, also where it counts in no figure."""


class RatingRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The whole record that every rating event carries. Instants are RFC 3339 texts in the rulebook's zone.

    `label_faults` are "<fault> <label>"; `marks` name decisions about the rating that had no effect, and why. `late`,
    `bad` and `historical` are said whatever the status; `counts` says whether satisfaction figures take it in.
    `event` is the source and id of the event it is; `evidence` the ids of all events it rests on.
    """

    rating_id: str
    revision: int
    status: RatingStatus
    subject: str
    service_number: str
    assess_number: int
    level: int | None
    channel: int | None
    labels: tuple[str, ...]
    label_faults: tuple[str, ...]
    label_list: str
    is_default: bool
    target: str | None
    item_code: str | None
    dept_code: str | None
    region_code: str | None
    window_no: str | None
    staff_id: str | None
    platform_code: str | None
    real_name: bool
    unverified: bool
    text: str | None
    contact_ref: str | None
    service_time: str | None
    rated_at: str
    late: bool
    counts: bool
    bad: bool
    historical: bool
    duplicate_of: str | None
    duplicate_reason: str | None
    invalid_kind: str | None
    marks: tuple[str, ...]
    evaluator_hash: str | None
    phone_hash: str | None
    device_hash: str | None
    ip_hash: str | None
    account_hash: str | None
    event: str
    evidence: tuple[str, ...]
    rulebook_hash: str
    reason: str

    @property
    def needs_ticket(self) -> bool:
        """Whether the rating by itself asks for a ticket (R-01), or reopens the service's (追评)."""
        return self.bad and self.status in NEEDS_TICKET and not self.historical


class Rating(NamedTuple):
    """One rating as it is known now: its event, which has the moment in ms, and its record with revision 0."""

    fact: Fact
    record: RatingRecord


class RatedCase(NamedTuple):
    """What the subject's case says of its ratings: whether any event of it is known, when (ms) it was first closed,
    and whose item it is."""

    known: bool = False
    closed_at: int | None = None
    item_code: str | None = None
    dept_code: str | None = None
    region_code: str | None = None


class RatingTerms(NamedTuple):
    """What the rulebook says of ratings: up to which level one is bad (R-01), after how many working days one is late,
    from which instant (ms) on they are not history, and in whose `register` the department of a person stands."""

    threshold: int
    late_days: int
    go_live_at: int | None
    rulebook_hash: str
    register: Rulebook | None = None


def rating_terms(rulebook: Rulebook, late_days: int) -> RatingTerms:
    """The terms of one rulebook; `late_days` are its `late_rating_days` of `[tickets]`."""
    threshold = rulebook.rules["R-01"].parameters["threshold"]
    if not isinstance(threshold, int):
        raise TypeError(f"R-01.threshold is {threshold!r}, a whole number was expected")
    day = rulebook.go_live
    go_live_at = None if day is None else zone(rulebook.zone).start_of(day)
    return RatingTerms(threshold, late_days, go_live_at, rulebook.rulebook_hash, rulebook)


def ratings_of(
    facts: Iterable[Fact],
    *,
    subject: str,
    case: RatedCase,
    now: int,
    terms: RatingTerms,
    zone: Zone,
    calendar: Calendar,
) -> list[Rating]:
    """Every rating and every duplicate of one subject, in order of their events.

    `facts` are the subject's facts in force (corrected); those of other families and those dated after `now` (ms) are
    passed over.
    """
    ground = _Ground(subject, case, terms, zone, calendar)
    found: list[Rating] = []
    for told in _by_key(facts, now).values():
        given = told.submitted or told.silences[:1]
        if given:
            found.append(_standing(ground, given[0], told.decisions))
            found += [_duplicate(ground, fact, given[0]) for fact in given[1:]]
    return sorted(found, key=lambda rating: rating.fact)


class _Told(NamedTuple):
    """What events say of one rating, each list in order."""

    submitted: list[Fact]
    silences: list[Fact]
    decisions: list[Fact]


class _Ground(NamedTuple):
    """What all ratings of a subject are judged by."""

    subject: str
    case: RatedCase
    terms: RatingTerms
    zone: Zone
    calendar: Calendar


def _by_key(facts: Iterable[Fact], now: int) -> dict[tuple[str, int], _Told]:
    """The facts of ratings by (service_number, assess_number); silence (默认) is about the first rating."""
    told: dict[tuple[str, int], _Told] = {}
    for fact in sorted(fact for fact in facts if isinstance(fact.data, _TELLING) and fact.time <= now):
        key = (fact.data.service_number, getattr(fact.data, "assess_number", FIRST))
        about = told.setdefault(key, _Told([], [], []))
        if isinstance(fact.data, RatingSubmitted):
            about.submitted.append(fact)
        elif isinstance(fact.data, RatingDefaulted):
            about.silences.append(fact)
        else:
            about.decisions.append(fact)
    return told


_TELLING = (RatingSubmitted, RatingDefaulted, RatingInvalidated, RatingRestored)


def _standing(ground: _Ground, fact: Fact, decisions: Sequence[Fact]) -> Rating:
    data, case = fact.data, ground.case
    ruling = ruling_of(decisions, data.staff_id)
    served_at = _served_at(data)
    is_default = _is_default(data)
    once_more = (
        getattr(data, "assess_number", FIRST) != FIRST
    )  # a 追评 comes after the ticket, as late as that is
    late = not (is_default or once_more) and _is_late(
        ground, fact.time, case.closed_at if served_at is None else served_at
    )
    holds = (
        (RatingStatus.INVALID, ruling.invalidation is not None),
        (RatingStatus.DEFAULT, is_default),
        (RatingStatus.UNVERIFIED, bool(getattr(data, "unverified", None))),
        (RatingStatus.BEFORE_SERVICE, served_at is not None and served_at > fact.time),
        (RatingStatus.LATE, late),
        (RatingStatus.UNMATCHED, not (case.known or ground.subject.startswith(SERVICE))),
    )
    status = next((status for status, applies in holds if applies), RatingStatus.VALID)
    return Rating(
        fact,
        msgspec.structs.replace(
            _record(ground, fact),
            status=status,
            late=late,
            counts=status is RatingStatus.VALID,
            invalid_kind=ruling.invalidation.kind if ruling.invalidation else None,
            marks=ruling.marks,
            evidence=(fact.id, *(decision.id for decision in decisions)),
        ),
    )


def _duplicate(ground: _Ground, fact: Fact, first: Fact) -> Rating:
    """Another rating of what was rated already: kept as a record of its own."""
    record, own = _record(ground, fact), (fact.source, fact.id)
    same = all(getattr(fact.data, name) == getattr(first.data, name) for name in ("level", "labels", "text"))
    return Rating(
        fact,
        msgspec.structs.replace(
            record,
            rating_id=rating_id_of(ground.subject, record.service_number, record.assess_number, *own),
            status=RatingStatus.DUPLICATE,
            duplicate_of=record.rating_id,
            duplicate_reason="repeated" if same else "another",
        ),
    )


def _is_default(data: Data) -> bool:
    """Whether nobody rated: the source says so, by its flag, its channel, or the type of the event."""
    if not isinstance(data, RatingSubmitted):
        return True
    return bool(data.is_default) or data.channel == DEFAULT_CHANNEL


def _served_at(data: Data) -> int | None:
    """When the service was given, in ms, if the rating says so."""
    served_at = getattr(data, "service_time", None)
    return None if served_at is None else milliseconds(served_at)


def _is_late(ground: _Ground, rated_at: int, served_at: int | None) -> bool:
    """Whether the rating's day lies after the last working day allowed; the day of the service is not counted."""
    if served_at is None:
        return False
    day_of = ground.zone.day_of
    return day_of(rated_at) > ground.calendar.add_working(day_of(served_at), ground.terms.late_days)


def _record(ground: _Ground, fact: Fact) -> RatingRecord:
    """What the event itself says; the item is its own, else the case's, the unit besides that of the person rated."""
    data: Any = fact.data
    level, service_number = getattr(data, "level", None), str(data.service_number)
    assess_number = getattr(data, "assess_number", FIRST)
    labels = read_labels(getattr(data, "labels", None), level)
    served_at, go_live_at = _served_at(data), ground.terms.go_live_at
    is_default = _is_default(data)
    dept_code, region_code = _unit(ground, fact)
    return RatingRecord(
        rating_id=rating_id_of(ground.subject, service_number, assess_number),
        revision=0,
        status=RatingStatus.VALID,
        subject=ground.subject,
        service_number=service_number,
        assess_number=assess_number,
        level=level,
        channel=DEFAULT_CHANNEL if isinstance(data, RatingDefaulted) else data.channel,
        labels=labels.labels,
        label_faults=labels.faults,
        label_list=LIST_VERSION,
        is_default=is_default,
        item_code=getattr(data, "item_code", None) or ground.case.item_code,
        dept_code=dept_code,
        region_code=region_code,
        real_name=bool(getattr(data, "real_name", None)),
        unverified=bool(getattr(data, "unverified", None)),
        service_time=None if served_at is None else ground.zone.iso(served_at),
        rated_at=ground.zone.iso(fact.time),
        late=False,
        counts=False,
        bad=level is not None and level <= ground.terms.threshold,
        historical=go_live_at is not None and fact.time < go_live_at,
        duplicate_of=None,
        duplicate_reason=None,
        invalid_kind=None,
        marks=(),
        event=fact.ref,
        evidence=(fact.id,),
        rulebook_hash=ground.terms.rulebook_hash,
        reason="",
        **{name: getattr(data, name, None) for name in _AS_SAID},
    )


def _unit(ground: _Ground, fact: Fact) -> tuple[str | None, str | None]:
    """Department and region: of the event, else of the case, else of the person rated by the register of that day."""
    data, case, register = fact.data, ground.case, ground.terms.register
    dept_code, region_code = data.dept_code or case.dept_code, data.region_code or case.region_code
    if dept_code is None and register is not None:
        member = register.member(data.staff_id, ground.zone.day_of(fact.time))
        dept_code = member.dept_code if member is not None else None
        unit = register.units.get(dept_code or "")
        region_code = region_code or (unit.region_code if unit is not None else None) or None
    return dept_code, region_code


_AS_SAID = (
    "target",
    "window_no",
    "staff_id",
    "platform_code",
    "text",
    "contact_ref",
    "evaluator_hash",
    "phone_hash",
    "device_hash",
    "ip_hash",
    "account_hash",
)


def reconcile_ratings(
    standing: Sequence[RatingRecord], found: Sequence[RatingRecord], cause: str, floor: int = 0
) -> tuple[list[RatingRecord], list[RatingRecord]]:
    """The subject's rating records brought in line with what was found: all of them, and the new revisions.

    What no event says any more (its event was voided) is withdrawn, never deleted, and comes back where one does.
    Revisions begin above `floor`.
    """
    left = {record.rating_id: record for record in found}
    kept: list[RatingRecord] = []
    changed: list[RatingRecord] = []
    for old in standing:
        new = _again(old, left.pop(old.rating_id, None), cause, floor)
        kept.append(new)
        if new is not old:
            changed.append(new)
    for record in left.values():
        revision = next_revision(0, floor)
        first = msgspec.structs.replace(record, revision=revision, reason=f"收到评价 / rated: {cause}")
        kept.append(first)
        changed.append(first)
    return kept, changed


def _again(old: RatingRecord, found: RatingRecord | None, cause: str, floor: int) -> RatingRecord:
    """A record that was there: the same one, or its next revision."""
    if found is None:
        if old.status is RatingStatus.WITHDRAWN:
            return old
        found = msgspec.structs.replace(old, status=RatingStatus.WITHDRAWN, counts=False)
        said = f"依据的事件已不存在 / no event says so any more: {cause}"
    elif msgspec.structs.replace(found, revision=old.revision, reason=old.reason) == old:
        return old
    else:
        said = f"依据变更 / facts changed: {cause}"
    return msgspec.structs.replace(found, revision=next_revision(old.revision, floor), reason=said)


def rating_event(record: RatingRecord) -> str:
    """The type of the event that carries the record: rating.counted, kept, invalid, duplicate or withdrawn."""
    if record.status in _SAID_AS:
        return f"rating.{record.status}"
    return "rating.counted" if record.counts else "rating.kept"


_SAID_AS = frozenset({RatingStatus.INVALID, RatingStatus.DUPLICATE, RatingStatus.WITHDRAWN})


def rating_id_of(subject: str, service_number: str, assess_number: int, *event: str) -> str:
    """The id of a rating, from facts alone; a duplicate's names its event (source, id) besides."""
    name = "\x1f".join((subject, service_number, str(assess_number), *event)).encode()
    return f"rating-{sha256(name).hexdigest()[:16]}"
