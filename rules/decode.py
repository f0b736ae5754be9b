"""Bytes → event, or the reason why not (contracts 1): parsed once, at the border; inside, every value is right.

The fast way decodes the envelope and the data with typed parsers and encodes the data once more: that gives the
content's digest and the number of its keys. Where the bytes hold another number of keys, or an escape that could
hide bad text, the exact way of `rules.strictness` has the last word.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple, NoReturn

import msgspec

from rules.case_events import Corrected
from rules.events import Data, Event, Instant
from rules.privacy import MAX_CONTACT, Border, guard, is_sealed_contact
from rules.registry import DATA_OF
from rules.service_events import RatingInvited, RatingSubmitted
from rules.storable import INSTANTS, refuse_unstorable, within
from rules.strictness import MAX_DEPTH, Rejected, depth_of, parse_exactly, unknown_fields

MAX_BYTES = 1 << 20
MAX_TEXT = 256
DAY_MS = 86_400_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Envelope(msgspec.Struct, gc=False):
    """The attributes of an event as they arrive; what their types do not say is checked after them."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: Instant
    data: msgspec.Raw
    recordedtime: Instant | None = None


class _Coder(NamedTuple):
    data_type: type[Data]
    decode: Callable[[msgspec.Raw], Data]


_envelope = msgspec.json.Decoder(Envelope).decode
_encode = msgspec.json.Encoder().encode
_CODERS = {name: _Coder(cls, msgspec.json.Decoder(cls).decode) for name, cls in DATA_OF.items()}
_ENVELOPE_FIELDS = Envelope.__struct_fields__
_ENVELOPE_KEYS = 7


_LONG_FRACTION = re.compile(rb":\d\d\.\d{7}")
_LONG_INSTANT = re.compile(
    rb'("(?:%s)"\s*:\s*"[^"\\]*:\d\d\.\d{6})\d+'
    % "|".join(sorted({"time", "recordedtime"} | INSTANTS)).encode()
)


def cut_fractions(raw: bytes) -> bytes:
    """The record with the fractions of its instants cut to six digits: longer ones the parser rounds, and
    23:59:59.9999999 is not yet the next day. Texts stay as they are; an id may be made of a time."""
    return _LONG_INSTANT.sub(rb"\1", raw) if _LONG_FRACTION.search(raw) else raw


def milliseconds(instant: datetime) -> int:
    """Integer milliseconds since 1970 UTC, rounded down; exact, unlike a float timestamp."""
    delta = instant - EPOCH
    return delta.days * DAY_MS + delta.seconds * 1000 + delta.microseconds // 1000


def decode(raw: bytes, border: Border, stamp: int) -> Event:
    """Decode one event.

    `stamp` is the record timestamp in ms: it stands in for a missing `recordedtime` and bounds a present one (in
    files it is the line's own time). Raises Rejected with one of the listed reasons.
    """
    text_checked = _check_bytes(raw)
    raw = cut_fractions(raw)
    try:
        envelope = _envelope(raw)
    except msgspec.ValidationError as error:
        _refuse(raw, error, "")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        parse_exactly(raw)
        raise Rejected("not_json") from None
    _check_envelope(envelope)
    coder = _CODERS.get(envelope.type)
    if coder is None:
        raise Rejected("unknown_type", "/type")
    data = _decode_data(raw, coder, envelope.data)
    canonical = _encode(data)
    keys = _ENVELOPE_KEYS + (envelope.recordedtime is not None) + canonical.count(b'":') - 1
    unknown: tuple[str, ...] = ()
    if not text_checked or raw.count(b'":') != keys:
        unknown = unknown_fields(parse_exactly(raw), _ENVELOPE_FIELDS, coder.data_type)
    if guard(data, border):
        canonical = _encode(data)
    contact_key = None
    if type(data) is RatingSubmitted and data.contact is not None:
        canonical, contact_key = _without_contact(data, border)
    time = _instant(envelope.time, "/time")
    recorded = _recorded(envelope, time, stamp)
    digest = blake2b(canonical + b"%d" % time, digest_size=8).digest()
    return Event(
        envelope.subject, envelope.type, envelope.source, envelope.id, time, recorded, data, digest, unknown,
        contact_key,
    )  # fmt: skip


def _without_contact(data: RatingSubmitted, border: Border) -> tuple[bytes, tuple[str, bytes] | None]:
    """The content as it is compared, and the key of the contact where it had to be sealed here.

    Sealed twice a contact is not the same text, so it is no part of the content (contracts 1).
    """
    said, data.contact = data.contact, None
    canonical = _encode(data)
    if not isinstance(said, str) or is_sealed_contact(said):
        data.contact = said
        return canonical, None
    if border.contact is None:
        return canonical, None
    sealed = border.contact(said)
    data.contact = sealed.text
    return canonical, (sealed.key_id, sealed.wrapped)


def decode_replacement(event_type: str, replacement: dict[str, Any]) -> Data:
    """The whole data a correction puts in place of its target's; raises Rejected at /data/replacement/…"""
    try:
        data = msgspec.convert(replacement, DATA_OF[event_type])
    except msgspec.ValidationError as error:
        reason, path = _reason(str(error))
        raise Rejected(reason, "/data/replacement" + path) from None
    return _checked(data, "/data/replacement")


