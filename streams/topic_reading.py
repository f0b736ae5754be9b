"""Reading a partition in bulk, from its beginning to what is committed by now: states, outcomes, dead letters."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from sinks.kafka import connection

BATCH = 10_000
STALL_SECONDS = 60.0


class ReadError(Exception):
    """A topic could not be read to its end."""


@asynccontextmanager
async def reader(bootstrap: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of committed records that belongs to no group. Raises KafkaError where no broker answers."""
    consumer = AIOKafkaConsumer(
        **connection(bootstrap),
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        enable_auto_commit=False,
        max_partition_fetch_bytes=8 * 1024 * 1024,
        fetch_max_wait_ms=100,
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


async def to_the_end(
    consumer: AIOKafkaConsumer, tp: TopicPartition, since: int = 0
) -> AsyncIterator[list[Any]]:
    """The records of a partition from the first stamped `since` (ms) to the high watermark; ReadError where it stands
    still."""
    consumer.assign([tp])
    await _go_to(consumer, tp, since)
    moved = monotonic()
    while (at := await consumer.position(tp)) < (consumer.highwater(tp) or 0) or consumer.highwater(
        tp
    ) is None:
        polled = await consumer.getmany(tp, timeout_ms=200, max_records=BATCH)
        yield polled.get(tp, [])
        if await consumer.position(tp) != at:
            moved = monotonic()
        elif monotonic() - moved > STALL_SECONDS:
            raise ReadError(f"{tp.topic}/{tp.partition} stays at {at} of {consumer.highwater(tp)}")
        await asyncio.sleep(0)


async def _go_to(consumer: AIOKafkaConsumer, tp: TopicPartition, since: int) -> None:
    # aiokafka may start at the end after assign + seek_to_beginning, silently: seek to a number and look
    first = await _first(consumer, tp, since)
    consumer.seek(tp, first)
    if await consumer.position(tp) != first:
        raise ReadError(f"{tp.topic}/{tp.partition} does not start where it should, at {first}")


async def _first(consumer: AIOKafkaConsumer, tp: TopicPartition, since: int) -> int:
    if since <= 0:
        return int((await consumer.beginning_offsets([tp]))[tp])
    found = (await consumer.offsets_for_times({tp: since}))[tp]
    return int(found.offset if found is not None else (await consumer.end_offsets([tp]))[tp])
