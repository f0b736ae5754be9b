"""Events from files → Kafka: keyed by subject, stamped with when they were recorded, in the order `check`
reads them.

What is sent together is confirmed before the next is sent, so that no topic runs far ahead of another: a
rating that lies beside its case in the file also lies beside it in the stream.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rules.privacy import SealedContact
from sinks.kafka import connection
from streams.event_files import EventFiles, event_files
from streams.exits import Unavailable
from streams.partitions import partition_of
from streams.privacy import subject_of
from streams.topics import verify

if TYPE_CHECKING:
    from aiokafka import AIOKafkaProducer

TOGETHER = 5_000
"""Records sent before all of them are confirmed."""

CONTACT_KEYS = "contact-keys"
"""Where the keys of sealed contacts are, each under an id of its own."""

_BATCH_BYTES = 262_144
_REQUEST_BYTES = 8 << 20
_SHOWN = 5

Border = Callable[[bytes], "Cleansed"]
"""Takes the personal data out of one event's bytes, before anything is written."""

Count = Callable[[int], None]
"""Is told a number."""


@dataclass
class Sent:
    """What was sent and confirmed: records by topic (names without prefix).

    `unkeyed` counts those without a readable subject: they lie in partition 0 of case-events without a key,
    and the worker makes each a dead letter with its reason. `unkeyed_at` are the first of them, as FILE:LINE.
    """

    by_topic: Counter[str] = field(default_factory=Counter)
    unkeyed: int = 0
    unkeyed_at: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All records."""
        return self.by_topic.total()

    def note_unkeyed(self, path: Path | None, line: int) -> None:
        """Count it, and remember where it stands if it is one of the first."""
        self.unkeyed += 1
        if len(self.unkeyed_at) < _SHOWN:
            self.unkeyed_at.append(f"{path}:{line}")


class Letter(NamedTuple):
    """One record as it goes to Kafka, in the partition of its subject; `stamp` in ms UTC.

    `subject` None: it has none that can be read. `key`: where the record's key is not the subject. `partition`: where
    it is not the subject's own. `absent`: it has no value at all, which is not the same as an empty one.
    """

    topic: str
    subject: str | None
    value: bytes
    stamp: int
    key: str | None = None
    partition: int | None = None
    absent: bool = False


class Cleansed(NamedTuple):
    """An event's bytes without personal data, and the contact that was sealed in them."""

    value: bytes
    contact: SealedContact | None = None


def key_letter(contact: SealedContact, subject: str, stamp: int) -> Letter:
    """The record of a contact's key, in the partition of its subject."""
    return Letter(CONTACT_KEYS, subject, contact.wrapped, stamp, contact.key_id)


def send_files(
    paths: Sequence[Path],
    bootstrap: str,
    prefix: str = "",
    *,
    border: Border | None = None,
    scanned: Count = lambda _: None,
    started: Count = lambda _: None,
    sent: Count = lambda _: None,
) -> Sent:
    """Send all events of the files. `border` cleans each before it is written.

    Progress: `scanned` is told how many more lines were looked at, `started` how many records there are,
    `sent` how many more of them are confirmed. Raises Misuse where a file or the topics are not there,
    Unavailable where Kafka does not answer. Sending the same files again is safe: what was there already
    counts as a duplicate.
    """
    partitions = verify(bootstrap, prefix)
    with event_files(paths, progress=scanned) as events:
        started(events.records)
        return asyncio.run(_send(events, Address(bootstrap, prefix, partitions), border, sent))


class Address(NamedTuple):
    """Where events go: brokers, topic prefix, and how many partitions the input topics have."""

    bootstrap: str
    prefix: str
    partitions: int


async def post(address: Address, letters: Sequence[Letter]) -> None:
    """Write these records and wait until all are confirmed. Raises Unavailable where Kafka does not take them."""
    from aiokafka.errors import KafkaError

    try:
        async with producing(address.bootstrap) as producer:
            await deliver(producer, address, letters)
    except KafkaError as error:
        raise Unavailable(f"Kafka at {address.bootstrap} did not take the record ({error}).") from error


