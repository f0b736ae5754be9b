"""The compacted topic `rulebooks`: publish a version of a rulebook or a calendar notice, read all of them, follow."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.calendar import Calendar
from rules.rulebook import Rulebook
from sinks.kafka import connection
from streams.broker import PATIENCE_SECONDS, refused_or_lost
from streams.calendar_source import overlaid
from streams.exits import Misuse, Unavailable
from streams.rulebook_folder import LoadedRulebook, in_order, load_rulebook
from streams.rulebook_records import (
    FINGERPRINT,
    FINGERPRINT_KEY,
    Contents,
    PublishedNotice,
    PublishedRulebook,
    RulebookRecord,
    records_of,
    version_key,
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
    """What stands on the topic: the versions in order of `valid_from`, the notices that hold by year, the key's
    fingerprint, and a sentence by key for each broken record, which does not count."""

    versions: tuple[PublishedRulebook, ...]
    notices: tuple[PublishedNotice, ...]
    fingerprint: str | None
    broken: dict[str, str]

    @property
    def rulebooks(self) -> tuple[Rulebook, ...]:
        """The versions' values."""
        return tuple(version.loaded.rulebook for version in self.versions)

    @property
    def base_calendar(self) -> Calendar:
        """The calendar of the newest version that brings one, else the built-in one; without published notices."""
        return in_order([version.loaded for version in self.versions]).calendar

    @property
    def calendar(self) -> Calendar:
        """The calendar in force: a published notice stands in place of the base calendar's for its year."""
        return overlaid(self.base_calendar, [each.notice for each in self.notices])


class Topic:
    """The topic as read so far, from its first record on; made by `reading`."""

    def __init__(
        self, consumer: "AIOKafkaConsumer", partitions: "list[TopicPartition]", bootstrap: str
    ) -> None:
        self._consumer, self._partitions, self._bootstrap = consumer, partitions, bootstrap
        self.contents = Contents()

    @property
    def published(self) -> Published:
        """What stands on it. Loads what has come, which takes seconds for a large rulebook."""
        contents, first = self.contents, self.contents.fingerprints[:1]
        versions, notices = contents.versions(), contents.notices()
        return Published(versions, notices, first[0] if first else None, dict(contents.broken))

    async def poll(self) -> int:
        """Take what comes within half a second; how many records that was."""
        taken = 0
        for batch in (await self._consumer.getmany(timeout_ms=POLL_MILLISECONDS)).values():
            self.contents.take(_record(message) for message in batch if message.value is not None)
            taken += len(batch)
        return taken

    async def read_to_the_end(self) -> None:
        """Take all that is there now. Raises Unavailable where the broker stops giving it."""
        empty_polls = 0
        with _answering(self._bootstrap):
            while await self.reached() < await self.end():
                empty_polls = 0 if await self.poll() else empty_polls + 1
                if empty_polls > MOST_EMPTY_POLLS:
                    topic = self._partitions[0].topic
                    raise Unavailable(
                        f"{self._bootstrap} stopped giving records of {topic} before its end; start again"
                    )

    async def reached(self) -> int:
        """How far it is read: the sum of the next offsets."""
        return sum([await self._consumer.position(partition) for partition in self._partitions])

    async def end(self) -> int:
        """How far it goes now."""
        return sum((await self._consumer.end_offsets(self._partitions)).values())


@asynccontextmanager
async def reading(bootstrap: str, prefix: str = "") -> AsyncIterator[Topic]:
    """The topic, to be read from its first record on.

    Raises Unavailable where Kafka does not answer, Misuse where the topic is not there.
    """
    name = prefix + TOPIC
    count = await asyncio.to_thread(partition_count, bootstrap, name)
    async with _consumer(bootstrap) as consumer:
        with _answering(bootstrap):
            topic = Topic(consumer, await _assign(consumer, name, count), bootstrap)
        yield topic


