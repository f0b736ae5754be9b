"""The time a round of deliveries goes by: the wall's, or one that a trial moves on."""

import asyncio
import time
from contextlib import suppress
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits for it."""

    def now(self) -> int:
        """Unix time in ms."""
        ...

    async def pause(self, stirred: asyncio.Event, until: int | None) -> None:
        """Return when the event is set, or at the moment `until` (None: there is none); whichever comes first."""
        ...


class WallClock:
    """The machine's own."""

    def now(self) -> int:
        """See Clock."""
        return time.time_ns() // 1_000_000

    async def pause(self, stirred: asyncio.Event, until: int | None) -> None:
        """See Clock."""
        seconds = None if until is None else max((until - self.now()) / 1000, 0.0)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await stirred.wait()
