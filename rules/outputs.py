"""Output records: CloudEvents again, whole records with their revision, ids derived from facts (contracts 4)."""

from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec

from rules.acting import DONE, Decision
from rules.alerts import AlertRecord
from rules.assessment.frozen import PIECE, Piece
from rules.assessment.periods import PREFIX
from rules.cards import STANDING, CardRecord
from rules.departed import Stub
from rules.dossier import Dossier
from rules.leads import LeadRecord
from rules.month_desk import MonthRecord
from rules.on_record import next_revision
from rules.ratings import RatingRecord, rating_event
from rules.rulebook import Colour
from rules.service_events import TicketOpenContact
from rules.summary import Summary
from rules.tickets import Ticket, TicketRecord
from rules.zone import Zone, iso_date

SOURCE = "liangpai"


class Output(NamedTuple):
    """One output record: base name of its topic, key, value (CloudEvents JSON), stream time in ms."""

    topic: str
    key: str
    value: bytes
    stamp: int


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """The attributes of every output record."""

    id: str
    type: str
    subject: str
    time: str
    data: Any
    specversion: str = "1.0"
    source: str = SOURCE


class Counts(msgspec.Struct, frozen=True, gc=False):
    """How many cards of each colour stand."""

    warning: int
    yellow: int
    red: int


