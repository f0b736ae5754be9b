"""Many records written fast: as they are given, in the partition of their subject."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition

from streams.partitions import partition_of
from tests.bench.scene import Scene

PARTITIONS = 12
TOGETHER = 20_000


class Letter(NamedTuple):
    """One record: its subject, its value, its timestamp in ms."""

    subject: str
    value: bytes
    stamp: int


async def post(
    where: Scene, topic: str, letters: Iterable[Letter], last: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """Write them and wait until all are confirmed; `last` (key, value) are written to every partition after them."""
    async with AIOKafkaProducer(bootstrap_servers=where.bootstrap, max_batch_size=262_144) as producer:
        by_partition: dict[int, list[tuple[bytes, bytes, int]]] = defaultdict(list)
        waiting = 0
        for letter in letters:
            number = partition_of(letter.subject, PARTITIONS)
            by_partition[number].append((letter.subject.encode(), letter.value, letter.stamp))
            waiting += 1
            if waiting == TOGETHER:
                await _send(producer, where.prefix + topic, by_partition)
                by_partition, waiting = defaultdict(list), 0
        await _send(producer, where.prefix + topic, by_partition)
        ends = {number: [(key, value, 0) for key, value in last] for number in range(PARTITIONS)}
        await _send(producer, where.prefix + topic, {number: each for number, each in ends.items() if each})


async def _send(
    producer: AIOKafkaProducer, topic: str, by_partition: dict[int, list[tuple[bytes, bytes, int]]]
) -> None:
    sent: list[asyncio.Future[Any]] = []
    for number, records in by_partition.items():
        batch = producer.create_batch()
        for key, value, stamp in records:
            if batch.append(key=key, value=value, timestamp=stamp) is None:
                sent.append(await producer.send_batch(batch, topic, partition=number))
                batch = producer.create_batch()
                batch.append(key=key, value=value, timestamp=stamp)
        sent.append(await producer.send_batch(batch, topic, partition=number))
    await asyncio.gather(*sent)


async def visible(where: Scene, topic: str) -> int:
    """How many records a reader of committed ones finds in the topic now."""
    places = [TopicPartition(where.prefix + topic, number) for number in range(PARTITIONS)]
    found = 0
    async with AIOKafkaConsumer(
        bootstrap_servers=where.bootstrap,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    ) as consumer:
        consumer.assign(places)
        for place, first in (await consumer.beginning_offsets(places)).items():
            consumer.seek(place, first)
        while polled := await consumer.getmany(timeout_ms=2_000):
            found += sum(len(records) for records in polled.values())
    return found
