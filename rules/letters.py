"""The dead letter of a record that could not be taken."""

from base64 import b64encode
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


class _Head(msgspec.Struct, gc=False):
    source: str


_head = msgspec.json.Decoder(_Head).decode
_LONGEST = 256


def source_of(raw: bytes | None) -> str | None:
    """Who sent the bytes, where they say so in a way that can be read; numbers of persons are starred."""
    try:
        source = mask(_head(raw or b"").source)
        source.encode()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return source if source.strip() and len(source) <= _LONGEST and "\0" not in source else None


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
