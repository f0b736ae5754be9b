"""The interface that every channel has, and the one way in which a channel says no."""

from collections.abc import Sequence
from typing import Protocol

from sinks.delivery.message import Message


class NotDelivered(Exception):
    """The receiver did not take it, or it cannot be told whether it did: the same messages are sent again.

    `why` says what was found; `retry_after`: seconds the receiver asks to be left alone, 0 where it does not say.
    """

    def __init__(self, why: str, retry_after: float = 0.0) -> None:
        super().__init__(why)
        self.why = why
        self.retry_after = retry_after


class Channel(Protocol):
    """One way to one receiver."""

    async def send(self, messages: Sequence[Message]) -> None:
        """Deliver them all, in this order; returning means that the receiver has them. Raises NotDelivered only.

        More than one message comes only to a receiver that asked for a digest.
        """


class ClosingChannel(Channel, Protocol):
    """A channel that holds a connection."""

    async def close(self) -> None:
        """Give it up; nothing is sent afterwards."""