async def read_topic(bootstrap: str, prefix: str = "") -> Topic:
    """The topic, read from its beginning to its end and closed.

    Raises Unavailable where Kafka does not answer, Misuse where the topic is not there.
    """
    async with reading(bootstrap, prefix) as topic:
        await topic.read_to_the_end()
        return topic


async def read_published(bootstrap: str, prefix: str = "") -> Published:
    """All versions, notices and the fingerprint; raises as `read_topic`."""
    return (await read_topic(bootstrap, prefix)).published


async def publish(bootstrap: str, prefix: str, versions: Sequence[LoadedRulebook]) -> list[str]:
    """Write the versions that do not stand there yet; their keys `<name>/<version>/<hash>`.

    A version counts from the moment its manifest is written, last of its records. Raises as `read_topic`.
    """
    standing = {version_key(each.loaded) for each in (await read_published(bootstrap, prefix)).versions}
    missing = [version for version in versions if version_key(version) not in standing]
    for version in missing:
        *files, manifest = records_of(version)
        await write(bootstrap, prefix, files)
        await write(bootstrap, prefix, [manifest])
    return [version_key(version) for version in missing]


async def write(bootstrap: str, prefix: str, records: Iterable[RulebookRecord]) -> None:
    """Put records on the topic and wait until all are acknowledged. Raises Unavailable where Kafka does not answer."""
    now = int(time.time() * 1000)
    async with _producer(bootstrap) as producer:
        with _answering(bootstrap):
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
    standing = (await read_topic(bootstrap, prefix)).contents.fingerprints
    if not standing:
        await write(bootstrap, prefix, [_fingerprint_record(fingerprint)])
        standing = (await read_topic(bootstrap, prefix)).contents.fingerprints
    first = standing[0]
    if first != fingerprint:
        if standing[-1] != first:  # compaction keeps the last record, so the first is written again
            await write(bootstrap, prefix, [_fingerprint_record(first)])
        raise Misuse(
            f"found a deployment key with the fingerprint {fingerprint}, expected {first} as on topic "
            f"{prefix}{TOPIC}; give the key this deployment was started with (LIANGPAI_KEY_FILE), and its suite of "
            "algorithms (LIANGPAI_SUITE)"
        )


def _fingerprint_record(fingerprint: str) -> RulebookRecord:
    return RulebookRecord(FINGERPRINT_KEY, FINGERPRINT, fingerprint.encode())


def _record(message: Any) -> RulebookRecord:
    kinds = [value.decode(errors="replace") for name, value in message.headers if name == "kind"]
    key = (message.key or b"").decode(errors="replace")
    return RulebookRecord(key, kinds[0] if kinds else "", message.value, message.timestamp, message.offset)


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


@asynccontextmanager
async def _consumer(bootstrap: str) -> "AsyncIterator[AIOKafkaConsumer]":
    from aiokafka import AIOKafkaConsumer

    consumer = AIOKafkaConsumer(
        **connection(bootstrap),
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
        **connection(bootstrap),
        enable_idempotence=True,
        max_request_size=MAX_REQUEST_BYTES,
        request_timeout_ms=int(PATIENCE_SECONDS * 1000),
    )
    async with _running(producer, bootstrap):
        yield producer


@asynccontextmanager
async def _running(client: Any, bootstrap: str) -> AsyncIterator[None]:
    """Start a client, and stop it whatever happens."""
    try:
        with _answering(bootstrap):
            await asyncio.wait_for(client.start(), PATIENCE_SECONDS)
        yield
    finally:
        await client.stop()


@contextmanager
def _answering(bootstrap: str) -> Iterator[None]:
    """Raise Unavailable where the broker cannot be reached or is lost, Misuse where it does not let us."""
    from aiokafka.errors import KafkaError

    try:
        yield
    except (KafkaError, OSError, TimeoutError) as error:
        raise refused_or_lost(bootstrap, error) from error
