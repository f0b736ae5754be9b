"""The dossier (案卷): what is known of one case, in business-time order, whatever the order of arrival.

A dossier is a value: stored as its MessagePack record in the changelog, compared, printed, restored. It keeps the
typed data of every event read (personal fields already pseudonyms), the cards of the case, and when to look again.
"""

from bisect import insort
from typing import Any, NamedTuple

import msgspec

from rules.alerts import Alert
from rules.cards import Card
from rules.case_events import Corrected
from rules.decode import decode_replacement
from rules.events import Event
from rules.fact import Fact
from rules.leads import LeadRecord
from rules.month_desk import MonthRecord
from rules.on_record import Told
from rules.ratings import RatingRecord
from rules.service_events import DESK_DATA, FINDING_DATA, RATING_DATA
from rules.strictness import Rejected
from rules.summary import Summary
from rules.tickets import Ticket

SCHEMA = 1


class Room(NamedTuple):
    """How many events a subject may have, and of how many bytes."""

    events: int
    bytes: int


MOST = Room(5_000, 2 << 20)
"""More than any case of life has. One made by mistake or malice may neither outgrow a record of the changelog, which
would stop its lane, nor keep the lane busy with judging it."""
MOST_BY_PEOPLE = Room(6_000, 3 << 20)
"""So that people can still deal with what stands there."""


class BrokenDossier(ValueError):
    """A record that should be a dossier is none; the text names its case."""


class Action(msgspec.Struct, array_like=True, gc=False):
    """One desk action: `outcome` is empty while it waits for what it acts on, at the latest until `until` (ms).

    `reason` is why it was refused, `at` when (ms) the outcome came about. `on_record` is the outcome it already had
    when it was read again from the topic: a fact, not decided anew.
    """

    fact: Fact
    until: int = 0
    outcome: str = ""
    reason: str = ""
    at: int = 0
    on_record: str = ""


class Dossier(msgspec.Struct, array_like=True, gc=False):
    """All that is kept of one subject.

    `wakes` says for each rule when time alone changes its verdict (ms); `stale` that facts were folded and not yet
    judged (backlog); `waiting` keeps the bytes of corrections whose target has not been read, for the dead letter
    that an invalid replacement becomes later; `summary` is the case as last judged, `state_*` what was last written
    of it. `actions` are what people did at the desk, in the order in which it was read; `court` is the fingerprint of
    the rulebooks and the calendar it was last judged by. `ratings` and `findings` are the events of those families,
    `rated` what was last said of the ratings, `tickets` the investigations; `month` is the assessment's, where the
    subject is one; `alerts` who was told of what. `last_read` is when the last record that was applied was read, in
    stream time (ms; 0 in states older than the field). `weight` is how many bytes of events it was made of. `told` is
    what the topics held of the subject already, where the state was lost.
    """

    subject: str
    schema: int = SCHEMA
    facts: list[Fact] = []
    cards: list[Card] = []
    wakes: dict[str, int] = {}
    stale: bool = False
    waiting: dict[str, bytes] = {}
    summary: Summary | None = None
    state_revision: int = 0
    state_digest: bytes = b""
    actions: list[Action] = []
    leads: list[LeadRecord] = []
    court: bytes = b""
    ratings: list[Fact] = []
    rated: list[RatingRecord] = []
    findings: list[Fact] = []
    tickets: list[Ticket] = []
    month: MonthRecord | None = None
    alerts: list[Alert] = []
    last_read: int = 0
    weight: int = 0
    told: Told | None = None

    def find(self, source: str, event_id: str) -> Fact | None:
        """The fact of this identity, if it was read."""
        for fact in self.facts:
            if fact.id == event_id and fact.source == source:
                return fact
        for fact in (*self.ratings, *self.findings):
            if fact.id == event_id and fact.source == source:
                return fact
        for action in self.actions:
            if action.fact.id == event_id and action.fact.source == source:
                return action.fact
        return None

    @property
    def next_wake(self) -> int | None:
        """The earliest moment at which time alone changes something."""
        return min(self.wakes.values()) if self.wakes else None

    def floor(self, now: int) -> int:
        """Above which number revisions written at `now` (ms) begin; 0 where nothing is to be passed."""
        return self.told.revision if self.told is not None and now > self.told.stamp else 0


