"""Legal holds: while one stands on a case, nothing of it may be erased. On a compacted topic, so that all see it."""

import asyncio
import time
from contextlib import suppress

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from sinks.delivery.message import instant_text
from sinks.kafka import connection
from streams.exits import Misuse, Unavailable

TOPIC = "legal-holds"


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Who put a case on hold, when and why; who released it, if it was."""

    case: str
    held_at: str
    held_by: str
    reason: str
    released_at: str | None = None
    released_by: str | None = None
    released_why: str | None = None

    @property
    def stands(self) -> bool:
        """Whether nothing of the case may be erased now."""
        return self.released_at is None


def read_holds(bootstrap: str, prefix: str) -> dict[str, Hold]:
    """Every case that is or was on hold, with its latest hold. Raises Unavailable."""
    return asyncio.run(_reading(bootstrap, prefix))


def hold(bootstrap: str, prefix: str, case: str, by: str, reason: str) -> Hold:
    """Put a case on hold. Raises Misuse where it is already."""
    found = read_holds(bootstrap, prefix).get(case)
    if found is not None and found.stands:
        raise Misuse(f"{case} is on hold already, since {found.held_at} by {found.held_by}: {found.reason}")
    made = Hold(case=case, held_at=_now(), held_by=by, reason=reason)
    asyncio.run(_write(bootstrap, prefix, made))
    return made


def release(bootstrap: str, prefix: str, case: str, by: str, reason: str) -> Hold:
    """End the hold of a case, by another person than put it there. Raises Misuse."""
    found = read_holds(bootstrap, prefix).get(case)
    if found is None or not found.stands:
        raise Misuse(f"{case} is not on hold.")
    if found.held_by == by:
        raise Misuse(f"{by} put {case} on hold; expected another person to release it.")
    ended = msgspec.structs.replace(found, released_at=_now(), released_by=by, released_why=reason)
    asyncio.run(_write(bootstrap, prefix, ended))
    return ended


def refuse_if_held(bootstrap: str, prefix: str, case: str) -> None:
    """What erases must ask this first. Raises Misuse where the case is on hold."""
    found = read_holds(bootstrap, prefix).get(case)
    if found is not None and found.stands:
        raise Misuse(
            f"{case} is on hold since {found.held_at} ({found.held_by}: {found.reason}); nothing is erased."
        )


async def _reading(bootstrap: str, prefix: str) -> dict[str, Hold]:
    place = TopicPartition(prefix + TOPIC, 0)
    consumer = AIOKafkaConsumer(
        **connection(bootstrap), enable_auto_commit=False, auto_offset_reset="earliest"
    )
    found: dict[str, Hold] = {}
    try:
        await consumer.start()
        consumer.assign([place])
        end = (await consumer.end_offsets([place]))[place]
        await consumer.seek_to_beginning(place)
        while await consumer.position(place) < end:
            for record in (await consumer.getmany(timeout_ms=200)).get(place, []):
                found[record.key.decode()] = msgspec.json.decode(record.value, type=Hold)
    except (KafkaError, OSError) as error:
        raise Unavailable(f"Kafka at {bootstrap} does not answer ({error}).") from error
    finally:
        with suppress(KafkaError):
            await consumer.stop()
    return found


async def _write(bootstrap: str, prefix: str, written: Hold) -> None:
    producer = AIOKafkaProducer(**connection(bootstrap), acks="all", enable_idempotence=True)
    try:
        await producer.start()
        await producer.send_and_wait(
            prefix + TOPIC, msgspec.json.encode(written), key=written.case.encode(), partition=0
        )
    except (KafkaError, OSError) as error:
        raise Unavailable(f"Kafka at {bootstrap} did not take the record ({error}).") from error
    finally:
        await producer.stop()


def _now() -> str:
    return instant_text(time.time_ns() // 1_000_000)
