"""Reading a lane's state back in bulk, and what its topics hold where there is no state any more."""

from collections.abc import Iterable, MutableMapping
from typing import Any, Protocol

import msgspec
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from rules.on_record import OnRecord, Told
from streams.topic_reading import ReadError, reader, to_the_end
from streams.worker import ledger as lane_record
from streams.worker.changelog import CHANGELOG, STUB, Place
from streams.worker.failpoints import Point, passing
from streams.worker.ledger import Ledger

OUTCOMES = "action-outcomes"
COUNTED = ("cards", "tickets", "leads", "alerts", "ratings", "case-states")
"""The topics whose records count their revisions."""


class RestoreError(ReadError):
    """What was read is no whole state."""


class Stubs(Protocol):
    """Is told what the changelog says of cases that have left; `rules.departed.Departed` is one."""

    def keep(self, key: str, value: bytes) -> None:
        """Such a record."""

    def drop(self, key: str) -> None:
        """It holds no more."""


class BrokenStateError(Exception):
    """A state in the changelog cannot be read; the text says where it lies."""


class _Outcome(msgspec.Struct):
    action_source: str
    action_id: str
    outcome: str
    reason: str | None


class _OutcomeEvent(msgspec.Struct):
    data: _Outcome


class _Counted(msgspec.Struct):
    revision: int


class _CountedEvent(msgspec.Struct):
    subject: str
    data: _Counted


_outcome = msgspec.json.Decoder(_OutcomeEvent)
_counted = msgspec.json.Decoder(_CountedEvent)


async def read_back(place: Place, store: MutableMapping[str, bytes], stubs: Stubs | None = None) -> Ledger:
    """Fill `store` with the lane's states and return its lane record (an empty one for a lane that never wrote).

    `stubs` is told of the cases that have left.

    To be called after `TurnWriter.start`, when nobody else can write any more. Raises `ReadError` rather than go on
    with half a state, `BrokenStateError` where a lane record is none.
    """
    ledger = Ledger()
    async with reader(place.bootstrap) as consumer:
        async for records in to_the_end(consumer, TopicPartition(place.prefix + CHANGELOG, place.number)):
            ledger = _apply(records, store, stubs) or ledger
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
    async with reader(place.bootstrap) as consumer:
        async for records in to_the_end(
            consumer, TopicPartition(place.prefix + OUTCOMES, place.number), since
        ):
            for record in records:
                if record.timestamp < since:
                    continue  # Kafka also finds the marker of an earlier transaction, which bears the broker's time
                said = _outcome.decode(record.value).data
                found.setdefault((said.action_source, said.action_id), (said.outcome, said.reason or ""))
    return found


async def read_on_record(place: Place, ledger: Ledger) -> tuple[OnRecord, Ledger]:
    """What was written after the lane record; and the lane record, which says until when inputs are read anew.

    What was told of subjects is read only where the state was lost, then or in an earlier life of the lane.
    """
    outcomes = await outcomes_on_record(place, ledger.clock)
    if ledger.next and ledger.clock > ledger.anew_until:
        return OnRecord(outcomes), ledger
    told = await _told(place, ledger.clock)
    last = max((each.stamp for each in told.values()), default=0)
    until = max(last, ledger.anew_until)
    return OnRecord(outcomes, told), msgspec.structs.replace(ledger, anew_until=until)


async def _told(place: Place, after: int) -> dict[str, Told]:
    """What was told of each subject after the moment (ms)."""
    told: dict[str, Told] = {}
    async with reader(place.bootstrap) as consumer:
        partitions = [TopicPartition(place.prefix + topic, place.number) for topic in COUNTED]
        first, end = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
        for tp in partitions:
            if end[tp] > first[tp]:
                await _note_told(consumer, tp, after, told)
    return told


async def _note_told(
    consumer: AIOKafkaConsumer, tp: TopicPartition, after: int, told: dict[str, Told]
) -> None:
    nothing = Told(0, 0)
    async for records in to_the_end(consumer, tp, after and after + 1):
        for record in records:
            if record.timestamp > after:
                said = _counted.decode(record.value)
                known = told.get(said.subject, nothing)
                told[said.subject] = Told(
                    max(known.revision, said.data.revision), max(known.stamp, record.timestamp)
                )


def _apply(records: Iterable[Any], store: MutableMapping[str, bytes], stubs: Stubs | None) -> Ledger | None:
    newest: Any = None
    for record in records:
        if record.key == lane_record.KEY:
            newest = record
        elif record.key.startswith(STUB):
            if stubs is not None:
                _tell(stubs, record.key.removeprefix(STUB).decode(), record.value)
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


def _tell(stubs: Stubs, key: str, value: bytes | None) -> None:
    if value is None:
        stubs.drop(key)
    else:
        stubs.keep(key, value)
