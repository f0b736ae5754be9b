"""Writing a turn as one Kafka transaction, and reading a lane's state back in bulk.

A writer owns the transactional id of its partition number: starting one fences whoever held it before, so that a
frozen predecessor can write nothing over its successor. Any failure makes the writer useless, on purpose: what became
of the transaction is then learnt from the changelog, never guessed.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import IllegalOperation, KafkaConnectionError, KafkaError, ProducerFenced
from aiokafka.structs import TopicPartition

from rules.lane import Turn
from rules.outputs import Output
from streams.worker import ledger as lane_record
from streams.worker.ledger import Ledger

CHANGELOG = "dossiers"
SLICE = 1_000
RESTORE_BATCH = 10_000
STALL_SECONDS = 60.0
STOP_SECONDS = 2.0


class FencedError(Exception):
    """A successor owns this partition number now; nothing of the turn was written."""


class WriteError(Exception):
    """The turn may or may not have been written: look into the changelog."""


class RestoreError(Exception):
    """The changelog could not be read to its end."""


class Fields(NamedTuple):
    """One record to write."""

    key: bytes
    value: bytes | None
    stamp: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lane writes: brokers, topic prefix, partition number."""

    bootstrap: str
    prefix: str
    number: int

    @property
    def transactional_id(self) -> str:
        """The same for every worker that ever has this number."""
        return f"{self.prefix}liangpai-{self.number}"


class TurnWriter:
    """The transactional producer of one lane."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Take the transactional id over: fences the predecessor and aborts what it left open.

        Raises `aiokafka.errors.KafkaError` where no broker answers.
        """
        producer = AIOKafkaProducer(
            bootstrap_servers=self.place.bootstrap,
            transactional_id=self.place.transactional_id,
            compression_type="lz4",
            max_batch_size=262_144,
            linger_ms=0,
        )
        try:
            await producer.start()
        except BaseException:
            await producer.stop()
            raise
        self._producer = producer

    async def stop(self) -> None:
        """Close the connections; what is open is aborted by the successor or by its time-out."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        with contextlib.suppress(Exception):
            async with asyncio.timeout(STOP_SECONDS):
                await producer.stop()
        if (sender := producer._sender.sender_task) is not None:
            sender.cancel()  # it would wait without end for a broker that is away
            await asyncio.wait([sender], timeout=STOP_SECONDS)

    async def write(self, turn: Turn, ledger: Ledger) -> None:
        """All of the turn or nothing: outputs, states and the lane record, confirmed by the broker."""
        producer = self._producer
        if producer is None:
            raise WriteError("the writer is closed")
        try:
            await producer.begin_transaction()
            await self._send_all(producer, turn, ledger)
            await producer.commit_transaction()
        except ProducerFenced as error:
            raise FencedError(self.place.transactional_id) from error
        except (
            KafkaError,
            IllegalOperation,
            AssertionError,
            AttributeError,
            asyncio.InvalidStateError,
        ) as error:
            # aiokafka complains of its own state where it was fenced between two requests
            if _fenced(producer):
                raise FencedError(self.place.transactional_id) from error
            raise WriteError(repr(error)) from error

    async def _send_all(self, producer: AIOKafkaProducer, turn: Turn, ledger: Ledger) -> None:
        sent: list[asyncio.Future[Any]] = []
        try:
            for topic, records in by_topic(turn, ledger).items():
                sent += await self._send(producer, topic, records)
        finally:
            results = await asyncio.gather(*sent, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _send(
        self, producer: AIOKafkaProducer, topic: str, records: Iterable[Fields]
    ) -> list[asyncio.Future[Any]]:
        sent: list[asyncio.Future[Any]] = []
        batch = producer.create_batch()
        name = self.place.prefix + topic
        for done, each in enumerate(records, 1):
            if batch.append(key=each.key, value=each.value, timestamp=each.stamp) is None:
                sent.append(await producer.send_batch(batch, name, partition=self.place.number))
                batch = producer.create_batch()
                batch.append(key=each.key, value=each.value, timestamp=each.stamp)
            if done % SLICE == 0:
                await asyncio.sleep(0)
        sent.append(await producer.send_batch(batch, name, partition=self.place.number))
        return sent


def _fenced(producer: AIOKafkaProducer) -> bool:
    """Whether a fence is what ended the producer's last transaction, whatever it complained of after that."""
    manager = producer._txn_manager
    ending = manager.wait_for_transaction_end() if manager is not None else None
    if ending is None or not ending.done() or ending.cancelled():
        return False
    return isinstance(ending.exception(), ProducerFenced)