def _check_bytes(raw: bytes) -> bool:
    """Size, encoding, depth; whether the text needs no exact look (no escapes, no white space before a colon)."""
    if len(raw) > MAX_BYTES:
        raise Rejected("too_large")
    if not raw.isascii():
        try:
            raw.decode()
        except UnicodeDecodeError:
            raise Rejected("bad_encoding") from None
    if b"\0" in raw:
        raise Rejected("bad_text")
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and depth_of(raw) > MAX_DEPTH:
        raise Rejected("too_deep")
    return not (b"\\" in raw or _loosely_written(raw))


def _loosely_written(raw: bytes) -> bool:
    """Whether white space follows a quote. One byte is found much faster than two, and few records have any."""
    return (
        (b" " in raw and b'" ' in raw)
        or (b"\n" in raw and b'"\n' in raw)
        or (b"\t" in raw and b'"\t' in raw)
        or (b"\r" in raw and b'"\r' in raw)
    )


def _check_envelope(envelope: Envelope) -> None:
    if envelope.specversion != "1.0":
        raise Rejected("bad_specversion", "/specversion")
    own_id, source, subject = envelope.id, envelope.source, envelope.subject
    texts = own_id.strip() and source.strip() and subject.strip() and envelope.type.strip()
    if texts and len(own_id) <= MAX_TEXT and len(source) <= MAX_TEXT and len(subject) <= MAX_TEXT:
        return
    for name in ("id", "source", "type", "subject"):
        value: str = getattr(envelope, name)
        if not value or value.isspace():
            raise Rejected("empty_field", f"/{name}")
        if len(value) > MAX_TEXT and name != "type":
            raise Rejected("too_long", f"/{name}")


def _decode_data(raw: bytes, coder: _Coder, data: msgspec.Raw) -> Data:
    try:
        return _checked(coder.decode(data), "/data")
    except msgspec.ValidationError as error:
        _refuse(raw, error, "/data")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        parse_exactly(raw)
        raise Rejected("not_json") from None


def _checked(data: Data, path: str) -> Data:
    """What types alone do not say: a correction does something, a service number is a text."""
    if type(data) is Corrected:
        if not data.void and data.replacement is None and data.new_time is None:
            raise Rejected("missing_field", f"{path}/replacement")
    elif type(data) in _NUMBERED:
        _name_service(data, path)
        if type(data) is RatingSubmitted and data.contact is not None:
            _check_contact(data, path)
    refuse_unstorable(data, path)
    return data


_NUMBERED = frozenset(cls for cls in DATA_OF.values() if "service_number" in cls.__struct_fields__)


def _name_service(data: Any, path: str) -> None:
    number = data.service_number
    if isinstance(number, int):
        data.service_number = str(number)
    elif isinstance(number, str) and not number.strip() and not isinstance(data, RatingInvited):
        raise Rejected("empty_field", f"{path}/service_number")


def _check_contact(data: RatingSubmitted, path: str) -> None:
    """One text: of an object its JSON, since it is sealed as a whole."""
    said = data.contact if isinstance(data.contact, str) else _encode(data.contact).decode()
    data.contact = said
    if not said.strip():
        data.contact = None
    elif len(said) > MAX_CONTACT and not is_sealed_contact(said):
        raise Rejected("wrong_value", f"{path}/contact")


def _instant(value: datetime, path: str) -> int:
    if not within(value):
        raise Rejected("bad_time", path)
    return milliseconds(value)


def _recorded(envelope: Envelope, time: int, stamp: int) -> int:
    if envelope.recordedtime is None:
        recorded = stamp
    else:
        recorded = _instant(envelope.recordedtime, "/recordedtime")
        if recorded > stamp + DAY_MS:
            raise Rejected("future_time", "/recordedtime")
    if time > recorded + DAY_MS:
        raise Rejected("future_time", "/time")
    return recorded


def _refuse(raw: bytes, error: msgspec.ValidationError, prefix: str) -> NoReturn:
    """Text and double keys are judged before the fields, so that one record has one reason whatever the parser."""
    parse_exactly(raw)
    reason, path = _reason(str(error))
    raise Rejected("not_object" if reason == "wrong_type" and not prefix + path else reason, prefix + path)


_MISSING = re.compile(r"missing required field `([^`]+)`")
_AT = re.compile(r" - at `\$([^`]*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def _reason(message: str) -> tuple[str, str]:
    """The reason and the path in a message of the typed parser."""
    at = _AT.search(message)
    path = "".join("/" + (name or index) for name, index in _STEP.findall(at.group(1))) if at else ""
    missing = _MISSING.search(message)
    if missing:
        return "missing_field", f"{path}/{missing.group(1)}"
    for reason, marks in _MARKS:
        if any(mark in message for mark in marks):
            return reason, path
    fraction = "got `float`" in message and "`int" in message
    return "wrong_value" if fraction else "wrong_type", path


_MARKS = (
    ("no_offset", ("timezone component",)),
    ("bad_time", ("RFC3339",)),
    ("empty_field", ("matching regex",)),
    ("wrong_value", ("Invalid enum value", ">=", "<=")),
)
