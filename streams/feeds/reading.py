"""Pages of a feed, read from the topic of alerts itself: whoever comes again with the same cursor reads the same."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from sinks.delivery.message import Message, Unreadable, messages_of, read_alert
from sinks.kafka import connection
from streams.exits import Unavailable
from streams.sending import Address

TOPIC = "alerts"
MOST_READERS = 16
"""Requests that read (or wait) at the same time in one process."""

_SCAN_SECONDS = 2.0
"""How long one request looks through alerts for others before it gives its caller a newer cursor."""

_POLL_MS = 200


class Page(NamedTuple):
    """Some alerts of a feed, the offsets after them, whether there was more at once."""

    messages: list[Message]
    offsets: list[int]
    more: bool


class TooMany(Exception):
    """As many read as can at a time."""


class FeedReader:
    """Lends consumers to requests; open while `running`."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._places = [
            TopicPartition(address.prefix + TOPIC, number) for number in range(address.partitions)
        ]
        self._idle: list[AIOKafkaConsumer] = []
        self._lent = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Close what was opened meanwhile."""
        try:
            yield
        finally:
            for consumer in self._idle:
                with suppress(KafkaError):
                    await consumer.stop()

    async def page(self, feed: str, offsets: Sequence[int] | None, limit: int, seconds: float) -> Page:
        """Up to `limit` alerts from there on (None: from the first); waits so long for one where there is none.

        Raises Unavailable where Kafka does not answer, TooMany.
        """
        try:
            async with self._consumer() as consumer:
                await self._place(consumer, offsets)
                return await self._read(consumer, feed, limit, seconds)
        except (KafkaError, OSError) as error:
            raise Unavailable(f"Kafka at {self._address.bootstrap} does not answer ({error}).") from error

    async def _place(self, consumer: AIOKafkaConsumer, offsets: Sequence[int] | None) -> None:
        if offsets is None:
            await consumer.seek_to_beginning(*self._places)
            return
        for place, offset in zip(self._places, offsets, strict=True):
            consumer.seek(place, offset)

    async def _read(self, consumer: AIOKafkaConsumer, feed: str, limit: int, seconds: float) -> Page:
        ends = await consumer.end_offsets(self._places)
        found: list[Message] = []
        began = time.monotonic()
        while True:
            polled = await consumer.getmany(timeout_ms=_POLL_MS, max_records=limit - len(found))
            found += [each for records in polled.values() for record in records for each in _of(feed, record)]
            at = [await consumer.position(place) for place in self._places]
            behind = any(offset < ends[place] for place, offset in zip(self._places, at, strict=True))
            enough = len(found) >= limit or (bool(found) and not behind)
            if enough or time.monotonic() - began > (_SCAN_SECONDS if behind else seconds):
                return Page(found, at, behind)

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        if self._lent >= MOST_READERS:
            raise TooMany
        self._lent += 1
        try:
            consumer = self._idle.pop() if self._idle else await self._opened()
            try:
                yield consumer
            except BaseException:
                with suppress(KafkaError, asyncio.CancelledError):
                    await consumer.stop()
                raise
            self._idle.append(consumer)
        finally:
            self._lent -= 1

    async def _opened(self) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            **connection(self._address.bootstrap),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        )
        try:
            await consumer.start()
        except BaseException:
            await consumer.stop()
            raise
        consumer.assign(self._places)
        return consumer


def is_for(feed: str, receiver: str) -> bool:
    """Whether a feed carries what is told to this receiver: that one, or all departments it stands for."""
    return receiver == feed or receiver.startswith(f"{feed}/")


def _of(feed: str, record: ConsumerRecord) -> list[Message]:
    try:
        time_text, alert = read_alert(record.value or b"")
        return [each for each in messages_of(time_text, alert, None) if is_for(feed, each.receiver)]
    except Unreadable:
        return []
