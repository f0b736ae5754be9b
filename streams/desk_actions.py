"""One desk action → Kafka, and what became of it.

The event goes the way of every event; its outcome is read from `action-outcomes`, where the worker writes exactly one.
"""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from rules.decode import decode
from rules.privacy import Border
from rules.strictness import Rejected
from sinks.kafka import connection
from streams.exits import Misuse, Unavailable
from streams.partitions import partition_of
from streams.privacy import Key, cleanse_json
from streams.sending import Address, Letter, post

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer

SOURCE = "desk/cli"
TOPIC, OUTCOMES = "desk-actions", "action-outcomes"
POLL_MS = 200

Event = dict[str, Any]


class Told(NamedTuple):
    """What became of an action: done or refused, why refused; state and revision of the card, ticket or lead after it.

    `decided_at` is RFC 3339, `contact` the sealed way to reach a person that the action opened.
    """

    outcome: str
    reason: str | None
    target_id: str | None
    target_state: str | None
    target_revision: int | None
    decided_at: str
    contact: str | None = None

    @classmethod
    def of(cls, outcome: Mapping[str, Any]) -> "Told":
        """From the data of a record of `action-outcomes`."""
        said = {name: outcome[name] for name in cls._fields if name != "contact"}
        return cls(**said, contact=outcome.get("contact"))


def action_event(
    kind: str, subject: str, data: Mapping[str, Any], *, source: str = SOURCE, action_id: str | None = None
) -> Event:
    """The CloudEvent of an action that happens now; `kind` as in `card_answer`, empty fields left out."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {
        "specversion": "1.0",
        "id": action_id or str(uuid4()),
        "source": source,
        "type": f"desk.{kind}",
        "subject": subject,
        "time": now,
        "recordedtime": now,
        "data": {name: value for name, value in data.items() if value is not None},
    }


def act(address: Address, event: Event, value: bytes, wait_seconds: float) -> Told | None:
    """Send the action (`value` are its bytes) and wait for its outcome; None where none came in time (it will come).

    Raises Unavailable where Kafka does not answer.
    """
    return act_all(address, [(event, value)], wait_seconds)[0]


def act_all(
    address: Address, actions: Sequence[tuple[Event, bytes]], wait_seconds: float
) -> list[Told | None]:
    """The same for several actions, sent together; each with its own outcome."""
    return asyncio.run(_act_all(address, actions, wait_seconds))


async def _act_all(
    address: Address, actions: Sequence[tuple[Event, bytes]], wait_seconds: float
) -> list[Told | None]:
    from aiokafka import AIOKafkaConsumer, TopicPartition
    from aiokafka.errors import KafkaError

    numbers = {partition_of(event["subject"], address.partitions) for event, _ in actions}
    places = [TopicPartition(address.prefix + OUTCOMES, number) for number in sorted(numbers)]
    consumer = AIOKafkaConsumer(
        **connection(address.bootstrap),
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    try:
        await consumer.start()
        consumer.assign(places)
        for place, end in (await consumer.end_offsets(places)).items():
            consumer.seek(place, end)
        stamp = int(time.time() * 1000)
        await post(address, [Letter(TOPIC, event["subject"], value, stamp) for event, value in actions])
        return await _outcomes(consumer, [event for event, _ in actions], time.monotonic() + wait_seconds)
    except KafkaError as error:
        raise Unavailable(f"Kafka at {address.bootstrap} stopped answering ({error}).") from error
    finally:
        await consumer.stop()


def action_bytes(key: Key, event: Event) -> bytes:
    """The event's bytes as the worker would take them. Raises Misuse where it would not."""
    try:
        return taken_bytes(key, event)
    except Rejected as error:
        raise Misuse(
            f"found an action that is no event ({error.reason} at {error.path or 'the whole'}), expected ids and texts "
            "that are not blank; mend what was given on the command line."
        ) from None


def taken_bytes(key: Key, event: Event) -> bytes:
    """The event's bytes, without personal data. Raises Rejected where the worker would not take them."""
    value = json.dumps(event, ensure_ascii=False).encode(errors="surrogatepass")
    decode(value, Border(), int(time.time() * 1000))
    return cleanse_json(key, value)


async def _outcomes(
    consumer: "AIOKafkaConsumer", events: Sequence[Event], deadline: float
) -> list[Told | None]:
    names = [(event["source"], event["id"]) for event in events]
    told: dict[tuple[str, str], Told] = {}
    while len(told) < len(set(names)) and time.monotonic() < deadline:
        polled = await consumer.getmany(timeout_ms=POLL_MS)
        for record in (each for records in polled.values() for each in records):
            data = json.loads(record.value)["data"]
            name = (data["action_source"], data["action_id"])
            if name in names:
                told[name] = Told.of(data)
    return [told.get(name) for name in names]