class CaseState(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The current state of a case, as the compacted topic keeps it; dates and instants as texts in the zone.

    `ended_by` is the person of the first decision or close; limits are days with extensions; `used_days` the counting
    days from the start to the end, none before it.
    """

    case_no: str
    revision: int
    item_code: str | None
    dept_code: str | None
    region_code: str | None
    status: str
    start_date: str | None
    deemed: bool
    promise_due_date: str | None
    legal_due_date: str | None
    provisional: bool
    decided_at: str | None
    closed_at: str | None
    last_event_at: str
    accepted_by: str | None
    ended_by: str | None
    project_type: str | None
    promise_limit: int | None
    legal_limit: int | None
    used_days: int | None
    standing: Counts


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What could not be taken, why, where, and its original bytes (base64, or sealed with the deployment's key);
    `stamp` is the timestamp of its record, `source` who sent it,
    where that can be read; `replayed_at` when it was last sent again."""

    reason: str
    path: str
    original: str | None
    sealed: bool
    topic: str
    partition: int
    offset: int
    file: str | None
    stamp: str | None = None
    source: str | None = None
    replayed_at: str | None = None


class ActionOutcome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What became of a desk action: `outcome` done or refused, with the reason of a refusal; once for each action.

    `contact` is the sealed way to reach a person that the action opened.
    """

    action_id: str
    action_source: str
    action_type: str
    actor_id: str
    target_id: str | None
    outcome: str
    reason: str | None
    decided_at: str
    target_revision: int | None
    target_state: str | None
    contact: str | None = None


class ArchivedCase(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A closed case that has left the state: how many events it had taken in, and its whole dossier, sealed with the
    deployment's key (null without one), by which it can be brought back."""

    case_no: str
    closed_at: str | None
    last_read_at: str
    left_at: str
    events: int
    dossier: str | None


_encode = msgspec.json.Encoder().encode
_pack = msgspec.msgpack.Encoder().encode
NONE_STANDING = Counts(0, 0, 0)


def card(record: CardRecord, now: int, zone: Zone) -> Output:
    """A card's revision, on topic `cards`."""
    event_id = f"{record.card_id}/{record.revision}"
    event = Envelope(event_id, f"card.{record.state}", record.subject, zone.iso(now), record)
    return Output("cards", record.subject, _encode(event), now)


def lead(record: LeadRecord, now: int, zone: Zone) -> Output:
    """A lead's revision, on topic `leads`."""
    event_id = f"{record.lead_id}/{record.revision}"
    event = Envelope(event_id, f"lead.{record.state}", record.subject, zone.iso(now), record)
    return Output("leads", record.subject, _encode(event), now)


def ticket(record: TicketRecord, now: int, zone: Zone) -> Output:
    """A ticket's revision, on topic `tickets`."""
    event_id = f"{record.ticket_id}/{record.revision}"
    event = Envelope(event_id, f"ticket.{record.state}", record.subject, zone.iso(now), record)
    return Output("tickets", record.subject, _encode(event), now)


def alert(record: AlertRecord, now: int, zone: Zone) -> Output:
    """An alert's revision, on topic `alerts`."""
    event_id = f"{record.alert_id}/{record.revision}"
    event = Envelope(event_id, f"alert.{record.state}", record.subject, zone.iso(now), record)
    return Output("alerts", record.subject, _encode(event), now)


def rating(record: RatingRecord, now: int, zone: Zone) -> Output:
    """What is said of a rating, on topic `ratings`."""
    event_id = f"{record.rating_id}/{record.revision}"
    event = Envelope(event_id, rating_event(record), record.subject, zone.iso(now), record)
    return Output("ratings", record.subject, _encode(event), now)


def month(record: MonthRecord, now: int, zone: Zone) -> Output:
    """A month of assessment after what people did with it, on topic `assessments`."""
    event_id = f"{record.subject}/{record.revision}"
    event = Envelope(event_id, f"month.{record.state}", record.subject, zone.iso(now), record)
    return Output("assessments", record.subject, _encode(event), now)


def piece(frozen: Piece, number: str, now: int, zone: Zone) -> Output:
    """A piece of a frozen month, on topic `assessments`; its id names the freeze and the place in it."""
    subject = f"{PREFIX}{frozen.month}"
    event = Envelope(f"{frozen.frozen}/{number}", PIECE, subject, zone.iso(now), frozen)
    return Output("assessments", subject, _encode(event), now)


def outcome(decision: Decision, subject: str, now: int, zone: Zone) -> Output:
    """What became of a desk action, on topic `action-outcomes`; its id names the action."""
    action, record = decision.action, decision.record
    data = ActionOutcome(
        action_id=action.fact.id,
        action_source=action.fact.source,
        action_type=action.fact.type,
        actor_id=action.fact.data.actor_id,
        target_id=decision.name,
        outcome=action.outcome,
        reason=action.reason or None,
        decided_at=zone.iso(action.at),
        target_revision=record.revision if record is not None else None,
        target_state=record.state if record is not None else None,
        contact=_opened_contact(decision),
    )
    event = Envelope(action.fact.ref, f"action.{action.outcome}", subject, zone.iso(now), data)
    return Output("action-outcomes", subject, _encode(event), now)


def _opened_contact(decision: Decision) -> str | None:
    """What is handed out to who may open it: sealed, as it was kept."""
    target, opens = decision.target, isinstance(decision.action.fact.data, TicketOpenContact)
    return (
        target.contact if opens and decision.action.outcome == DONE and isinstance(target, Ticket) else None
    )


def case_state(dossier: Dossier, now: int, zone: Zone) -> Output | None:
    """The case's state, on topic `case-states`; None where nothing changed since it was last written."""
    if dossier.summary is None:
        return None
    standing = _standing_cards(dossier)
    digest = blake2b(_pack((dossier.summary, standing)), digest_size=8).digest()
    if digest == dossier.state_digest:
        return None
    dossier.state_digest = digest
    dossier.state_revision = next_revision(dossier.state_revision, dossier.floor(now))
    state = _state(dossier, dossier.summary, standing, zone)
    event_id = f"{dossier.subject}/{dossier.state_revision}"
    event = Envelope(event_id, "case.state", dossier.subject, zone.iso(now), state)
    return Output("case-states", dossier.subject, _encode(event), now)


def archived_case(
    dossier: Dossier, stub: Stub, last_read: int, sealed: str | None, now: int, zone: Zone
) -> Output:
    """A case that has left the state, on topic `archived-cases`."""
    closed = dossier.summary.closed if dossier.summary is not None else None
    data = ArchivedCase(
        case_no=dossier.subject,
        closed_at=None if closed is None else zone.iso(closed),
        last_read_at=zone.iso(last_read),
        left_at=zone.iso(now),
        events=stub.events,
        dossier=sealed,
    )
    event = Envelope(f"{dossier.subject}/{now}", "case.archived", dossier.subject, zone.iso(now), data)
    return Output("archived-cases", dossier.subject, _encode(event), now)


def case_state_of(dossier: Dossier, zone: Zone) -> CaseState | None:
    """The state as people read it; None before the case was judged."""
    if dossier.summary is None:
        return None
    return _state(dossier, dossier.summary, _standing_cards(dossier), zone)


def _state(dossier: Dossier, summary: Summary, standing: Counts, zone: Zone) -> CaseState:
    def date(day: int | None) -> str | None:
        return None if day is None else iso_date(day)

    return CaseState(
        case_no=dossier.subject,
        revision=dossier.state_revision,
        item_code=summary.item_code,
        dept_code=summary.dept_code,
        region_code=summary.region_code,
        status=summary.status,
        start_date=date(summary.start),
        deemed=summary.deemed,
        promise_due_date=date(summary.promise_due),
        legal_due_date=date(summary.legal_due),
        provisional=summary.promise_provisional or summary.legal_provisional,
        decided_at=None if summary.decided is None else zone.iso(summary.decided),
        closed_at=None if summary.closed is None else zone.iso(summary.closed),
        last_event_at=zone.iso(summary.last_event),
        accepted_by=summary.accepted_by,
        ended_by=summary.ended_by_staff,
        project_type=summary.project_type,
        promise_limit=summary.promise_limit,
        legal_limit=summary.legal_limit,
        used_days=summary.used_days,
        standing=standing,
    )


def dead_letter(letter: DeadLetter, event_id: str, subject: str, now: int, zone: Zone) -> Output:
    """A record that could not be taken, on topic `dead-letters`, or one of them that was sent again."""
    kind = "recorded" if letter.replayed_at is None else "replayed"
    event = Envelope(event_id, f"dead-letter.{kind}", subject, zone.iso(now), letter)
    return Output("dead-letters", subject, _encode(event), now)


def _standing_cards(dossier: Dossier) -> Counts:
    if not dossier.cards:
        return NONE_STANDING
    return Counts(*(_standing(dossier, colour) for colour in Colour))


def _standing(dossier: Dossier, colour: Colour) -> int:
    return sum(1 for each in dossier.cards if each.record.state in STANDING and each.record.colour == colour)
