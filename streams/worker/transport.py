"""The batch transport: Faust hands the agent one message per poll, its value the batches by partition.

Faust keeps group membership, assignment, agents and timers. What it does per message (tasks, reference counts,
acknowledged offsets with gaps) is left out here: lanes acknowledge, positions are set by lanes, and the offsets
committed are exactly those that lanes name. Offsets committed are only what monitoring sees and what a first start
begins from: the authority is the lane record in the changelog, written in the same transaction as outputs and state.

Private hooks of faust-streaming 0.15.3 and aiokafka 0.14.0 used, all of them in this module but those that say so;
`tests/worker/test_hooks.py` holds them against what is installed, `test_stock_faust.py` why they are needed:

- `faust.transport.consumer.Consumer._read_offset`: replaced by a mapping that remembers nothing, else
  `_drain_messages` would drop what a lane seeks back to and record gaps between batches;
- `Consumer._wait_next_records`, called; `_new_consumer_thread`, `_thread`, and overrides of `getmany`,
  `perform_seek`, `resume_partitions`, `on_partitions_revoked`, `wait_empty`, `force_commit`,
  `verify_all_partitions_active`;
- `AIOKafkaConsumerThread._create_worker_consumer`, `_fetch_records`, `_commit`, `_ensure_consumer`, `call_thread`,
  overridden or called; `Transport.Consumer`, replaced;
- `aiokafka.AIOKafkaConsumer._subscription.subscription.assignment`: `active`, `tps`, and `state_value(tp)` with its
  `has_valid_position`, `position`, `lso`, `highwater`, `timestamp`;
- `aiokafka.AIOKafkaConsumer._fetcher._fetch_max_wait_ms`, set after every poll (see `_fetch_records`);
- `aiokafka.AIOKafkaConsumer._coordinator._group_instance_id`, set to None on the way out, so that a worker that is
  stopped leaves the group at once instead of being missed for a session time-out;
- `aiokafka.AIOKafkaProducer._sender.sender_task` (in `changelog`): cancelled where a stop does not end by itself;
- `aiokafka.AIOKafkaProducer._txn_manager.wait_for_transaction_end()` (in `changelog`): what ended a transaction.

Positions and epochs: a lane takes a partition over with `rewind`, which seeks in the consumer's thread and gives the
partition a new epoch there. Every batch is stamped, in that thread, with the epoch under which it was drained, so a
batch that was on its way while positions changed is recognised and dropped: no hole, no record out of order.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, NamedTuple, Protocol, cast

import aiokafka
import structlog
from aiokafka.errors import CommitFailedError, KafkaError
from aiokafka.structs import ConsumerRecord, OffsetAndMetadata, TopicPartition
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport, server_list
from faust.types import TP, ConsumerMessage

from sinks.kafka import connection
from streams.exits import Misuse
from streams.worker.assignor import PartitionNumberAssignor
from streams.worker.failpoints import Point, passing

log = structlog.get_logger(__name__)

COMMIT_SECONDS = 5.0
SMALL_POLL = 200

IDLE_WAIT_MS, BUSY_WAIT_MS = 500, 40
"""How long the broker may hold a fetch that finds nothing. aiokafka leaves out of a fetch what it still holds records
of, and sends no other to that broker meanwhile: while there is traffic a fetch of the silent partitions alone must not
keep the others waiting for half a second."""


class End(NamedTuple):
    """How far a partition is read: `position` of the next fetch, `end` of what is committed, by the broker's last
    answer at `answered_at` (ms, wall clock; None before the first answer)."""

    position: int | None
    end: int | None
    answered_at: int | None
    epoch: int


class Batch(NamedTuple):
    """The records of one partition in one poll, in offset order, and the epoch under which they were drained."""

    records: Sequence[ConsumerRecord]
    epoch: int


class Poll(NamedTuple):
    """One poll: batches by partition, and how far every assigned partition is read after it."""

    batches: Mapping[TP, Batch]
    ends: Mapping[TP, End]


class Receiver(Protocol):
    """Who takes what the transport brings; implemented by `lanes.Lanes`."""

    def announce(self, poll: Poll) -> None:
        """A poll came in; its batches follow."""

    async def quiesce(self) -> None:
        """Finish the turns under way and start no other."""

    def acknowledged(self) -> Mapping[TP, int]:
        """Next offsets of what is handled for good, by partition."""


class _Forgetful(MutableMapping[TP, int | None]):
    """Stands in for Faust's read offsets: lanes know where they are."""

    def __getitem__(self, key: TP) -> int | None:
        return None

    def __setitem__(self, key: TP, value: int | None) -> None:
        return None

    def __delitem__(self, key: TP) -> None:
        return None

    def __iter__(self) -> Iterator[TP]:
        return iter(())

    def __len__(self) -> int:
        return 0


