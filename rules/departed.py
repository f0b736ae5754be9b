"""Which cases have left the state (contracts 2.18): a few bytes each, so that ten million of them cost little.

Subjects, and the actions decided on them, are remembered by the first 64 bits of a hash: among ten million cases the
chance that any other subject has the same is one in some hundred thousand. What else is known of a case that left
stands on its stub, which lies in the changelog and is not held in memory.
"""

from array import array
from bisect import bisect_left
from hashlib import blake2b

import msgspec

SEPARATOR = "\x00"
"""Between the parts of a name; no text of an event holds it."""

_MERGE = 4_096


class Stub(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What stays of a case: the business day it left (ordinal), how many events it had taken in, and the exclusive or
    of their digests, by which they can be counted again. `actions` are the names of the desk actions among them."""

    day: int
    events: int
    digest: int
    actions: tuple[int, ...] = ()


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Stub).decode


def encode_stub(stub: Stub) -> bytes:
    """The stub as its changelog record."""
    return _encode(stub)


def decode_stub(record: bytes) -> Stub:
    """The stub of a changelog record; raises msgspec.ValidationError on a record that is not one."""
    return _decode(record)


def name_of(*parts: str) -> int:
    """64 bits for a subject, or for (subject, source, id) of a desk action."""
    return int.from_bytes(blake2b(SEPARATOR.join(parts).encode(), digest_size=8).digest())


class Departed:
    """A set of names, eight bytes each: a sorted array, and beside it those that came since it was sorted last."""

    def __init__(self) -> None:
        self._sorted = array("Q")
        self._fresh: set[int] = set()
        self._gone: set[int] = set()

    def __len__(self) -> int:
        return len(self._sorted) + len(self._fresh) - len(self._gone)

    def __bool__(self) -> bool:
        return bool(self._sorted or self._fresh)

    def __contains__(self, name: int) -> bool:
        return name in self._fresh or (self._is_sorted_in(name) and name not in self._gone)

    def add(self, name: int) -> None:
        """Put a name in."""
        if self._is_sorted_in(name):
            self._gone.discard(name)
            return
        self._fresh.add(name)
        if len(self._fresh) > max(_MERGE, len(self._sorted) // 8):
            self._merge()

    def discard(self, name: int) -> None:
        """Take a name out."""
        if self._is_sorted_in(name):
            self._gone.add(name)
        self._fresh.discard(name)

    def keep(self, key: str, value: bytes) -> None:
        """Put in what a record under this key says: a stub, or one action decided after its case had left."""
        self.add(name_of(key))
        if SEPARATOR not in key:
            for action in decode_stub(value).actions:
                self.add(action)

    def drop(self, key: str) -> None:
        """Take out what a record under this key said: its case came back. Its actions stay known, as they are to it."""
        self.discard(name_of(key))

    def _is_sorted_in(self, name: int) -> bool:
        at = bisect_left(self._sorted, name)
        return at < len(self._sorted) and self._sorted[at] == name

    def _merge(self) -> None:
        kept = [name for name in self._sorted if name not in self._gone] if self._gone else self._sorted
        self._sorted = array("Q", sorted([*kept, *self._fresh]))
        self._fresh, self._gone = set(), set()
