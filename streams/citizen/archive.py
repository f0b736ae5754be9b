"""Asking the archive on behalf of a person who waits: soon answered, or not at all."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from streams.exits import Unavailable

Rows = list[dict[str, Any]]

Ask = Callable[..., Awaitable[Rows]]
"""Answers a named query (sinks/queries); raises Unavailable."""

SECONDS = 4.0
"""A person does not wait longer for a page."""

AT_ONCE = 2
"""Queries on their way. An archive that hangs so holds two threads, however many people come."""


class Archive:
    """`ask` None: there is no archive, so it never answers."""

    def __init__(self, ask: Ask | None, seconds: float = SECONDS) -> None:
        self._ask, self._seconds = ask, seconds
        self._free = asyncio.Semaphore(AT_ONCE)

    async def rows(self, query: str, **parameters: str) -> Rows | None:
        """The rows of a named query; None where they do not come in time."""
        if self._ask is None:
            return None
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            return None
        asked = asyncio.ensure_future(self._ask(query, **parameters))
        asked.add_done_callback(self._done)
        await asyncio.wait({asked}, timeout=self._seconds)
        return asked.result() if asked.done() and not _is_away(asked) else None

    def _done(self, asked: asyncio.Future[Rows]) -> None:
        """Only now: what was given up waiting for still holds its thread."""
        self._free.release()
        if not asked.cancelled():
            asked.exception()


def _is_away(asked: asyncio.Future[Rows]) -> bool:
    return isinstance(asked.exception(), Unavailable)