class BatchConsumerThread(AIOKafkaConsumerThread):
    """The thread that owns the aiokafka consumer: polls with ends, seeks with epochs, commits without crashing."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.epochs: dict[TP, int] = {}

    def _create_worker_consumer(self, transport: Transport) -> aiokafka.AIOKafkaConsumer:
        conf = self.app.conf
        return aiokafka.AIOKafkaConsumer(
            client_id=conf.broker_client_id,
            group_id=conf.id,
            group_instance_id=conf.consumer_group_instance_id,
            **connection(",".join(server_list(transport.url, transport.default_port))),
            partition_assignment_strategy=[PartitionNumberAssignor(cast(Any, self.app).partitions)],
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            max_partition_fetch_bytes=conf.consumer_max_fetch_size,
            fetch_max_wait_ms=IDLE_WAIT_MS,
            max_poll_interval_ms=int(conf.broker_max_poll_interval * 1000),
            request_timeout_ms=int(conf.broker_request_timeout * 1000),
            session_timeout_ms=int(conf.broker_session_timeout * 1000),
            rebalance_timeout_ms=int(conf.broker_rebalance_timeout * 1000),
            heartbeat_interval_ms=int(conf.broker_heartbeat_interval * 1000),
        )

    async def _fetch_records(  # type: ignore[override]
        self,
        consumer: aiokafka.AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109 - Faust's signature
        max_records: int | None = None,
    ) -> Poll:
        drained = await super()._fetch_records(consumer, active_partitions, timeout, max_records)
        consumer._fetcher._fetch_max_wait_ms = BUSY_WAIT_MS if drained else IDLE_WAIT_MS
        batches = {TP(*tp): Batch(records, self.epochs.get(TP(*tp), 0)) for tp, records in drained.items()}
        return Poll(batches, self._ends(consumer))

    def _ends(self, consumer: aiokafka.AIOKafkaConsumer) -> dict[TP, End]:
        subscription = consumer._subscription.subscription
        assignment = subscription.assignment if subscription is not None else None
        if assignment is None or not assignment.active:
            return {}
        return {TP(*tp): self._end(TP(*tp), assignment.state_value(tp)) for tp in assignment.tps}

    def _end(self, tp: TP, state: Any) -> End:
        position = state.position if state.has_valid_position else None
        end = state.highwater if state.lso in (None, -1) else state.lso
        return End(position, end, state.timestamp, self.epochs.get(tp, 0))

    async def rewind(self, offsets: Mapping[TP, int | None]) -> dict[TP, int]:
        """Go on from these next offsets (None: from the earliest); returns the new epoch of each partition."""
        return await self.call_thread(self._rewind, offsets)  # type: ignore[no-any-return]

    async def _rewind(self, offsets: Mapping[TP, int | None]) -> dict[TP, int]:
        consumer = self._ensure_consumer()
        places = [TopicPartition(*tp) for tp in offsets]
        beginnings, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        for place, (tp, offset) in zip(places, offsets.items(), strict=True):
            if (offset or 0) > ends[place]:
                raise _recreated(place, offset or 0, ends[place])
            consumer.seek(place, max(offset or 0, beginnings[place]))
            self.epochs[tp] = self.epochs.get(tp, 0) + 1
        return {tp: self.epochs[tp] for tp in offsets}

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        consumer = self._ensure_consumer()
        mine = self.assignment()
        wanted = {TopicPartition(*tp): OffsetAndMetadata(at, "") for tp, at in offsets.items() if tp in mine}
        try:
            await consumer.commit(wanted)
        except CommitFailedError:
            return False
        except KafkaError as error:
            log.warning("offsets not committed, tried again later", error=repr(error))
            return False
        return True

    async def leave(self) -> None:
        """Make the closing consumer say goodbye although its membership is static."""
        self._ensure_consumer()._coordinator._group_instance_id = None


def _recreated(place: TopicPartition, offset: int, end: int) -> Misuse:
    return Misuse(
        f"topic {place.topic} partition {place.partition}: found its end at {end}, expected at least "
        f"{offset}, which the state has handled; was the topic made anew? Delete the changelog topic `dossiers` too, "
        "or use another --prefix."
    )


class BatchConsumer(Consumer):
    """Faust's consumer with batches in, lanes' acknowledgements out."""

    _thread: BatchConsumerThread

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._read_offset = _Forgetful()
        self._open: set[TP] = set()
        self._committed: dict[TP, int] = {}
        app: Any = self.app
        self.receiver: Receiver = app.receiver
        self.pause_after_small_poll: float = app.pause_after_small_poll

    def _new_consumer_thread(self) -> BatchConsumerThread:
        return BatchConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:  # noqa: ASYNC109
        """At most one message: what the poll brought, under the name of its first partition."""
        poll: Any = (await self._wait_next_records(timeout))[0]
        if not isinstance(poll, Poll) or self.should_stop or not self.flow_active:
            return
        self.receiver.announce(poll)
        if not poll.batches:
            return
        yield self._message(poll.batches)
        if sum(len(batch.records) for batch in poll.batches.values()) < SMALL_POLL:
            await asyncio.sleep(self.pause_after_small_poll)

    def _message(self, batches: Mapping[TP, Batch]) -> tuple[TP, ConsumerMessage]:
        tp, batch = next(iter(batches.items()))
        first, value = batch.records[0], cast(Any, batches)
        generation = self.app.consumer_generation_id
        return tp, ConsumerMessage(
            tp.topic, tp.partition, first.offset, first.timestamp / 1000, first.timestamp_type, None, None, value,
            None, 0, 0, tp, generation_id=generation,
        )  # fmt: skip

    async def perform_seek(self) -> None:
        """Nothing: each lane sets its own positions, from the lane record of the changelog."""

    def resume_partitions(self, tps: Iterable[TP]) -> None:
        """Fetch from these partitions, as far as their lanes have opened them."""
        super().resume_partitions({tp for tp in tps if tp in self._open})

    async def open(self, offsets: Mapping[TP, int | None], started: Callable[[dict[TP, int]], None]) -> None:
        """Deliver these partitions from the given next offsets on; `started` learns their epochs first."""
        epochs = await self._thread.rewind(offsets)
        started(epochs)
        self._open.update(offsets)
        self.resume_partitions(offsets)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """A rebalance begins: lanes finish their turns (in `wait_empty`), then their partitions are closed."""
        await super().on_partitions_revoked(revoked)
        self._open.clear()
        self._committed.clear()

    async def wait_empty(self) -> None:
        """Wait for the turns under way, then commit what they acknowledged."""
        await self.receiver.quiesce()
        passing(Point.REVOKING)
        await self.commit()

    async def force_commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:  # noqa: ARG002
        """Commit what lanes acknowledged since the last time; never less than before."""
        fresh = {
            tp: at
            for tp, at in self.receiver.acknowledged().items()
            if at > self._committed.get(tp, 0) and (topics is None or tp in topics or tp.topic in topics)
        }
        return await self.confirm(fresh) if fresh else False

    async def confirm(self, offsets: Mapping[TP, int]) -> bool:
        """Commit these offsets; whether the group took them, which it does only from a member."""
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                passing(Point.BEFORE_ACKNOWLEDGING)
                done = bool(await self._thread.commit(offsets))
                passing(Point.AFTER_ACKNOWLEDGING)
        except TimeoutError:
            return False
        if done:
            self._committed.update(offsets)
        return done

    async def verify_all_partitions_active(self) -> None:
        """Nothing: Faust would complain of messages not acknowledged one by one; `/livez` watches the lanes."""

    async def leave(self) -> None:
        """Say goodbye to the group when the consumer closes."""
        await self._thread.call_thread(self._thread.leave)


class BatchTransport(Transport):
    """Faust transport whose consumer is `BatchConsumer`; everything else as in Faust's aiokafka driver."""

    Consumer = BatchConsumer
