"""What all outputs have in common: the CloudEvents envelope, dates and instants as ClickHouse takes them."""

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta

from sinks.records import Record
from sinks.shaping.events import milliseconds

D = TypeVar("D")
Count = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Days = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]


class Unreadable(Exception):
    """An output record this program does not understand."""


class Envelope(msgspec.Struct, Generic[D], gc=False):
    """The fields of a CloudEvent the archive asks for."""

    id: str
    type: str
    data: D
    subject: str = ""
    time: datetime | None = None


def read(decoder: msgspec.json.Decoder[Any], record: Record) -> Any:
    """The decoded record. Raises Unreadable."""
    try:
        value = record.value or b""
        value.decode()
        return decoder.decode(value)
    except ValueError as error:
        raise Unreadable from error


def time_of(event: Envelope[Any]) -> int | None:
    """When it happened in stream time, milliseconds UTC."""
    return milliseconds(event.time)


def day(text: str | None) -> date | None:
    """The date of `YYYY-MM-DD`, or of an instant in its own offset (the rulebook's). Raises Unreadable."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise Unreadable from error
