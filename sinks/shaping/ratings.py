"""A revision of a rating as a row."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from rules.tickets import TicketKind, ticket_id_of
from sinks.records import Record, Row, stamp_of
from sinks.shaping.envelope import Count, Envelope, read, time_of
from sinks.shaping.events import milliseconds

Small = Annotated[int, Meta(ge=0, le=255)]


class _Rating(msgspec.Struct, gc=False):
    rating_id: str
    revision: Count
    status: str
    service_number: str
    assess_number: Small
    subject: str | None = None
    level: Small | None = None
    channel: Small | None = None
    labels: tuple[str, ...] = ()
    label_faults: tuple[str, ...] = ()
    label_list: str | None = None
    is_default: bool = False
    target: str | None = None
    item_code: str | None = None
    dept_code: str | None = None
    region_code: str | None = None
    window_no: str | None = None
    staff_id: str | None = None
    platform_code: str | None = None
    real_name: bool = False
    unverified: bool = False
    service_time: datetime | None = None
    rated_at: datetime | None = None
    late: bool = False
    counts: bool = False
    bad: bool = False
    historical: bool = False
    duplicate_of: str | None = None
    invalid_kind: str | None = None
    marks: tuple[str, ...] = ()
    evaluator_hash: str | None = None
    phone_hash: str | None = None
    device_hash: str | None = None
    ip_hash: str | None = None
    account_hash: str | None = None
    event: str | None = None
    evidence: tuple[str, ...] = ()
    rulebook_hash: str | None = None
    reason: str | None = None


_decoder = msgspec.json.Decoder(Envelope[_Rating])
_whole = msgspec.json.Decoder(Envelope[msgspec.Raw])


def rating_row(record: Record) -> Row:
    """The row of `ratings`; `ticket_id` is that of the ticket a bad rating of the service asks for, `data` keeps the
    whole record as it was. Raises Unreadable."""
    event = read(_decoder, record)
    rating: _Rating = event.data
    subject = rating.subject or event.subject
    ticket_id = ticket_id_of(TicketKind.BAD_RATING, (subject, "rating", rating.service_number))
    return (
        *(rating.rating_id, rating.revision, event.type, rating.status, subject, rating.service_number),
        *(rating.assess_number, ticket_id, rating.level, rating.channel),
        *(rating.labels, rating.label_faults, rating.label_list or "", rating.is_default),
        *_about(rating),
        *(milliseconds(rating.service_time), milliseconds(rating.rated_at)),
        *(rating.late, rating.counts, rating.bad, rating.historical),
        *(rating.duplicate_of or "", rating.invalid_kind or "", rating.marks),
        *_given_by(rating),
        *(rating.event or "", rating.evidence, rating.rulebook_hash or "", rating.reason or ""),
        *(time_of(event), stamp_of(record), bytes(read(_whole, record).data).decode()),
    )


def _about(rating: _Rating) -> Row:
    texts = (rating.target, rating.item_code, rating.dept_code, rating.region_code)
    place = (rating.window_no, rating.staff_id, rating.platform_code)
    return (*(text or "" for text in (*texts, *place)), rating.real_name, rating.unverified)


def _given_by(rating: _Rating) -> Row:
    pseudonyms = (rating.evaluator_hash, rating.phone_hash, rating.device_hash)
    return tuple(text or "" for text in (*pseudonyms, rating.ip_hash, rating.account_hash))
