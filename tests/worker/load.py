"""Records for the stand-in lane, and the reading of what came out."""

import asyncio
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import ConsumerRecord, TopicPartition

from streams.partitions import partition_of

INPUTS = ("case-events", "rating-events", "desk-actions", "office-events", "findings")


async def produce(
    bootstrap: str,
    prefix: str,
    count: int,
    *,
    keys: int = 500,
    seed: int = 1,
    partitions: int = 12,
    first: int = 0,
) -> None:
    """`count` numbered records over the five inputs, most of them on case-events, stamped now."""
    rng = random.Random(seed)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, linger_ms=20, max_batch_size=262_144)
    await producer.start()
    try:
        for number in range(first, first + count):
            key = f"case-{rng.randrange(keys)}"
            topic = "case-events" if rng.random() < 0.8 else rng.choice(INPUTS)
            await producer.send(
                prefix + topic,
                key=key.encode(),
                value=str(number).encode(),
                partition=partition_of(key, partitions),
                timestamp_ms=int(time.time() * 1000),
            )
        await producer.flush()
    finally:
        await producer.stop()


async def read_all(
    bootstrap: str, topic: str, *, partitions: int = 12, isolation: str = "read_committed"
) -> list[ConsumerRecord]:
    """Everything visible in a topic now."""
    return [record async for record in each(bootstrap, topic, partitions=partitions, isolation=isolation)]


async def each(
    bootstrap: str, topic: str, *, partitions: int = 12, isolation: str = "read_committed"
) -> AsyncIterator[ConsumerRecord]:
    """Everything visible in a topic now, one after the other; of a partition in its order."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        isolation_level=isolation,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        tps = [TopicPartition(topic, number) for number in range(partitions)]
        consumer.assign(tps)
        beginnings = await consumer.beginning_offsets(tps)
        for tp in tps:
            consumer.seek(tp, beginnings[tp])
        ends = await consumer.end_offsets(tps)
        while any([await consumer.position(tp) < ends[tp] for tp in tps]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for record in records:
                    yield record
    finally:
        await consumer.stop()


async def sums(bootstrap: str, prefix: str) -> tuple[int, list[str]]:
    """How many cards there are, and every fault in them: lost, doubled, out of order."""
    cards = await read_all(bootstrap, f"{prefix}cards")
    seen: Counter[int] = Counter()
    counts: dict[str, list[int]] = defaultdict(list)
    order: dict[tuple[str, str], list[int]] = defaultdict(list)
    for record in cards:
        card = json.loads(record.value)
        seen[card["data"]["value"]] += 1
        counts[card["key"]].append(card["data"]["count"])
        order[card["key"], card["data"]["topic"]].append(card["data"]["value"])
    faults = [f"{value} came {times} times" for value, times in seen.items() if times != 1]
    faults += [
        f"{key} counted {found}" for key, found in counts.items() if found != list(range(1, len(found) + 1))
    ]
    faults += [f"{place} out of order" for place, found in order.items() if found != sorted(found)]
    return len(cards), faults


async def states(bootstrap: str, prefix: str) -> dict[str, Any]:
    """The newest state of each key in the changelog."""
    newest: dict[str, Any] = {}
    for record in await read_all(bootstrap, f"{prefix}dossiers"):
        if record.key != b"\x00lane":
            newest[record.key.decode()] = json.loads(record.value)
    return newest


async def visible(bootstrap: str, topic: str, partitions: int = 12) -> int:
    """How many committed records a topic holds now."""
    return len(await read_all(bootstrap, topic, partitions=partitions))


async def until_counted(bootstrap: str, prefix: str, count: int, seconds: float = 120.0) -> None:
    """Wait until the states sum up to `count`."""
    async with asyncio.timeout(seconds):
        while sum(each["count"] for each in (await states(bootstrap, prefix)).values()) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.3)