class Outlook(msgspec.Struct, array_like=True, gc=False):
    """What a lane must know of a dossier it does not touch, read from its record without the facts: a worker that takes
    over a million cases reads no more of them. The fields are the first ones of `Dossier`, in its order."""

    subject: str
    schema: int
    facts: msgspec.Raw
    cards: msgspec.Raw
    wakes: dict[str, int]
    stale: bool
    waiting: msgspec.Raw
    summary: msgspec.Raw
    state_revision: int
    state_digest: bytes
    actions: msgspec.Raw
    leads: msgspec.Raw
    court: bytes

    @property
    def next_wake(self) -> int | None:
        """The earliest moment at which time alone changes something."""
        return min(self.wakes.values()) if self.wakes else None


_DESK, _RATINGS, _FINDINGS = frozenset(DESK_DATA), frozenset(RATING_DATA), frozenset(FINDING_DATA)
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Dossier)
_outlook = msgspec.msgpack.Decoder(Outlook).decode


def encode(dossier: Dossier) -> bytes:
    """The dossier as its changelog record."""
    return _encoder.encode(dossier)


def restore(record: bytes) -> Dossier:
    """The dossier of a changelog record; raises msgspec.ValidationError on a record that is not one."""
    return _decoder.decode(record)


def outlook(record: bytes) -> Outlook:
    """What a changelog record says of the time ahead; raises msgspec.ValidationError on a record that is not one."""
    return _outlook(record)


def fold(dossier: Dossier, event: Event, raw: bytes) -> tuple[Fact | None, list[tuple[bytes, Rejected]]]:
    """Add an event; returns the new fact (None for a duplicate) and waiting corrections that proved invalid.

    Raises Rejected `conflicting_duplicate` where the identity is known with other content: the first read stands;
    and the reason of an invalid replacement, where the correction's target is already known; and `too_large` where the
    subject has as many events as a lane can carry.
    """
    known = dossier.find(event.source, event.id)
    if known is not None:
        if known.digest == event.digest:
            return None, []
        raise Rejected("conflicting_duplicate", "/id")
    _check_room(dossier, raw, MOST_BY_PEOPLE if type(event.data) in _DESK else MOST)
    fact = Fact(event.time, event.source, event.id, event.recorded, event.digest, event.data)
    if type(event.data) is Corrected:
        _check_correction(dossier, fact, raw)
    dossier.weight += len(raw)
    if type(event.data) in _DESK:
        dossier.actions = [*dossier.actions, Action(fact)]
        return fact, []
    refused = _arrived(dossier, fact) if dossier.waiting else []
    kept = _family(dossier, fact)
    if not kept or kept[-1].time < fact.time:
        kept.append(fact)  # as nearly all come
    else:
        insort(kept, fact)
    return fact, refused


def _check_room(dossier: Dossier, raw: bytes, room: Room) -> None:
    """Raise Rejected where the subject is as large as it may be."""
    events = len(dossier.facts) + len(dossier.ratings) + len(dossier.findings) + len(dossier.actions)
    if events >= room.events or dossier.weight + len(raw) > room.bytes:
        raise Rejected("too_large", "/subject")


def _family(dossier: Dossier, fact: Fact) -> list[Fact]:
    """Where facts of this kind are kept."""
    kind = type(fact.data)
    if kind in _RATINGS:
        return dossier.ratings
    return dossier.findings if kind in _FINDINGS else dossier.facts


def _check_correction(dossier: Dossier, fact: Fact, raw: bytes) -> None:
    """Validate a replacement against its target, or keep the bytes until the target is read."""
    correction: Any = fact.data
    if correction.replacement is None:
        return
    target = dossier.find(fact.source, correction.corrects)
    if target is None:
        dossier.waiting = {**dossier.waiting, fact.ref: raw}
    else:
        decode_replacement(target.type, correction.replacement)


def _arrived(dossier: Dossier, target: Fact) -> list[tuple[bytes, Rejected]]:
    """The target of waiting corrections is here: what does not fit it leaves the dossier as a dead letter."""
    refused = []
    for fact in list(dossier.facts):
        if fact.ref in dossier.waiting and fact.source == target.source and fact.data.corrects == target.id:
            raw = dossier.waiting[fact.ref]
            dossier.waiting = {ref: kept for ref, kept in dossier.waiting.items() if ref != fact.ref}
            try:
                decode_replacement(target.type, fact.data.replacement)
            except Rejected as error:
                dossier.facts.remove(fact)
                refused.append((raw, error))
    return refused
