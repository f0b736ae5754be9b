"""Reading Kafka for the archive: one consumer over all topics, committed only by the sink's own hand."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata, TopicPartition

from sinks.away import KafkaAway
from sinks.kafka import connection

PATIENCE = 12.0
SESSION_MS = 10_000
AGAIN = 0.2


def make_consumer(bootstrap: str, group: str, instance: str) -> AIOKafkaConsumer:
    """A consumer that starts at the beginning, sees what its writers committed, commits nothing by itself."""
    return AIOKafkaConsumer(
        **connection(bootstrap),
        group_id=group,
        group_instance_id=instance,
        client_id=instance,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        session_timeout_ms=SESSION_MS,
        metadata_max_age_ms=30_000,
        max_partition_fetch_bytes=512 * 1024,
    )


async def start(consumer: AIOKafkaConsumer, bootstrap: str) -> None:
    """Connect. Raises KafkaAway within 15 s."""
    try:
        async with asyncio.timeout(PATIENCE):
            await consumer.start()
    except (KafkaError, OSError, TimeoutError) as error:
        raise KafkaAway(f"Kafka at {bootstrap} does not answer ({type(error).__name__})") from error


async def was_read(bootstrap: str, group: str) -> bool:
    """Whether the group has ever committed that it wrote something. Raises KafkaAway."""
    try:
        return any(at.offset > 0 for at in (await committed(bootstrap, group)).values())
    except (KafkaError, OSError) as error:
        raise KafkaAway(f"Kafka at {bootstrap} does not answer ({type(error).__name__})") from error


async def committed(bootstrap: str, group: str) -> dict[TopicPartition, OffsetAndMetadata]:
    """How far a group has come; empty where there never was one. Raises KafkaError, or OSError after 12 s.

    A broker that was just started makes the topic of offsets first, and answers then.
    """
    admin = AIOKafkaAdminClient(**connection(bootstrap))
    try:
        async with asyncio.timeout(PATIENCE):
            await admin.start()
            while True:
                try:
                    return dict(await admin.list_consumer_group_offsets(group))
                except KafkaError as error:
                    if not error.retriable:
                        raise
                await asyncio.sleep(AGAIN)
    finally:
        await admin.close()


class OnAnyChange(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Calls back whenever partitions are taken or given: what was gathered is then not ours to commit."""

    def __init__(self, forget: Callable[[], None]) -> None:
        self._forget = forget

    async def on_partitions_revoked(self, _: Any) -> None:
        self._forget()

    async def on_partitions_assigned(self, _: Any) -> None:
        self._forget()
