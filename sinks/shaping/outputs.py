"""Output records as rows: which shape goes to which table, and the kinds that are kept whole."""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

import msgspec

from sinks.records import Record, Row, stamp_of
from sinks.shaping.archived_cases import archived_case_row
from sinks.shaping.cards import card_row
from sinks.shaping.case_states import case_state_row
from sinks.shaping.envelope import Count, Envelope, Unreadable, read, time_of
from sinks.shaping.events import milliseconds
from sinks.shaping.leads import lead_row
from sinks.shaping.ratings import rating_row
from sinks.shaping.tickets import ticket_row
from sinks.tables import (
    ACCESS_LOG,
    ACTION_OUTCOMES,
    ALERTS,
    ARCHIVED_CASES,
    ASSESSMENTS,
    CARDS,
    CASE_STATES,
    DEAD_LETTERS,
    DELIVERIES,
    LEADS,
    RATINGS,
    TICKETS,
)

UNREADABLE = "unreadable_output"

__all__ = ["OUTPUT_ROWS", "Unreadable", "unreadable_row"]


class _Letter(msgspec.Struct, gc=False):
    reason: str
    topic: str
    partition: int
    offset: int
    path: str | None = None
    original: str | None = None
    sealed: bool = False
    source: str | None = None
    stamp: datetime | None = None
    replayed_at: datetime | None = None


class _Revised(msgspec.Struct, gc=False):
    revision: Count = 1
    alert_id: str | None = None
    delivery_id: str | None = None


_letters = msgspec.json.Decoder(Envelope[_Letter])
_revised = msgspec.json.Decoder(Envelope[_Revised])
_whole = msgspec.json.Decoder(Envelope[msgspec.Raw])


def record_row(record: Record, id_field: str | None) -> Row:
    """An alert or outcome: its id and revision, and the whole record. Raises Unreadable."""
    event = read(_revised, record)
    own = getattr(event.data, id_field) if id_field else None
    return (
        *(own or event.id, event.data.revision, event.subject, event.type),
        *(time_of(event), stamp_of(record), bytes(read(_whole, record).data).decode()),
    )


def dead_letter_row(record: Record) -> Row:
    """A dead letter; an original that is not sealed may be somebody's data in clear, so it is left out."""
    event = read(_letters, record)
    letter = event.data
    return (
        *(event.id, letter.reason, letter.path or "", letter.topic, letter.partition, letter.offset),
        *(event.subject, time_of(event), stamp_of(record), letter.sealed),
        *((letter.original or "") if letter.sealed else "", letter.source or ""),
        *(milliseconds(letter.stamp), milliseconds(letter.replayed_at)),
    )


def unreadable_row(record: Record) -> Row:
    """An output of ours, so without personal data, that this program cannot read: kept as a dead letter."""
    return (
        *("", UNREADABLE, "", record.topic, record.partition, record.offset, _key(record), None),
        *(stamp_of(record), False, base64.b64encode(record.value or b"").decode()),
        *("", None, None),
    )


def _key(record: Record) -> str:
    return (record.key or b"").decode(errors="replace")


OUTPUT_ROWS: Mapping[str, tuple[str, Callable[[Record], Row]]] = {
    "cards": (CARDS.name, card_row),
    "case-states": (CASE_STATES.name, case_state_row),
    "tickets": (TICKETS.name, ticket_row),
    "leads": (LEADS.name, lead_row),
    "ratings": (RATINGS.name, rating_row),
    "assessments": (ASSESSMENTS.name, partial(record_row, id_field=None)),
    "alerts": (ALERTS.name, partial(record_row, id_field="alert_id")),
    "deliveries": (DELIVERIES.name, partial(record_row, id_field="delivery_id")),
    "access-log": (ACCESS_LOG.name, partial(record_row, id_field=None)),
    "action-outcomes": (ACTION_OUTCOMES.name, partial(record_row, id_field=None)),
    "archived-cases": (ARCHIVED_CASES.name, archived_case_row),
    "dead-letters": (DEAD_LETTERS.name, dead_letter_row),
}
