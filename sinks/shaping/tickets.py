"""A revision of a ticket as a row."""

from datetime import datetime

import msgspec

from sinks.records import Record, Row, stamp_of
from sinks.shaping.envelope import Count, Envelope, read, time_of
from sinks.shaping.events import milliseconds


class _Responsible(msgspec.Struct, gc=False):
    staff_id: str | None = None
    dept_code: str | None = None


class _Ticket(msgspec.Struct, gc=False, rename={"handling_class": "class"}):
    ticket_id: str
    revision: Count
    kind: str
    state: str
    card_id: str | None = None
    rating_key: str | None = None
    rule_id: str | None = None
    dept_code: str | None = None
    region_code: str | None = None
    responsible: _Responsible | None = None
    level: str | None = None
    real_name: bool = False
    opened_at: datetime | None = None
    assigned_at: datetime | None = None
    contacted_at: datetime | None = None
    submitted_at: datetime | None = None
    closed_at: datetime | None = None
    contact_due: datetime | None = None
    rectify_due: datetime | None = None
    review_due: datetime | None = None
    follow_up_due: datetime | None = None
    verify_due: datetime | None = None
    appeal_decide_due: datetime | None = None
    overdue: tuple[str, ...] = ()
    handling_class: str | None = None
    cause_code: str | None = None
    finding: str | None = None
    responsibility: str | None = None
    measure: str | None = None
    result: str | None = None
    contacted: str | None = None
    follow_up: str | None = None
    joined_to: str | None = None
    round: Count = 1
    historical: bool = False
    rulebook_hash: str | None = None
    reason: str | None = None
    subject: str | None = None


_decoder = msgspec.json.Decoder(Envelope[_Ticket])
_whole = msgspec.json.Decoder(Envelope[msgspec.Raw])


def ticket_row(record: Record) -> Row:
    """The row of `tickets`; `data` keeps the whole record as it was. Raises Unreadable."""
    event = read(_decoder, record)
    ticket: _Ticket = event.data
    who = ticket.responsible or _Responsible()
    return (
        *(ticket.ticket_id, ticket.revision, ticket.subject or event.subject, event.type),
        *(time_of(event), stamp_of(record), bytes(read(_whole, record).data).decode()),
        *(ticket.kind, ticket.state, ticket.card_id or "", ticket.rating_key or "", ticket.rule_id or ""),
        *(ticket.dept_code or "", ticket.region_code or "", who.staff_id or "", who.dept_code or ""),
        *(ticket.level or "", ticket.real_name),
        *_moments(ticket),
        *(ticket.overdue, ticket.handling_class or "", ticket.cause_code or ""),
        *(ticket.finding or "", ticket.responsibility or "", ticket.measure or "", ticket.result or ""),
        *(ticket.contacted or "", ticket.follow_up or "", ticket.joined_to or "", ticket.round),
        *(ticket.historical, ticket.rulebook_hash or "", ticket.reason or ""),
        *(milliseconds(ticket.verify_due), milliseconds(ticket.appeal_decide_due)),
    )


def _moments(ticket: _Ticket) -> Row:
    happened = (
        ticket.opened_at,
        ticket.assigned_at,
        ticket.contacted_at,
        ticket.submitted_at,
        ticket.closed_at,
    )
    due = (ticket.contact_due, ticket.rectify_due, ticket.review_due, ticket.follow_up_due)
    return tuple(milliseconds(moment) for moment in (*happened, *due))