def by_topic(turn: Turn, ledger: Ledger) -> dict[str, list[Fields]]:
    """The records of a turn by topic (base name); the lane record goes last into the changelog."""
    topics: dict[str, list[Fields]] = {}
    for output in turn.outputs:
        topics.setdefault(output.topic, []).append(_fields(output))
    states = [Fields(key.encode(), value, ledger.clock) for key, value in turn.states.items()]
    topics[CHANGELOG] = [*states, Fields(lane_record.KEY, lane_record.encode(ledger), ledger.clock)]
    return topics


def _fields(output: Output) -> Fields:
    return Fields(output.key.encode(), output.value, output.stamp)


async def restore(place: Place, store: MutableMapping[str, bytes]) -> Ledger:
    """Fill `store` with the lane's states and return its lane record (an empty one for a lane that never wrote).

    To be called after `TurnWriter.start`, when nobody else can write any more. Raises `RestoreError` rather than go on
    with half a state.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=place.bootstrap,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        enable_auto_commit=False,
        max_partition_fetch_bytes=8 * 1024 * 1024,
        fetch_max_wait_ms=100,
    )
    try:
        await consumer.start()
        return await _read(consumer, TopicPartition(place.prefix + CHANGELOG, place.number), store)
    finally:
        await consumer.stop()


async def _read(consumer: AIOKafkaConsumer, tp: TopicPartition, store: MutableMapping[str, bytes]) -> Ledger:
    consumer.assign([tp])
    first = await _to_beginning(consumer, tp)
    ledger, count = Ledger(), 0
    moved = monotonic()
    while (at := await consumer.position(tp)) < (consumer.highwater(tp) or 0) or consumer.highwater(
        tp
    ) is None:
        polled = await consumer.getmany(tp, timeout_ms=200, max_records=RESTORE_BATCH)
        records = polled.get(tp, [])
        ledger = _apply(records, store) or ledger
        count += len(records)
        if await consumer.position(tp) != at:
            moved = monotonic()
        elif monotonic() - moved > STALL_SECONDS:
            raise RestoreError(f"{tp.topic}/{tp.partition} stays at {at} of {consumer.highwater(tp)}")
        await asyncio.sleep(0)
    if store and not ledger.next:
        raise RestoreError(f"{tp.topic}/{tp.partition} from {first} has {count} states, but no lane record")
    return ledger


async def _to_beginning(consumer: AIOKafkaConsumer, tp: TopicPartition) -> int:
    # aiokafka may start at the end after assign + seek_to_beginning, silently: seek to a number and look
    first = int((await consumer.beginning_offsets([tp]))[tp])
    consumer.seek(tp, first)
    if await consumer.position(tp) != first:
        raise RestoreError(f"{tp.topic}/{tp.partition} does not start at its beginning")
    return first


def _apply(records: Iterable[Any], store: MutableMapping[str, bytes]) -> Ledger | None:
    newest: bytes | None = None
    for record in records:
        if record.key == lane_record.KEY:
            newest = record.value
        elif record.value is None:
            store.pop(record.key.decode(), None)
        else:
            store[record.key.decode()] = record.value
    return lane_record.decode(newest) if newest is not None else None


def connection_lost(error: BaseException) -> bool:
    """Whether an error, or what it came from, says that no broker answered."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, (KafkaConnectionError, OSError)) or (
            isinstance(cause, KafkaError) and cause.retriable
        ):
            return True
        cause = cause.__cause__
    return False


def settled_next(ledger: Ledger, topics: Iterable[str]) -> Mapping[str, int | None]:
    """By topic, where to go on; None = from the earliest record."""
    return {topic: ledger.next.get(topic) for topic in topics}
