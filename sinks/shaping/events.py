"""An input record as a row of the archive: its place, the fields queries ask for, its cleansed JSON."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from rules.strictness import MAX_DEPTH, depth_of
from sinks.records import Record, Row, stamp_of

Cleanse = Callable[[bytes], bytes]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class _Data(msgspec.Struct, gc=False):
    dept_code: str | None = None
    region_code: str | None = None
    staff_id: str | None = None
    item_code: str | None = None


class _Event(msgspec.Struct, gc=False):
    id: str = ""
    source: str = ""
    type: str = ""
    subject: str = ""
    time: datetime | None = None
    recordedtime: datetime | None = None
    data: _Data = msgspec.field(default_factory=_Data)


_decode = msgspec.json.Decoder(_Event).decode
_decode_loosely = msgspec.json.Decoder().decode


def event_row(record: Record, cleanse: Cleanse) -> Row:
    """The row of `events` for an input record.

    A record that is no JSON object in UTF-8, or nests too deep, has `readable` false and neither key nor
    value: its bytes may hold anything, and stand sealed in the dead letters. A key is written only where it is
    the subject, for the same reason.
    """
    try:
        value = cleanse(_shallow(record.value or b""))
        text = value.decode()
        event = _read(value)
    except ValueError:
        return (*_place(record), "", False, "", "", "", "", None, None, "", "", "", "", "")
    data = event.data
    return (
        *_place(record),
        *(event.subject if record.key == event.subject.encode() else "", True),
        *(event.id, event.source, event.type, event.subject),
        *(milliseconds(event.time), milliseconds(event.recordedtime)),
        *(data.dept_code or "", data.region_code or "", data.staff_id or "", data.item_code or ""),
        text,
    )


def milliseconds(moment: datetime | None) -> int | None:
    """Integer milliseconds UTC, rounded down; None for no moment or one without an offset."""
    if moment is None or moment.tzinfo is None:
        return None
    return (moment - EPOCH) // MILLISECOND


def _shallow(value: bytes) -> bytes:
    """Deeper than the contract allows, no border looks: such a record is unreadable."""
    if value.count(b"{") + value.count(b"[") > MAX_DEPTH and depth_of(value) > MAX_DEPTH:
        raise ValueError("too deep")
    return value


def _place(record: Record) -> Row:
    return (record.topic, record.partition, record.offset, stamp_of(record))


def _read(value: bytes) -> _Event:
    try:
        return _decode(value)
    except msgspec.ValidationError:
        return _read_loosely(_decode_loosely(value))


def _read_loosely(body: Any) -> _Event:
    """An event with fields of wrong types: archived all the same, with the fields that are right."""
    if not isinstance(body, dict):
        raise ValueError("not an object")
    data = body.get("data")
    return _Event(
        id=_text(body.get("id")),
        source=_text(body.get("source")),
        type=_text(body.get("type")),
        subject=_text(body.get("subject")),
        time=_moment(body.get("time")),
        recordedtime=_moment(body.get("recordedtime")),
        data=_loose_data(data if isinstance(data, dict) else {}),
    )


def _loose_data(data: dict[str, Any]) -> _Data:
    return _Data(*(_text(data.get(name)) for name in _Data.__struct_fields__))


def _text(found: Any) -> str:
    return found if isinstance(found, str) else ""


def _moment(found: Any) -> datetime | None:
    try:
        return msgspec.convert(found, datetime)
    except msgspec.ValidationError:
        return None
