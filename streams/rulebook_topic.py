"""The compacted topic `rulebooks`: publish a version of a rulebook, and read all of them before work begins."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.calendar import Calendar
from rules.rulebook import Rulebook
from streams.broker import PATIENCE_SECONDS
from streams.exits import Misuse, Unavailable
from streams.rulebook_folder import LoadedRulebook, in_order, load_rulebook
from streams.rulebook_records import (
    FINGERPRINT,
    FINGERPRINT_KEY,
    PublishedRulebook,
    RulebookRecord,
    fingerprints_in,
    records_of,
    version_key,
    versions_in,
)
from streams.topics import partition_count

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

TOPIC = "rulebooks"
POLL_MILLISECONDS = 500
MOST_EMPTY_POLLS = 20
MAX_REQUEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Published:
    """What stands on the topic: the versions in order of `valid_from`, their calendar, the key's fingerprint."""

    versions: tuple[PublishedRulebook, ...]
    fingerprint: str | None

    @property
    def rulebooks(self) -> tuple[Rulebook, ...]:
        """The versions' values."""
        return tuple(version.loaded.rulebook for version in self.versions)

    @property
    def calendar(self) -> Calendar:
        """The calendar of the newest version that brings one, else the built-in one."""
        return in_order([version.loaded for version in self.versions]).calendar


async def read_published(bootstrap: str, prefix: str = "") -> Published:
    """All versions and the fingerprint, read from the beginning of the topic to its end.

    Raises Unavailable where Kafka does not answer, Misuse where the topic is not there or holds what cannot be
    loaded.
    """
    records = await _read(bootstrap, prefix)
    fingerprints = fingerprints_in(records)
    return Published(tuple(versions_in(records)), fingerprints[0] if fingerprints else None)


async def publish(bootstrap: str, prefix: str, versions: Sequence[LoadedRulebook]) -> list[str]:
    """Write the versions that are not there yet; their keys `<name>/<version>/<hash>`.

    A version counts from the moment its manifest is written, last of its records. Raises as `read_published`.
    """
    standing = {version_key(version.loaded) for version in versions_in(await _read(bootstrap, prefix))}
    missing = [version for version in versions if version_key(version) not in standing]
    async with _producer(bootstrap) as producer:
        for version in missing:
            *files, manifest = records_of(version)
            await _write(producer, prefix, files)
            await _write(producer, prefix, [manifest])
    return [version_key(version) for version in missing]


async def publish_if_empty(bootstrap: str, prefix: str, path: Path) -> bool:
    """Publish the rulebook of a folder or workbook if the topic holds no version; whether it did so.

    The folder is loaded (Misuse with all mistakes) only if it is needed.
    """
    if (await read_published(bootstrap, prefix)).versions:
        return False
    return bool(await publish(bootstrap, prefix, [load_rulebook(path)]))


async def check_or_publish_fingerprint(bootstrap: str, prefix: str, fingerprint: str) -> None:
    """Put the fingerprint of this process's deployment key on the topic, or compare it with the one there.

    Raises Misuse if another key is in use: equal persons would no longer be equal. Of two keys that come at
    the same time the first written stands.
    """
    standing = fingerprints_in(await _read(bootstrap, prefix))
    if not standing:
        async with _producer(bootstrap) as producer:
            await _write(producer, prefix, [_fingerprint_record(fingerprint)])
        standing = fingerprints_in(await _read(bootstrap, prefix))
    first = standing[0]
    if first != fingerprint:
        if standing[-1] != first:  # compaction keeps the last record, so the first is written again
            async with _producer(bootstrap) as producer:
                await _write(producer, prefix, [_fingerprint_record(first)])
        raise Misuse(
            f"found a deployment key with the fingerprint {fingerprint}, expected {first} as on topic "
            f"{prefix}{TOPIC}; give the key this deployment was started with (LIANGPAI_KEY_FILE)"
        )


