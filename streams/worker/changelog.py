"""Writing a turn as one Kafka transaction.

A writer owns the transactional id of its partition number: starting one fences whoever held it before, so that a
frozen predecessor can write nothing over its successor. Any failure makes the writer useless, on purpose: what became
of the transaction is then learnt from the changelog, never guessed.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import IllegalOperation, KafkaConnectionError, KafkaError, ProducerFenced

from rules.lane import Turn
from rules.outputs import Output
from sinks.kafka import connection
from streams.worker import ledger as lane_record
from streams.worker.failpoints import Point, passing
from streams.worker.ledger import Ledger

CHANGELOG = "dossiers"
CONTACT_KEYS = "contact-keys"
STUB = b"\x00left\x00"
"""How the keys of stubs begin: of cases that have left; no subject begins so."""
OPEN = b"\x00open"
"""Key, which no subject can have, of the record that ends what was left open. It is aborted; should a coordinator that
comes back late commit it all the same, it says nothing: it has no value, and nothing else has its key."""
SLICE = 1_000
STOP_SECONDS = 2.0


class FencedError(Exception):
    """A successor owns this partition number now; nothing of the turn was written."""


class WriteError(Exception):
    """The turn may or may not have been written: look into the changelog."""


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

        Where the broker has lost the end of the changelog, the marker of a transaction may be missing there although
        the coordinator knows that it is over; its readers would wait for ever. So one is written and aborted first.

        Raises `aiokafka.errors.KafkaError` where no broker answers, FencedError or WriteError as `write` does.
        """
        producer = AIOKafkaProducer(
            **connection(self.place.bootstrap),
            transactional_id=self.place.transactional_id,
            compression_type="lz4",
            max_batch_size=262_144,
            linger_ms=0,
        )
        try:
            await producer.start()
            await self._close_what_is_open(producer)
        except BaseException:
            await producer.stop()
            raise
        self._producer = producer

    async def _close_what_is_open(self, producer: AIOKafkaProducer) -> None:
        name = self.place.prefix + CHANGELOG
        with self._failing_as_told(producer):
            await producer.begin_transaction()
            await producer.send_and_wait(name, key=OPEN, partition=self.place.number)
            await producer.abort_transaction()

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
        with self._failing_as_told(producer):
            await producer.begin_transaction()
            await self._send_all(producer, turn, ledger)
            passing(Point.BEFORE_COMMIT)
            await producer.commit_transaction()
            passing(Point.AFTER_COMMIT)

    @contextlib.contextmanager
    def _failing_as_told(self, producer: AIOKafkaProducer) -> Iterator[None]:
        """Whatever the client library raises is a FencedError or a WriteError."""
        try:
            yield
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
    if turn.contact_keys:
        topics[CONTACT_KEYS] = [
            Fields(key_id.encode(), wrapped, ledger.clock) for key_id, wrapped in turn.contact_keys.items()
        ]
    stubs = [Fields(STUB + key.encode(), value, ledger.clock) for key, value in turn.stubs.items()]
    topics[CHANGELOG] = [*states, *stubs, Fields(lane_record.KEY, lane_record.encode(ledger), ledger.clock)]
    return topics


def _fields(output: Output) -> Fields:
    return Fields(output.key.encode(), output.value, output.stamp)


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
