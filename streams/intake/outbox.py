"""Records of many requests → Kafka, together: what gathers while one group is on its way is the next group.

A request is told after Kafka has confirmed its records. While a broker is away a group is tried until it is back, so a
request that was told "not confirmed" may still be written; sent again it counts as a duplicate by its id.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from streams.exits import Unavailable
from streams.sending import Address, Letter, deliver, producing

if TYPE_CHECKING:
    from aiokafka import AIOKafkaProducer

log = structlog.get_logger(__name__)

MOST_BYTES = 64 << 20
"""Of records that wait; more are refused, so that an absent broker does not fill the memory."""

PAUSE_SECONDS = 1.0


@dataclass(slots=True)
class _Parcel:
    letters: Sequence[Letter]
    size: int
    confirmed: asyncio.Future[None]


class Outbox:
    """The one producer of this process; open while `running`."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._waiting: list[_Parcel] = []
        self._bytes = 0
        self._more = asyncio.Event()
        self._busy_since: float | None = None
        self._open = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write what is sent meanwhile. Leaving waits for what is on its way only as long as its senders do."""
        task = asyncio.create_task(self._run(), name="outbox")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def send(self, letters: Sequence[Letter], seconds: float) -> None:
        """Write the records; returns when all are confirmed. Raises Unavailable after so many seconds without."""
        size = sum(len(letter.value) for letter in letters)
        if self._bytes + size > MOST_BYTES:
            raise Unavailable(
                f"Kafka at {self.address.bootstrap} is behind: {self._bytes:,} bytes wait for it."
            )
        parcel = _Parcel(letters, size, asyncio.get_running_loop().create_future())
        self._waiting.append(parcel)
        self._bytes += size
        self._more.set()
        try:
            async with asyncio.timeout(seconds):
                await parcel.confirmed
        except TimeoutError:
            raise Unavailable(
                f"Kafka at {self.address.bootstrap} did not confirm within {seconds:g} s."
            ) from None

    def stuck_for(self) -> float:
        """Seconds for which the group on its way has not been confirmed; 0: none is."""
        return 0.0 if self._busy_since is None else time.monotonic() - self._busy_since

    @property
    def is_open(self) -> bool:
        """Whether there is a connection to Kafka to write through."""
        return self._open

    async def _run(self) -> None:
        from aiokafka.errors import KafkaError

        while True:
            try:
                async with producing(self.address.bootstrap) as producer:
                    self._open = True
                    await self._write(producer)
            except (KafkaError, OSError) as error:
                log.warning("Kafka does not take records, tried again", error=repr(error))
                await asyncio.sleep(PAUSE_SECONDS)
            finally:
                self._open = False

    async def _write(self, producer: "AIOKafkaProducer") -> None:
        """Group after group. A group that fails fails for its senders, and ends this producer."""
        while True:
            await self._more.wait()
            self._more.clear()
            group = self._take()
            try:
                await self._deliver(producer, [letter for parcel in group for letter in parcel.letters])
            except BaseException as error:
                _tell(
                    group,
                    Unavailable(f"Kafka at {self.address.bootstrap} did not take the records ({error})."),
                )
                raise
            _tell(group, None)

    def _take(self) -> list[_Parcel]:
        """All that waits and is still waited for."""
        group = [parcel for parcel in self._waiting if not parcel.confirmed.done()]
        self._waiting.clear()
        self._bytes = 0
        return group

    async def _deliver(self, producer: "AIOKafkaProducer", letters: Sequence[Letter]) -> None:
        self._busy_since = time.monotonic()
        try:
            await deliver(producer, self.address, letters)
        finally:
            self._busy_since = None


def _tell(group: Sequence[_Parcel], error: Exception | None) -> None:
    for parcel in group:
        if parcel.confirmed.done():
            continue
        if error is None:
            parcel.confirmed.set_result(None)
        else:
            parcel.confirmed.set_exception(error)