def _fingerprint_record(fingerprint: str) -> RulebookRecord:
    return RulebookRecord(FINGERPRINT_KEY, FINGERPRINT, fingerprint.encode())


async def _write(producer: "AIOKafkaProducer", prefix: str, records: Iterable[RulebookRecord]) -> None:
    """Write and wait until all are acknowledged."""
    now = int(time.time() * 1000)
    waiting = [
        await producer.send(
            prefix + TOPIC,
            key=record.key.encode(),
            value=record.value,
            headers=[("kind", record.kind.encode())],
            timestamp_ms=now,
        )
        for record in records
    ]
    await asyncio.gather(*waiting)


async def _read(bootstrap: str, prefix: str) -> list[RulebookRecord]:
    """All records of the topic, in its order, from the first offset to the last committed one."""
    topic = prefix + TOPIC
    count = await asyncio.to_thread(partition_count, bootstrap, topic)
    async with _consumer(bootstrap) as consumer:
        partitions = await _assign(consumer, topic, count)
        records: list[RulebookRecord] = []
        empty_polls = 0
        while not await _at_the_end(consumer, partitions):
            batches = await consumer.getmany(timeout_ms=POLL_MILLISECONDS)
            for batch in batches.values():
                records += [_record(message) for message in batch if message.value is not None]
            empty_polls = 0 if batches else empty_polls + 1
            if empty_polls > MOST_EMPTY_POLLS:
                raise Unavailable(
                    f"{bootstrap} stopped giving records of {topic} before its end; start again"
                )
        return records


def _record(message: Any) -> RulebookRecord:
    kinds = [value.decode() for name, value in message.headers if name == "kind"]
    return RulebookRecord(message.key.decode(), kinds[0] if kinds else "", message.value, message.timestamp)


async def _assign(consumer: "AIOKafkaConsumer", topic: str, count: int) -> "list[TopicPartition]":
    """Take the topic's partitions from their first offset, and make sure that this is where it starts."""
    from aiokafka import TopicPartition

    partitions = [TopicPartition(topic, number) for number in range(count)]
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    beginnings = await consumer.beginning_offsets(partitions)
    for partition in partitions:
        position = await consumer.position(partition)
        if position != beginnings[partition]:
            raise Unavailable(
                f"reading {topic} began at offset {position}, expected {beginnings[partition]}; start again"
            )
    return partitions


async def _at_the_end(consumer: "AIOKafkaConsumer", partitions: "list[TopicPartition]") -> bool:
    ends = await consumer.end_offsets(partitions)
    positions = [await consumer.position(partition) for partition in partitions]
    return all(position >= ends[partition] for position, partition in zip(positions, partitions, strict=True))


@asynccontextmanager
async def _consumer(bootstrap: str) -> "AsyncIterator[AIOKafkaConsumer]":
    from aiokafka import AIOKafkaConsumer

    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        request_timeout_ms=int(PATIENCE_SECONDS * 1000),
    )
    async with _running(consumer, bootstrap):
        yield consumer


@asynccontextmanager
async def _producer(bootstrap: str) -> "AsyncIterator[AIOKafkaProducer]":
    from aiokafka import AIOKafkaProducer

    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        enable_idempotence=True,
        max_request_size=MAX_REQUEST_BYTES,
        request_timeout_ms=int(PATIENCE_SECONDS * 1000),
    )
    async with _running(producer, bootstrap):
        yield producer


@asynccontextmanager
async def _running(client: Any, bootstrap: str) -> AsyncIterator[None]:
    """Start a client, and stop it whatever happens; Unavailable where the broker cannot be reached or is lost."""
    from aiokafka.errors import KafkaError

    try:
        await asyncio.wait_for(client.start(), PATIENCE_SECONDS)
        yield
    except (KafkaError, OSError, TimeoutError) as error:
        sentence = f"Kafka does not answer at {bootstrap} ({type(error).__name__})"
        raise Unavailable(f"{sentence}; start it, or give its address as KAFKA_BOOTSTRAP.") from error
    finally:
        await client.stop()
