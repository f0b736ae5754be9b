"""Where a line belongs in the order of reading: one integer for its record timestamp and its topic.

key = timestamp in ms × 8 + the topic's place in the alphabet, so that plain integer order is the order of
reading.
"""

from typing import Any

import msgspec

from rules.decode import EPOCH, cut_fractions, milliseconds
from rules.events import Instant
from rules.storable import within

TOPICS = ("case-events", "desk-actions", "findings", "office-events", "rating-events")
"""In the order in which events of one timestamp are read."""

_RANK_OF_PREFIX = {
    "case": 0,
    "desk": 1,
    "finding": 2,
    "source": 3,
    "staff": 3,
    "inspection": 3,
    "survey": 3,
    "rating": 4,
}

BLANK = -(1 << 62)
"""Instead of a key: nothing stands in this line."""

BAD = BLANK + 1
"""Instead of a key: the line's time cannot be read."""


class _Stamped(msgspec.Struct, gc=False):
    time: Instant
    recordedtime: Instant | None = None
    type: str = ""


class _Loose(msgspec.Struct):
    time: Any = None
    recordedtime: Any = None
    type: Any = None


_decode = msgspec.json.Decoder(_Stamped).decode
_decode_loosely = msgspec.json.Decoder(_Loose).decode
_ranks: dict[str, int] = {}


def stamp_of(key: int) -> int:
    """The record timestamp, ms UTC."""
    return key >> 3


def topic_of(key: int) -> str:
    """The base name of the topic."""
    return TOPICS[key & 7]


def topic_rank(event_type: str) -> int:
    """The topic's place in the alphabet; what no topic knows goes to case-events, to become a dead letter
    there.
    """
    rank = _ranks.get(event_type)
    if rank is None:
        rank = _RANK_OF_PREFIX.get(event_type.partition(".")[0], 0)
        if len(_ranks) < 1000:
            _ranks[event_type] = rank
    return rank


def key_of(line: bytes) -> int:
    """The key of a line by its `recordedtime`, else its `time`; BLANK, or BAD where no time can be read."""
    line = cut_fractions(line)
    try:
        event = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _key_of_doubtful(line)
    instant = event.recordedtime or event.time
    if not within(instant):
        return BAD
    delta = instant - EPOCH
    stamp = delta.days * 86_400_000 + delta.seconds * 1000 + delta.microseconds // 1000
    return stamp << 3 | topic_rank(event.type)


def _key_of_doubtful(line: bytes) -> int:
    """One of the three fields is not what it should be: take what can be read of them."""
    if not line or line.isspace():
        return BLANK
    try:
        event = _decode_loosely(line)
        instant = msgspec.convert(event.time if event.recordedtime is None else event.recordedtime, Instant)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return BAD
    if not within(instant):
        return BAD
    rank = topic_rank(event.type) if isinstance(event.type, str) else 0
    return milliseconds(instant) << 3 | rank
