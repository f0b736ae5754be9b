"""Which ratings this process has just sent: so that a double click is one, and a page need not wait for the archive."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import NamedTuple

MOST = 10_000


class _Sent(NamedTuple):
    nonce: str
    done: asyncio.Future[None]


class Receipts:
    """Ratings by id, with the nonce of the form they came from. Across processes the event's id does the same."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._sent: OrderedDict[str, _Sent] = OrderedDict()

    def has(self, rating_id: str) -> bool:
        """Whether Kafka has confirmed it to this process."""
        sent = self._sent.get(rating_id)
        return sent is not None and _confirmed(sent.done)

    async def once(self, rating_id: str, nonce: str, send: Callable[[], Awaitable[None]]) -> bool:
        """Send unless it is sent or on its way; whether what was sent is this form's.

        Raises what `send` raises; the rating may be sent again then.
        """
        sent = self._sent.get(rating_id)
        if sent is None:
            sent = self._begin(rating_id, nonce, send)
        await asyncio.shield(sent.done)
        return sent.nonce == nonce

    def _begin(self, rating_id: str, nonce: str, send: Callable[[], Awaitable[None]]) -> _Sent:
        sent = _Sent(nonce, asyncio.ensure_future(_run(send)))
        self._sent[rating_id] = sent
        sent.done.add_done_callback(lambda done: None if _confirmed(done) else self._forget(rating_id))
        while len(self._sent) > self._most:
            self._sent.popitem(last=False)
        return sent

    def _forget(self, rating_id: str) -> None:
        self._sent.pop(rating_id, None)


async def _run(send: Callable[[], Awaitable[None]]) -> None:
    await send()


def _confirmed(done: "asyncio.Future[None]") -> bool:
    return done.done() and not done.cancelled() and done.exception() is None
