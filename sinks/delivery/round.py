"""The round of one receiver: read alerts, deliver, note what became of each, move the position on.

The position (the committed offset of the receiver's own consumer group) goes over a record only when its message was
delivered or lies on the topic of slips, so a killed notifier loses nothing; what was on its way is sent again with the
same id.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from sinks.delivery.addressed import Addressed
from sinks.delivery.alarms import parked_message
from sinks.delivery.channel import Channel, NotDelivered
from sinks.delivery.clock import Clock
from sinks.delivery.courier import Courier, Item, Parcel, Terms
from sinks.delivery.ledger import Ledger
from sinks.delivery.message import Unreadable, instant_text
from sinks.delivery.metrics import NotifyMetrics
from sinks.delivery.post import Post, Put
from sinks.delivery.receivers import Receivers
from sinks.delivery.slips import Board, Key, Slip

log = structlog.get_logger(__name__)

POLL_MS = 100
MOST_POLLED = 500
PAUSE_SECONDS = 1.0
MOST_TOGETHER = 200


class Served(NamedTuple):
    """Which receiver, by which channel, on which terms. `watches`: this round counts what is for nobody."""

    name: str
    kind: str
    channel: Channel
    terms: Terms
    watches: bool = False


class Shared(NamedTuple):
    """What all rounds of a process use. `read_slips` brings the board up to the end of its topic."""

    receivers: Receivers
    board: Board
    read_slips: Callable[[], Awaitable[None]]
    post: Post
    clock: Clock
    metrics: NotifyMetrics


class Round:
    """Serves one receiver over the partitions that its group gives this process."""

    def __init__(self, served: Served, shared: Shared, consumer: AIOKafkaConsumer) -> None:
        self.name = served.name
        self._served, self._shared, self._consumer = served, shared, consumer
        self._addressed = Addressed(served.name, shared.receivers, shared.metrics, watches=served.watches)
        self._ledger = Ledger(served.name, served.kind, consumer, shared.post)
        self._courier = Courier(served.terms)
        self._known: set[str] = set()
        """Ids of the messages in the queue and of the parked ones: read again, they are not taken twice."""
        self._to_park: list[tuple[Parcel, list[Item]]] = []
        self._trying: set[asyncio.Task[None]] = set()
        self._stirred = asyncio.Event()
        self._stopping = False
        self._begun = False
        self.delivered = 0
        """Alerts the receiver has taken since the process started."""

    @property
    def assigned(self) -> bool:
        """Whether it has begun on its partitions."""
        return self._begun

    def shown(self) -> dict[str, object]:
        """What a console shows of it now."""
        return {
            "receiver": self.name,
            "channel": self._served.kind,
            "away": self._courier.away,
            "waiting": len(self._courier),
            "on_their_way": self._courier.busy,
            "delivered": self.delivered,
        }

    def stop(self) -> None:
        """Deliver nothing more, note what was delivered, and return from `run`."""
        self._stopping = True
        self._stirred.set()

    def forget(self) -> None:
        """The group changes: what is not committed is its next owner's, maybe this one's, from the last commit."""
        self._begun = False

    async def run(self) -> None:
        """Until `stop`. Kafka away is waited for."""
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(self._read())
            group.create_task(self._deliver(reading))

    def offer(self, key: Key, slip: Slip) -> None:
        """A slip that somebody asked to be tried; taken up where its partition is ours."""
        ours = any(place.partition == slip.partition for place in self._consumer.assignment())
        if ours and self._begun and not self._courier.has(slip.message.case, key.message_id):
            self._restore(key, slip)
            self._stirred.set()

    # --- reading ------------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        while not self._stopping:
            try:
                await self._poll()
            except KafkaError as error:
                log.warning("alerts are not read, tried again", receiver=self.name, error=repr(error))
                await asyncio.sleep(PAUSE_SECONDS)

    async def _poll(self) -> None:
        room, assigned = self._courier.room, self._consumer.assignment()
        if room > 0:
            self._consumer.resume(*assigned)
        else:
            self._consumer.pause(*assigned)
        found = await self._consumer.getmany(timeout_ms=POLL_MS, max_records=max(min(room, MOST_POLLED), 1))
        if not self._begun and self._consumer.assignment():
            await self._begin()
        for place, records in found.items():
            self._take(place, records)
        if found:
            self._stirred.set()
        await self._ledger.commit()
        self._measure()

    async def _begin(self) -> None:
        """Start from what was committed and from the slips of the partitions that are ours now."""
        await self._shared.read_slips()
        self._begun = True
        self._courier = Courier(self._served.terms)
        self._to_park.clear()
        self._known.clear()
        self._ledger.forget_positions()
        for key, slip in self._shared.board.of(self.name, (p.partition for p in self._consumer.assignment())):
            if slip.state == "waiting":
                self._restore(key, slip)
            self._known.add(key.message_id)
        self._stirred.set()

    def _restore(self, key: Key, slip: Slip) -> None:
        try:
            message = slip.message
        except Unreadable as error:
            log.error("a slip cannot be read", receiver=self.name, message=key.message_id, error=str(error))
            return
        self._known.add(key.message_id)
        place = (slip.partition, slip.offset)
        item = Item(message, place, aside=True, first_at=slip.first_at, tries=slip.tries, why=slip.why)
        self._courier.take(item, self._shared.clock.now())

    def _take(self, place: TopicPartition, records: Sequence[ConsumerRecord]) -> None:
        now = self._shared.clock.now()
        for record in records:
            messages = [each for each in self._addressed.of(record) if each.id not in self._known]
            self._ledger.begin(place, record.offset, len(messages))
            for message in messages:
                self._known.add(message.id)
                self._courier.take(Item(message, (place.partition, record.offset)), now)

    # --- delivering ---------------------------------------------------------------------------------------------------

    async def _deliver(self, reading: "asyncio.Task[None]") -> None:
        while not self._stopping:
            self._stirred.clear()
            try:
                await self._park()
                await self._set_aside()
            except KafkaError as error:
                log.warning("slips are not written, tried again", receiver=self.name, error=repr(error))
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            for parcel in self._courier.ready(self._shared.clock.now()):
                task = asyncio.create_task(self._try(self._courier, parcel))
                self._trying.add(task)
                task.add_done_callback(self._trying.discard)
            await self._shared.clock.pause(self._stirred, self._courier.wake_at())
        await self._finish(reading)

    async def _finish(self, reading: "asyncio.Task[None]") -> None:
        """The last commit: what is on its way is waited for, as long as its channel lets it take."""
        await asyncio.wait([reading, *self._trying])
        with suppress(KafkaError):
            await self._ledger.commit()

    async def _try(self, courier: Courier, parcel: Parcel) -> None:
        try:
            await self._served.channel.send([item.message for item in parcel.items])
        except NotDelivered as no:
            self._failed(courier, parcel, no)
        except Exception as error:  # noqa: BLE001 - a mistake of ours in a channel must not stop the round
            log.error("a channel broke", receiver=self.name, error=repr(error))
            self._failed(courier, parcel, NotDelivered(repr(error)))
        else:
            self._delivered(courier, parcel)
        self._stirred.set()

    def _delivered(self, courier: Courier, parcel: Parcel) -> None:
        now, metrics = self._shared.clock.now(), self._shared.metrics
        if courier.away:
            log.info("a receiver is there again", receiver=self.name)
        courier.delivered(parcel, now)
        self.delivered += len(parcel.items)
        for item in parcel.items:
            metrics.delivered.labels(self.name).inc()
            metrics.seconds.labels(self.name).observe(max(now - item.message.since, 0) / 1000)
            self._ledger.note("delivered", item, now)
            if item.aside:
                self._ledger.drop_slip(item)
            if courier is self._courier:
                self._done(item)

    def _failed(self, courier: Courier, parcel: Parcel, no: NotDelivered) -> None:
        now, was_away = self._shared.clock.now(), courier.away
        overdue = courier.failed(parcel, now, no.why, round(no.retry_after * 1000))
        self._shared.metrics.failed.labels(self.name).inc()
        for item in parcel.items:
            if item.tries == 1:
                self._ledger.note("retried", item, now, no.why)
        if courier.away and not was_away:
            log.error("a receiver is away, tried again and again", receiver=self.name, why=no.why)
        if overdue and courier is self._courier:
            self._to_park.append((parcel, overdue))

    def _done(self, item: Item) -> None:
        """Nothing is left to do for the item of the queue in use."""
        self._known.discard(item.message.id)
        if not item.aside:
            self._ledger.passed(item)

    async def _park(self) -> None:
        """Keep what was tried for days for a person, and tell who is to be told. Raises KafkaError."""
        while self._to_park:
            parcel, items = self._to_park[0]
            now = self._shared.clock.now()
            puts = [self._ledger.put(item, "parked") for item in items]
            await self._shared.post.slips(
                [*puts, *(self._alarm(item, now) for item in items if self._alarms)]
            )
            if not self._to_park or self._to_park[0][0] is not parcel:
                return  # the group changed meanwhile, and the queue with it
            self._to_park.pop(0)
            self._courier.parked(parcel, items, now)
            for item in items:
                self._say_parked(item, now)
                if not item.aside:
                    self._ledger.passed(item)

    def _say_parked(self, item: Item, now: int) -> None:
        log.error("parked", receiver=self.name, message=item.message.id, case=item.message.case, why=item.why)
        self._shared.metrics.parked.labels(self.name).inc()
        self._ledger.note("parked", item, now, item.why)

    @property
    def _alarms(self) -> bool:
        return self._shared.receivers.alarm_to not in {None, self.name}

    def _alarm(self, item: Item, now: int) -> Put:
        to = self._shared.receivers.alarm_to or ""
        message = parked_message(self.name, to, item.message, item.why, now, instant_text(now))
        slip = Slip(
            receiver=to, state="waiting", partition=item.place[0], offset=item.place[1], since=now,
            first_at=None, tries=0, why="", asked=True, value=message.value.decode(),
        )  # fmt: skip
        return Put(Key(to, message.id), slip, slip.partition)

    async def _set_aside(self) -> None:
        """Write what has to wait among the slips, so that the position may go over it. Raises KafkaError."""
        courier = self._courier
        items = courier.to_set_aside()
        for start in range(0, len(items), MOST_TOGETHER):
            some = items[start : start + MOST_TOGETHER]
            await self._shared.post.slips([self._ledger.put(item, "waiting") for item in some])
            if courier is not self._courier:
                return
            for item in some:
                if item.gone:  # delivered while its slip was written
                    self._ledger.drop_slip(item)
                else:
                    self._ledger.passed(item)
            courier.set_aside(item for item in some if not item.gone)

    def _measure(self) -> None:
        metrics, consumer = self._shared.metrics, self._consumer
        metrics.waiting.labels(self.name).set(len(self._courier))
        metrics.away.labels(self.name).set(self._courier.away)
        ends = {place: consumer.highwater(place) for place in consumer.assignment()}
        metrics.lag.labels(self.name).set(self._ledger.behind(ends))
