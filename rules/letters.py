"""The dead letter of a record that could not be taken."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import blake2b

import msgspec

from rules import outputs
from rules.court import Court
from rules.outputs import Output
from rules.privacy import mask
from rules.strictness import Rejected
from rules.turn import Record

LATEST_MS = 253_402_214_400_000
"""9999-12-31 UTC: record timestamps are whatever a producer says."""


class _Source(msgspec.Struct, gc=False):
    source: str


class _Subject(msgspec.Struct, gc=False):
    subject: str


_source = msgspec.json.Decoder(_Source).decode
_subject = msgspec.json.Decoder(_Subject).decode
_LONGEST = 256


def source_of(raw: bytes | None) -> str | None:
    """Who sent the bytes, where they say so in a way that can be read; numbers of persons are starred."""
    source = _read(lambda: _source(raw or b"").source)
    return None if source is None else mask(source)


def subject_of(record: Record) -> str:
    """Whose record it was: on Kafka its key, in files what the bytes say; empty where nobody can tell."""
    if record.partition >= 0:
        return (record.key or b"").decode(errors="replace")
    return _read(lambda: _subject(record.value or b"").subject) or ""


def _read(text: Callable[[], str]) -> str | None:
    try:
        found = text()
        found.encode()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return found if found.strip() and len(found) <= _LONGEST and "\0" not in found else None


def letter_of(
    record: Record, raw: bytes | None, error: Rejected, subject: str, now: int, court: Court
) -> Output:
    """The dead letter of these bytes, which came to light with this record; its id names them and the place."""
    seal = court.border.seal
    keep = seal or (lambda original: b64encode(original).decode())
    place = f"{record.file or record.topic}/{record.partition}/{record.offset}"
    name = blake2b((raw or b"") + place.encode() + error.reason.encode(), digest_size=12).hexdigest()
    letter = outputs.DeadLetter(
        reason=error.reason,
        path=error.path,
        original=None if raw is None else keep(raw),
        sealed=seal is not None,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        file=record.file or None,
        stamp=court.zone.iso(min(max(record.stamp, 0), LATEST_MS)),
        source=source_of(raw),
    )
    return outputs.dead_letter(letter, name, subject, now, court.zone)
