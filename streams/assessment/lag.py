"""How far workers and the sink are behind: a month is frozen only of what has been judged and archived."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

from sinks.kafka import connection
from sinks.service import GROUP as SINK_GROUP
from streams.sending import Address
from streams.topic_reading import STALL_SECONDS, ReadError
from streams.topics import INPUTS

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer, TopicPartition

WORKER_GROUP = "liangpai-worker"
OUTPUTS = ("cards", "tickets", "leads", "ratings", "case-states", "assessments")
"""The outputs that scores rest on."""

POLL_MS = 500
MANY = 1_000
"""So many unread outputs are enough to know that the sink is behind."""


class Lag(NamedTuple):
    """Records not yet judged by workers, not yet archived by the sink (of outputs at least so many)."""

    unjudged: int
    unarchived: int

    @property
    def none(self) -> bool:
        """Whether all that was there has been handled."""
        return not (self.unjudged or self.unarchived)


def lag_of(address: Address, wait_seconds: float = 0.0) -> Lag:
    """The lag; where there is one it is looked at again for so long. Raises Unavailable where Kafka does not answer."""
    until = time.monotonic() + wait_seconds
    while True:
        lag = asyncio.run(_lag(address))
        if lag.none or time.monotonic() > until:
            return lag
        time.sleep(0.5)


async def _lag(address: Address) -> Lag:
    from aiokafka.errors import KafkaError

    from streams.exits import Unavailable

    try:
        unjudged = await _behind(address, WORKER_GROUP, INPUTS)
        unarchived = await _behind(address, SINK_GROUP, INPUTS)
        return Lag(unjudged, unarchived or await _unread(address, SINK_GROUP, OUTPUTS))
    except (KafkaError, ReadError) as error:
        raise Unavailable(f"Kafka at {address.bootstrap} stopped answering ({error}).") from error


@asynccontextmanager
async def _at(
    address: Address, group: str, topics: tuple[str, ...]
) -> "AsyncIterator[tuple[AIOKafkaConsumer, list[TopicPartition]]]":
    """A consumer that asks for a group, and the places of the topics, which it is assigned."""
    from aiokafka import AIOKafkaConsumer, TopicPartition

    places = [
        TopicPartition(address.prefix + topic, n) for topic in topics for n in range(address.partitions)
    ]
    consumer = AIOKafkaConsumer(
        **connection(address.bootstrap),
        group_id=address.prefix + group,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    try:
        await consumer.start()
        consumer.assign(places)
        yield consumer, places
    finally:
        await consumer.stop()


async def _behind(address: Address, group: str, topics: tuple[str, ...]) -> int:
    """Records of topics without transactions, behind what the group has committed."""
    async with _at(address, group, topics) as (consumer, places):
        ends = await consumer.end_offsets(places)
        begins = await consumer.beginning_offsets(places)
        behind = 0
        for place in places:
            done = await consumer.committed(place)
            behind += max(0, ends[place] - max(begins[place], done or 0))
        return behind


async def _unread(address: Address, group: str, topics: tuple[str, ...]) -> int:
    """Records written in transactions that lie after what the group has committed: they are read to be counted,
    because the marks of transactions take offsets too."""
    async with _at(address, group, topics) as (consumer, places):
        for place in places:
            consumer.seek(place, await consumer.committed(place) or 0)
        ends, found, moved = await consumer.end_offsets(places), 0, time.monotonic()
        while found < MANY and await _before(consumer, ends):
            polled = await consumer.getmany(timeout_ms=POLL_MS)
            found += sum(map(len, polled.values()))
            if polled:
                moved = time.monotonic()
            elif time.monotonic() - moved > STALL_SECONDS:
                raise ReadError(f"the outputs of {address.bootstrap} could not be read to their end")
        return found


async def _before(consumer: "AIOKafkaConsumer", ends: "Mapping[TopicPartition, int]") -> bool:
    """Whether something is left to read: a silent poll alone may come of a slow broker."""
    return any([await consumer.position(place) < end for place, end in ends.items()])
