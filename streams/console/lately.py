"""Answers that lists and figures may share for some seconds, so that a crowd on the same pages is few questions."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

Rows = list[dict[str, Any]]
Said = tuple[str, tuple[tuple[str, str | int], ...]]

FRESH_SECONDS = 3.0
"""An answer younger than this is given as it is."""

KEPT_SECONDS = 15.0
"""Up to this age it is given as well, while the same is asked anew for whoever comes next."""

RENEWED_AT_ONCE = 1
"""How many kept answers are asked anew at the same time; the archive has people waiting for others."""

MOST = 512
"""How many answers are kept; what was not asked for the longest goes first."""


class _Kept(NamedTuple):
    rows: Rows
    asked: float


class Together:
    """Who asks the same at the same time shares one answer; `ask` gives the rows of a question."""

    def __init__(self, ask: Callable[[Said], Awaitable[Rows]]) -> None:
        self._ask = ask
        self._asking: dict[Said, asyncio.Future[Rows]] = {}

    def forget(self) -> None:
        """Who asks from now on shares nothing with a question that is on its way."""
        self._asking.clear()

    def asked(self, said: Said) -> "asyncio.Future[Rows]":
        """The answer on its way, not to be cancelled. It raises what `ask` raises."""
        asking = self._asking.get(said)
        if asking is None:
            asking = asyncio.ensure_future(self._ask(said))
            self._asking[said] = asking
            asking.add_done_callback(lambda done: self._over(said, done))
        return asking

    def _over(self, said: Said, done: "asyncio.Future[Rows]") -> None:
        """That nobody waited for a failure is no failure of its own."""
        if self._asking.get(said) is done:
            del self._asking[said]
        if not done.cancelled():
            done.exception()


class Lately:
    """`ask` gives the rows of a question, asked from now on; `clock` is a number of seconds that never goes back."""

    def __init__(
        self, ask: Callable[[Said], Awaitable[Rows]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask, self._clock = ask, clock
        self._kept: OrderedDict[Said, _Kept] = OrderedDict()
        self._together = Together(self._answered)
        self._era = 0
        self._renewing: dict[Said, asyncio.Task[None]] = {}
        self._turn = asyncio.Semaphore(RENEWED_AT_ONCE)

    def forget(self) -> None:
        """Something was done: whoever asks from now on is told anew, also where an older question is on its way."""
        self._kept.clear()
        self._together.forget()
        self._era += 1

    async def rows(self, said: Said) -> Rows:
        """Rows at most KEPT_SECONDS old, not to be changed. Raises what `ask` raises where nothing young is kept."""
        kept, now = self._kept.get(said), self._clock()
        if kept is None or now - kept.asked >= KEPT_SECONDS:
            return await asyncio.shield(self._together.asked(said))
        self._kept.move_to_end(said)
        if now - kept.asked >= FRESH_SECONDS and said not in self._renewing:
            self._renewing[said] = asyncio.ensure_future(self._renewed(said))
        return kept.rows

    async def _renewed(self, said: Said) -> None:
        """Nobody waits for it: it takes its turn, and who waits for an answer does not stand behind it."""
        try:
            async with self._turn:
                kept = self._kept.get(said)
                if kept is not None and self._clock() - kept.asked >= FRESH_SECONDS:
                    await asyncio.wait({self._together.asked(said)})
        finally:
            del self._renewing[said]

    async def _answered(self, said: Said) -> Rows:
        era, began = self._era, self._clock()
        rows = await self._ask(said)
        if era == self._era:
            self._kept[said] = _Kept(rows, began)
            self._kept.move_to_end(said)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return rows
