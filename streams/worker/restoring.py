"""Reading a lane's state back in bulk, and the outcomes of desk actions where there is no state any more."""

import asyncio
from collections.abc import AsyncIterator, Iterable, MutableMapping
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from streams.worker import ledger as lane_record
from streams.worker.changelog import CHANGELOG, Place
from streams.worker.failpoints import Point, passing
from streams.worker.ledger import Ledger

OUTCOMES = "action-outcomes"
BATCH = 10_000
STALL_SECONDS = 60.0


class RestoreError(Exception):
    """A topic could not be read to its end."""


class BrokenStateError(Exception):
    """A state in the changelog cannot be read; the text says where it lies."""


class _Outcome(msgspec.Struct):
    action_source: str
    action_id: str
    outcome: str
    reason: str | None


class _OutcomeEvent(msgspec.Struct):
    data: _Outcome


_outcome = msgspec.json.Decoder(_OutcomeEvent)


async def read_back(place: Place, store: MutableMapping[str, bytes]) -> Ledger:
    """Fill `store` with the lane's states and return its lane record (an empty one for a lane that never wrote).

    To be called after `TurnWriter.start`, when nobody else can write any more. Raises `RestoreError` rather than go on
    with half a state, `BrokenStateError` where a lane record is none.
    """
    ledger = Ledger()
    async with _consumer(place) as consumer:
        async for records in _to_the_end(consumer, TopicPartition(place.prefix + CHANGELOG, place.number)):
            ledger = _apply(records, store) or ledger
            if store:
                passing(Point.RESTORING)
    if store and not ledger.next:
        raise RestoreError(f"{CHANGELOG}/{place.number} has {len(store)} states, but no lane record")
    return ledger


async def outcomes_on_record(place: Place, since: int) -> dict[tuple[str, str], tuple[str, str]]:
    """What became of desk actions from `since` (ms) on: (source, id) → (done or refused, reason). The first stands.

    Outcomes are stamped with the lane's clock. With that of the lane record, this is what was decided after the state
    was written: all where there is no state any more, some where the changelog has lost its end, else nothing that the
    state does not know. So inputs read again end as they did.
    """
    found: dict[tuple[str, str], tuple[str, str]] = {}
    async with _consumer(place) as consumer:
        async for records in _to_the_end(
            consumer, TopicPartition(place.prefix + OUTCOMES, place.number), since
        ):
            for record in records:
                if record.timestamp < since:
                    continue  # Kafka also finds the marker of an earlier transaction, which bears the broker's time
                said = _outcome.decode(record.value).data
                found.setdefault((said.action_source, said.action_id), (said.outcome, said.reason or ""))
    return found


@asynccontextmanager
async def _consumer(place: Place) -> AsyncIterator[AIOKafkaConsumer]:
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
        yield consumer
    finally:
        await consumer.stop()


async def _to_the_end(
    consumer: AIOKafkaConsumer, tp: TopicPartition, since: int = 0
) -> AsyncIterator[list[Any]]:
    """The records of a partition from the first stamped `since` (ms) to the high watermark; RestoreError where it
    stands still."""
    consumer.assign([tp])
    await _to_first(consumer, tp, since)
    moved = monotonic()
    while (at := await consumer.position(tp)) < (consumer.highwater(tp) or 0) or consumer.highwater(
        tp
    ) is None:
        polled = await consumer.getmany(tp, timeout_ms=200, max_records=BATCH)
        yield polled.get(tp, [])
        if await consumer.position(tp) != at:
            moved = monotonic()
        elif monotonic() - moved > STALL_SECONDS:
            raise RestoreError(f"{tp.topic}/{tp.partition} stays at {at} of {consumer.highwater(tp)}")
        await asyncio.sleep(0)


async def _to_first(consumer: AIOKafkaConsumer, tp: TopicPartition, since: int) -> None:
    # aiokafka may start at the end after assign + seek_to_beginning, silently: seek to a number and look
    first = await _first(consumer, tp, since)
    consumer.seek(tp, first)
    if await consumer.position(tp) != first:
        raise RestoreError(f"{tp.topic}/{tp.partition} does not start where it should, at {first}")


async def _first(consumer: AIOKafkaConsumer, tp: TopicPartition, since: int) -> int:
    if not since:
        return int((await consumer.beginning_offsets([tp]))[tp])
    found = (await consumer.offsets_for_times({tp: since}))[tp]
    return int(found.offset if found is not None else (await consumer.end_offsets([tp]))[tp])


def _apply(records: Iterable[Any], store: MutableMapping[str, bytes]) -> Ledger | None:
    newest: Any = None
    for record in records:
        if record.key == lane_record.KEY:
            newest = record
        elif record.value is None:
            store.pop(record.key.decode(), None)
        else:
            store[record.key.decode()] = record.value
    return _ledger(newest) if newest is not None else None


def _ledger(record: Any) -> Ledger:
    try:
        return lane_record.decode(record.value)
    except msgspec.MsgspecError as error:
        place = f"{record.topic}/{record.partition} at offset {record.offset}"
        raise BrokenStateError(f"{place}: the lane record cannot be read ({error})") from error
