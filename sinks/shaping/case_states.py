"""Where a case stands, as a row."""

from datetime import datetime

import msgspec

from sinks.records import Record, Row, stamp_of
from sinks.shaping.envelope import Count, Days, Envelope, day, read
from sinks.shaping.events import milliseconds


class _Standing(msgspec.Struct, gc=False):
    warning: Count = 0
    yellow: Count = 0
    red: Count = 0


class _State(msgspec.Struct, gc=False):
    revision: Count
    status: str
    case_no: str | None = None
    item_code: str | None = None
    dept_code: str | None = None
    region_code: str | None = None
    start_date: str | None = None
    deemed: bool = False
    promise_due_date: str | None = None
    legal_due_date: str | None = None
    provisional: bool = False
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    last_event_at: datetime | None = None
    standing: _Standing | None = None
    accepted_by: str | None = None
    ended_by: str | None = None
    project_type: str | None = None
    promise_limit: Days | None = None
    legal_limit: Days | None = None
    used_days: Days | None = None


_decoder = msgspec.json.Decoder(Envelope[_State])
_whole = msgspec.json.Decoder(Envelope[msgspec.Raw])


def case_state_row(record: Record) -> Row:
    """The row of `case_states`; `data` keeps the whole record as it was. Raises Unreadable."""
    event = read(_decoder, record)
    state: _State = event.data
    standing = state.standing or _Standing()
    return (
        *(state.case_no or event.subject, state.revision, state.item_code or "", state.dept_code or ""),
        *(state.region_code or "", state.status, day(state.start_date), state.deemed),
        *(day(state.promise_due_date), day(state.legal_due_date), state.provisional),
        *(milliseconds(state.decided_at), milliseconds(state.closed_at), milliseconds(state.last_event_at)),
        *(standing.warning, standing.yellow, standing.red),
        *(stamp_of(record), bytes(read(_whole, record).data).decode()),
        *(state.accepted_by or "", state.ended_by or "", state.project_type or ""),
        *(state.promise_limit, state.legal_limit, state.used_days),
    )
