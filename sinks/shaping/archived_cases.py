"""A case that has left the workers, as a row: its dossier is what brings it back."""

from datetime import datetime

import msgspec

from sinks.records import Record, Row, stamp_of
from sinks.shaping.envelope import Count, Envelope, read
from sinks.shaping.events import milliseconds


class _Archived(msgspec.Struct, gc=False):
    events: Count
    closed_at: datetime | None = None
    last_read_at: datetime | None = None
    left_at: datetime | None = None
    case_no: str | None = None
    dossier: str | None = None


_decoder = msgspec.json.Decoder(Envelope[_Archived])


def archived_case_row(record: Record) -> Row:
    """The row of `archived_cases`; a dossier that is not sealed is left out. Raises Unreadable."""
    event = read(_decoder, record)
    case: _Archived = event.data
    return (
        *(case.case_no or event.subject, stamp_of(record)),
        *(milliseconds(case.closed_at), milliseconds(case.last_read_at), milliseconds(case.left_at)),
        *(case.events, case.dossier or ""),
    )
