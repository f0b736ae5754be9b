"""What was sent to the desk through HTTP, and what became of it: read from Kafka by one consumer for all who wait.

It reads `desk-actions` and `action-outcomes` from a day back, so that a request sent again after a restart, or to
another process, is known to be the same.
"""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import structlog

from sinks.kafka import connection
from streams.desk_actions import OUTCOMES, TOPIC, Told
from streams.exits import Unavailable
from streams.sending import Address

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer, TopicPartition

log = structlog.get_logger(__name__)

SOURCE = "desk/http"
KEPT_SECONDS = 86_400
MOST = 100_000
"""Actions remembered; the ones not asked about for longest are forgotten first."""

_POLL_MS = 500
_PAUSE_SECONDS = 1.0


@dataclass(slots=True)
class Seen:
    """One action of ours. `value` are its bytes, None where only the outcome was read; `on_topic`: Kafka has it."""

    value: bytes | None = None
    on_topic: bool = False
    told: Told | None = None
    decided: asyncio.Event = field(default_factory=asyncio.Event)


class Outcomes:
    """The actions of source `desk/http`, by event id; complete for a day back while `following`."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._seen: OrderedDict[str, Seen] = OrderedDict()

    def find(self, action_id: str) -> Seen | None:
        """The action, if it was sent within a day."""
        seen = self._seen.get(action_id)
        if seen is not None:
            self._seen.move_to_end(action_id)
        return seen

    def expect(self, action_id: str, value: bytes) -> Seen:
        """Remember an action that is about to be sent."""
        seen = self._at(action_id)
        seen.value = value
        return seen

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Read what is there, then what comes. Raises Unavailable where Kafka does not answer."""
        consumer = _consumer(self._address.bootstrap)
        try:
            places = await self._begin(consumer)
            task = asyncio.create_task(self._follow(consumer), name="outcomes")
            try:
                await self._caught_up(consumer, places, task)
                yield
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        finally:
            await consumer.stop()

    async def _begin(self, consumer: "AIOKafkaConsumer") -> "dict[TopicPartition, int]":
        """Place the consumer a day back; the offsets up to which there is something now."""
        from aiokafka.errors import KafkaError

        try:
            await consumer.start()
            return await _placed(consumer, self._address)
        except (KafkaError, OSError) as error:
            raise Unavailable(f"Kafka at {self._address.bootstrap} does not answer ({error}).") from error

    async def _caught_up(
        self, consumer: "AIOKafkaConsumer", ends: "dict[TopicPartition, int]", task: "asyncio.Task[None]"
    ) -> None:
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            await asyncio.wait([task], timeout=0.05)
            if task.done():
                task.result()

    async def _follow(self, consumer: "AIOKafkaConsumer") -> None:
        from aiokafka.errors import KafkaError

        while True:
            try:
                polled = await consumer.getmany(timeout_ms=_POLL_MS)
            except KafkaError as error:
                log.warning("outcomes are not followed, tried again", error=repr(error))
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            for place, records in polled.items():
                topic = place.topic.removeprefix(self._address.prefix)
                self.take(topic, [record.value for record in records])

    def take(self, topic: str, values: Iterable[bytes | None]) -> None:
        """Note what stands on a topic."""
        for value in values:
            event = _object(value)
            if topic == OUTCOMES:
                self._note_outcome(event.get("data"))
            elif event.get("source") == SOURCE and isinstance(event.get("id"), str):
                self._note_action(event["id"], value)

    def _note_action(self, action_id: str, value: bytes | None) -> None:
        seen = self._at(action_id)
        if not seen.on_topic:  # of two records of one id the first stands
            seen.value, seen.on_topic = value, True

    def _note_outcome(self, data: Any) -> None:
        if isinstance(data, dict) and data.get("action_source") == SOURCE:
            seen = self._at(str(data["action_id"]))
            seen.told = Told.of(data)
            seen.decided.set()

    def _at(self, action_id: str) -> Seen:
        seen = self._seen.setdefault(action_id, Seen())
        self._seen.move_to_end(action_id)
        if len(self._seen) > MOST:
            self._seen.popitem(last=False)
        return seen


def content_of(value: bytes) -> bytes:
    """A digest of what an action says: type, subject and data, not when."""
    event = _object(value)
    said = [event.get("type"), event.get("subject"), event.get("data")]
    return sha256(json.dumps(said, sort_keys=True).encode()).digest()


def _consumer(bootstrap: str) -> "AIOKafkaConsumer":
    from aiokafka import AIOKafkaConsumer

    return AIOKafkaConsumer(
        **connection(bootstrap),
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )


async def _placed(consumer: "AIOKafkaConsumer", address: Address) -> "dict[TopicPartition, int]":
    from aiokafka import TopicPartition

    places = [
        TopicPartition(address.prefix + topic, number)
        for topic in (TOPIC, OUTCOMES)
        for number in range(address.partitions)
    ]
    consumer.assign(places)
    ends: dict[TopicPartition, int] = await consumer.end_offsets(places)
    since = int((time.time() - KEPT_SECONDS) * 1000)
    begins = await consumer.offsets_for_times(dict.fromkeys(places, since))
    for place in places:
        found = begins.get(place)
        consumer.seek(place, ends[place] if found is None else found.offset)
    return ends


def _object(value: bytes | None) -> dict[str, Any]:
    """A record's JSON object; an empty one where it is none, which is the worker's to judge."""
    try:
        found = json.loads(value or b"")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
