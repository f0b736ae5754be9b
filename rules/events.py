"""The vocabulary: what an event is, and the pieces every event's data is made of (contracts: CloudEvents 1.0).

An event type has one class of data; the class carries the type's name as its tag, so a stored fact needs no second
name. Optional fields default to None, and null means absent. Instants inside data keep the offset they came with.
"""

from datetime import datetime
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(pattern=r"\S")]
"""A required text: blank is a mistake (empty_field)."""

Whole = Annotated[int, Meta(ge=1)]
"""Days, limits, rounds: whole numbers from 1."""

Instant = Annotated[datetime, Meta(tz=True)]
"""A moment with its offset (RFC 3339)."""


class Data(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False, tag_field="#"):
    """What any event may carry: the office and the person who did it."""

    dept_code: str | None = None
    region_code: str | None = None
    window_no: str | None = None
    staff_id: str | None = None
    staff_post: str | None = None


class Event(NamedTuple):
    """One decoded event. `time` and `recorded` are integer milliseconds UTC, rounded down.

    `digest` is 8 bytes over the known content without `recordedtime` and `contact`: what tells a duplicate from a
    conflict. `unknown` are the JSON pointers of fields nobody listed; they were dropped. `contact_key` is the id and
    the wrapped key of a contact that was sealed while decoding.
    """

    subject: str
    type: str
    source: str
    id: str
    time: int
    recorded: int
    data: Data
    digest: bytes
    unknown: tuple[str, ...]
    contact_key: tuple[str, bytes] | None = None