async def _send(events: EventFiles, address: Address, border: Border | None, sent: Count) -> Sent:
    from aiokafka.errors import KafkaError

    done = Sent()
    letters = _letters(events, border, done)
    try:
        async with producing(address.bootstrap) as producer:
            while chunk := list(islice(letters, TOGETHER)):
                await deliver(producer, address, chunk)
                events_of_chunk = [letter.topic for letter in chunk if letter.key is None]
                done.by_topic.update(events_of_chunk)
                sent(len(events_of_chunk))
    except KafkaError as error:
        raise Unavailable(
            f"Kafka at {address.bootstrap} stopped answering ({error}) after {done.total} of {events.records} events; "
            "send the files again when it is back: what it has already counts as a duplicate."
        ) from error
    return done


def _letters(events: EventFiles, border: Border | None, done: Sent) -> Iterator[Letter]:
    for record in events:
        value, contact = record.value or b"", None
        if border is not None:
            value, contact = border(value)
        subject = subject_of(value)
        if subject is None:
            done.note_unkeyed(events.current, record.offset)
            yield Letter("case-events", None, value, record.stamp)
            continue
        if contact is not None:
            yield key_letter(contact, subject, record.stamp)
        yield Letter(record.topic, subject, value, record.stamp)


@asynccontextmanager
async def producing(bootstrap: str) -> AsyncIterator["AIOKafkaProducer"]:
    """A producer for `deliver`: idempotent, confirmed by all replicas. Raises KafkaError where Kafka is not there."""
    from aiokafka import AIOKafkaProducer

    producer = AIOKafkaProducer(
        **connection(bootstrap),
        acks="all",
        enable_idempotence=True,
        max_batch_size=_BATCH_BYTES,
        max_request_size=_REQUEST_BYTES,
    )
    try:
        await producer.start()
        yield producer
    finally:
        await producer.stop()


async def deliver(producer: "AIOKafkaProducer", address: Address, letters: Sequence[Letter]) -> None:
    """Pack the letters into batches by partition, in their order, send them, wait until all are confirmed.

    What has a key of its own is confirmed before the rest is sent: nobody reads a sealed contact before there is a key.
    """
    ahead = [letter for letter in letters if letter.key is not None]
    if ahead:
        await _deliver(producer, address, ahead)
        letters = [letter for letter in letters if letter.key is None]
    await _deliver(producer, address, letters)


async def _deliver(producer: "AIOKafkaProducer", address: Address, letters: Sequence[Letter]) -> None:
    post = _Post(producer)
    now = int(time.time() * 1000)
    for letter in letters:
        name = letter.subject if letter.key is None else letter.key
        key = None if name is None else name.encode()
        partition = letter.partition
        if partition is None:
            partition = 0 if letter.subject is None else partition_of(letter.subject, address.partitions)
        await post.add(
            (address.prefix + letter.topic, partition),
            key,
            None if letter.absent else letter.value,
            min(max(letter.stamp, 0), now),
        )
    await post.close()


class _Post:
    """One open batch for each partition; full ones are on their way."""

    def __init__(self, producer: "AIOKafkaProducer") -> None:
        self._producer = producer
        self._open: dict[tuple[str, int], Any] = {}
        self._confirmations: list[asyncio.Future[Any]] = []

    async def add(self, place: tuple[str, int], key: bytes | None, value: bytes | None, stamp: int) -> None:
        batch = self._open.get(place)
        if batch is not None and batch.append(key=key, value=value, timestamp=stamp) is not None:
            return
        if batch is not None:
            await self._send(place)
        batch = self._open[place] = self._producer.create_batch()
        batch.append(key=key, value=value, timestamp=stamp)

    async def close(self) -> None:
        for place in list(self._open):
            await self._send(place)
        await asyncio.gather(*self._confirmations)

    async def _send(self, place: tuple[str, int]) -> None:
        topic, partition = place
        batch = self._open.pop(place)
        self._confirmations.append(await self._producer.send_batch(batch, topic, partition=partition))
