"""A revision of a lead as a row."""

from datetime import datetime

import msgspec

from sinks.records import Record, Row, stamp_of
from sinks.shaping.envelope import Count, Envelope, read, time_of
from sinks.shaping.events import milliseconds


class _Lead(msgspec.Struct, gc=False):
    lead_id: str
    revision: Count
    kind: str
    state: str
    rule_id: str | None = None
    sentence: str | None = None
    evidence: tuple[str, ...] = ()
    scope: str | None = None
    subject: str | None = None
    item_code: str | None = None
    dept_code: str | None = None
    region_code: str | None = None
    found_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None


_decoder = msgspec.json.Decoder(Envelope[_Lead])
_whole = msgspec.json.Decoder(Envelope[msgspec.Raw])


def lead_row(record: Record) -> Row:
    """The row of `leads`; `data` keeps the whole record as it was. Raises Unreadable."""
    event = read(_decoder, record)
    lead: _Lead = event.data
    return (
        *(lead.lead_id, lead.revision, lead.subject or event.subject, event.type),
        *(time_of(event), stamp_of(record), bytes(read(_whole, record).data).decode()),
        *(lead.kind, lead.state, lead.rule_id or "", lead.sentence or "", lead.evidence, lead.scope or ""),
        *(lead.item_code or "", lead.dept_code or "", lead.region_code or ""),
        *(milliseconds(lead.found_at), lead.decided_by or "", lead.reason or ""),
    )
