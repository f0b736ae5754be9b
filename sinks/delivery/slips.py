"""What waits for its next try, and what was parked: a compacted topic, so that a killed notifier loses neither.

A slip carries the whole message. Its key names receiver and message; delivered, it becomes a tombstone. It lies in the
partition of the alert it came from, so that whoever serves that partition has it too.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import msgspec

from sinks.delivery.message import Message, Unreadable, restored

TOPIC = "delivery-slips"

State = Literal["waiting", "parked"]


class Slip(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One message that waits (or is parked) for one receiver of the receivers file. Times in ms.

    `asked`: put there by a person who wants it tried again, or by us as an alarm: whoever serves the receiver takes it
    up when it reads it. `value` are the message's bytes as text.
    """

    receiver: str
    state: State
    partition: int
    offset: int
    since: int
    first_at: int | None
    tries: int
    why: str
    asked: bool = False
    value: str

    @property
    def message(self) -> Message:
        """Raises Unreadable."""
        return restored(self.value.encode(), self.since)


class Key(NamedTuple):
    """Whose slip, about which message."""

    receiver: str
    message_id: str

    def written(self) -> bytes:
        """As the record's key."""
        return f"{self.receiver}|{self.message_id}".encode()

    @classmethod
    def read(cls, key: bytes | None) -> "Key":
        """Raises Unreadable."""
        receiver, bar, message_id = (key or b"").decode(errors="replace").partition("|")
        if not bar:
            raise Unreadable(f"{key!r} is no key of a slip")
        return cls(receiver, message_id)


_slip = msgspec.json.Decoder(Slip)
_encode = msgspec.json.Encoder().encode


def written(slip: Slip) -> bytes:
    """As the record's value."""
    return _encode(slip)


def read(value: bytes) -> Slip:
    """Raises Unreadable."""
    try:
        return _slip.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(str(error)) from None


class Board:
    """All slips that lie on the topic, as far as it was read."""

    def __init__(self) -> None:
        self._slips: dict[Key, Slip] = {}

    def take(self, key: bytes | None, value: bytes | None) -> tuple[Key, Slip | None] | None:
        """One record; what it says, None where it cannot be read."""
        try:
            found = Key.read(key)
            slip = None if value is None else read(value)
        except Unreadable:
            return None
        if slip is None:
            self._slips.pop(found, None)
        else:
            self._slips[found] = slip
        return found, slip

    def of(self, receiver: str, partitions: Iterable[int]) -> list[tuple[Key, Slip]]:
        """The slips of a receiver in these partitions, in the order of the alerts they came from."""
        wanted = set(partitions)
        found = [
            (key, slip)
            for key, slip in self._slips.items()
            if key.receiver == receiver and slip.partition in wanted
        ]
        return sorted(found, key=lambda each: (each[1].partition, each[1].offset))

    def all(self, receiver: str | None = None) -> list[tuple[Key, Slip]]:
        """Every slip, of one receiver or of all, those that wait first."""
        found = [each for each in self._slips.items() if receiver in {None, each[0].receiver}]
        return sorted(found, key=lambda each: (each[0].receiver, each[1].state == "parked", each[1].since))

    def parked(self, receiver: str | None = None) -> list[tuple[Key, Slip]]:
        """The parked ones, of one receiver or of all."""
        return [
            (key, slip)
            for key, slip in self._slips.items()
            if slip.state == "parked" and receiver in {None, key.receiver}
        ]
