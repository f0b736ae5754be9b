"""How far one receiver is, and what became of its deliveries: noted first, committed then."""

from collections.abc import Mapping

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from sinks.delivery import journal
from sinks.delivery.courier import Item
from sinks.delivery.position import Position
from sinks.delivery.post import Entry, Post, Put
from sinks.delivery.slips import Key, Slip, State

log = structlog.get_logger(__name__)


class Ledger:
    """The positions of one receiver on the partitions this process serves."""

    def __init__(self, receiver: str, kind: str, consumer: AIOKafkaConsumer, post: Post) -> None:
        self._receiver, self._kind = receiver, kind
        self._consumer, self._post = consumer, post
        self._positions: dict[TopicPartition, Position] = {}
        self._committed: dict[TopicPartition, int] = {}
        self._entries: list[Entry] = []
        self._tombstones: list[Put] = []

    def forget_positions(self) -> None:
        """The partitions are given anew."""
        self._positions, self._committed = {}, {}

    def begin(self, place: TopicPartition, offset: int, parts: int) -> None:
        """One more record, of which so many messages are this receiver's."""
        self._positions.setdefault(place, Position(offset)).begin(offset, parts)

    def passed(self, item: Item) -> None:
        """The position may go over the message: it is delivered, parked or set aside."""
        partition, offset = item.place
        for place, position in self._positions.items():
            if place.partition == partition:
                position.done(offset)

    def note(self, outcome: journal.Outcome, item: Item, now: int, why: str = "") -> None:
        """Remember what became of a try, to be written before the next commit."""
        value = journal.entry(outcome, self._receiver, self._kind, item.message, now, item.tries, why)
        self._entries.append(Entry(item.place[0], item.message.case, value))

    def drop_slip(self, item: Item) -> None:
        """The slip of a delivered message is to go."""
        self._tombstones.append(Put(self.key(item), None, item.place[0]))

    def key(self, item: Item) -> Key:
        """Of the message's slip."""
        return Key(self._receiver, item.message.id)

    def put(self, item: Item, state: State) -> Put:
        """The message's slip."""
        slip = Slip(
            receiver=self._receiver, state=state, partition=item.place[0], offset=item.place[1],
            since=item.message.since, first_at=item.first_at, tries=item.tries, why=item.why,
            value=item.message.value.decode(),
        )  # fmt: skip
        return Put(self.key(item), slip, slip.partition)

    async def commit(self) -> None:
        """Write what is noted, then move the committed offsets on. Raises KafkaError; nothing noted is lost by it."""
        reached = {place: position.done_to for place, position in self._positions.items()}
        await self._write()
        offsets = {place: to for place, to in reached.items() if self._committed.get(place) != to}
        if not offsets:
            return
        try:
            await self._consumer.commit(offsets)
        except (CommitFailedError, IllegalStateError):
            log.info(
                "the group changed before the commit; what was delivered comes again", receiver=self._receiver
            )
        else:
            self._committed |= offsets

    def behind(self, ends: Mapping[TopicPartition, int | None]) -> int:
        """How many records lie between the positions and these ends."""
        positions = self._positions
        return sum(
            max(end - positions[place].done_to, 0)
            for place, end in ends.items()
            if end is not None and place in positions
        )

    async def _write(self) -> None:
        entries, tombstones = self._entries, self._tombstones
        if not entries and not tombstones:
            return
        self._entries, self._tombstones = [], []
        try:
            await self._post.journal(entries)
            await self._post.slips(tombstones)
        except KafkaError:
            self._entries, self._tombstones = entries + self._entries, tombstones + self._tombstones
            raise
