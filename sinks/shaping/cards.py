"""A revision of a card as a row."""

from datetime import datetime

import msgspec

from sinks.records import Record, Row, stamp_of
from sinks.shaping.envelope import Count, Days, Envelope, day, read, time_of
from sinks.shaping.events import milliseconds


class _Responsible(msgspec.Struct, gc=False):
    staff_id: str | None = None
    post: str | None = None
    role: str | None = None
    dept_code: str | None = None


class _Card(msgspec.Struct, gc=False):
    card_id: str
    revision: Count
    state: str
    colour: str
    rule_id: str
    rule_class: str | None = None
    case_no: str | None = None
    occasion: str | None = None
    item_code: str | None = None
    dept_code: str | None = None
    region_code: str | None = None
    stage_code: str | None = None
    responsible: _Responsible | None = None
    start_date: str | None = None
    limit_days: Days | None = None
    excluded_days: Days | None = None
    extension_days: Days | None = None
    due_date: str | None = None
    due_at: datetime | None = None
    violated_at: datetime | None = None
    issued_at: datetime | None = None
    provisional: bool = False
    evidence: tuple[str, ...] = ()
    arithmetic: str | None = None
    basis: str | None = None
    answer_due: str | None = None
    appeal_due: str | None = None
    mode: str | None = None
    historical: bool = False
    superseded_by: str | None = None
    subject: str | None = None
    rulebook_hash: str | None = None
    reason: str | None = None
    found_by: str | None = None
    exemption: str | None = None


_decoder = msgspec.json.Decoder(Envelope[_Card])
_whole = msgspec.json.Decoder(Envelope[msgspec.Raw])


def card_row(record: Record) -> Row:
    """The row of `cards`; `data` keeps the whole record as it was. Raises Unreadable."""
    event = read(_decoder, record)
    card: _Card = event.data
    who = card.responsible or _Responsible()
    return (
        *(card.card_id, card.revision, card.state, card.colour, card.rule_id, card.rule_class or ""),
        *(card.case_no or "", card.occasion or "", card.item_code or "", card.dept_code or ""),
        *(card.region_code or "", card.stage_code or ""),
        *(who.staff_id or "", who.post or "", who.role or "", who.dept_code or ""),
        *_time_columns(card),
        *(card.evidence, card.arithmetic or "", card.basis or ""),
        *(day(card.answer_due), day(card.appeal_due), card.mode or "", card.historical),
        *(
            card.superseded_by or "",
            card.subject or event.subject,
            card.rulebook_hash or "",
            card.reason or "",
        ),
        *(time_of(event), stamp_of(record), bytes(read(_whole, record).data).decode()),
        *(card.found_by or "", card.exemption or ""),
    )


def _time_columns(card: _Card) -> Row:
    return (
        *(day(card.start_date), card.limit_days, card.excluded_days, card.extension_days),
        *(day(card.due_date), milliseconds(card.due_at), milliseconds(card.violated_at)),
        *(milliseconds(card.issued_at), card.provisional),
    )
