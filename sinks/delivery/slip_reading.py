"""Follows the topic of slips for a whole process."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from sinks.delivery.slips import Board, Key, Slip
from sinks.kafka import connection

log = structlog.get_logger(__name__)

POLL_MS = 200
PAUSE_SECONDS = 1.0

Offer = Callable[[Key, Slip], None]


class SlipReader:
    """Keeps a board up to date. `offer` is told of slips that somebody asked to be tried, once they are read."""

    def __init__(self, bootstrap: str, topic: str, partitions: int, board: Board, offer: Offer) -> None:
        self._board, self._offer = board, offer
        self._consumer = AIOKafkaConsumer(
            **connection(bootstrap), enable_auto_commit=False, auto_offset_reset="earliest"
        )
        self._places = [TopicPartition(topic, number) for number in range(partitions)]
        self._reading = asyncio.Lock()

    async def start(self) -> None:
        """Connect, and read what is there. Raises KafkaError."""
        await self._consumer.start()
        self._consumer.assign(self._places)
        await self._consumer.seek_to_beginning(*self._places)
        await self.read_to_the_end()

    async def stop(self) -> None:
        """Close the connection."""
        with suppress(KafkaError):
            await self._consumer.stop()

    async def read_to_the_end(self) -> None:
        """Read up to what is on the topic now. Raises KafkaError."""
        ends = await self._consumer.end_offsets(self._places)
        while any([await self._consumer.position(place) < end for place, end in ends.items()]):
            await self._read()

    async def follow(self) -> None:
        """Read for ever."""
        while True:
            try:
                await self._read()
            except KafkaError as error:
                log.warning("slips are not followed, tried again", error=repr(error))
                await asyncio.sleep(PAUSE_SECONDS)
            await asyncio.sleep(0)

    async def _read(self) -> None:
        async with self._reading:
            found = await self._consumer.getmany(timeout_ms=POLL_MS)
            for records in found.values():
                for record in records:
                    taken = self._board.take(record.key, record.value)
                    if taken is not None and taken[1] is not None and taken[1].asked:
                        self._offer(taken[0], taken[1])
