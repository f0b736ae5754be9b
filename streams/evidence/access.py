"""The access log, read back and checked."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from sinks.kafka import connection
from streams.exits import Unavailable
from streams.feeds.access import TOPIC
from streams.sending import Address

Entry = Mapping[str, Any]


def read_entries(address: Address) -> list[Entry]:
    """Every entry, those of one chain in the order they were written. Raises Unavailable."""
    return asyncio.run(_read(address))


async def _read(address: Address) -> list[Entry]:
    places = [TopicPartition(address.prefix + TOPIC, number) for number in range(address.partitions)]
    consumer = AIOKafkaConsumer(
        **connection(address.bootstrap), enable_auto_commit=False, auto_offset_reset="earliest"
    )
    found: list[Entry] = []
    try:
        await consumer.start()
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [_entry(record.value) for record in records]
    except (KafkaError, OSError) as error:
        raise Unavailable(f"Kafka at {address.bootstrap} does not answer ({error}).") from error
    finally:
        with suppress(KafkaError):
            await consumer.stop()
    return found


def _entry(value: bytes | None) -> Entry:
    """The entry; an empty one, whose seal cannot fit, where the record holds none."""
    try:
        data = msgspec.json.decode(value or b"")["data"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return {}
    return data if isinstance(data, dict) else {}
