"""What the notifier writes to Kafka itself: slips and the journal; confirmed by all copies."""

import asyncio
from collections.abc import Iterable
from typing import NamedTuple

from aiokafka import AIOKafkaProducer

from sinks.delivery import journal, slips
from sinks.delivery.slips import Key, Slip


class Entry(NamedTuple):
    """One record of the journal: in which partition, under which key."""

    partition: int
    case: str
    value: bytes


class Put(NamedTuple):
    """A slip to be written into its partition; None: a tombstone."""

    key: Key
    slip: Slip | None
    partition: int


class Post:
    """One producer for all receivers of a process; started and stopped by whoever made it."""

    def __init__(self, producer: AIOKafkaProducer, prefix: str) -> None:
        self._producer, self._prefix = producer, prefix

    async def slips(self, puts: Iterable[Put]) -> None:
        """Write slips; returns when all are confirmed. Raises KafkaError."""
        await asyncio.gather(
            *[
                await self._producer.send(
                    self._prefix + slips.TOPIC,
                    None if put.slip is None else slips.written(put.slip),
                    key=put.key.written(),
                    partition=put.partition,
                )
                for put in puts
            ]
        )

    async def journal(self, entries: Iterable[Entry]) -> None:
        """Write these; returns when all are confirmed. Raises KafkaError."""
        await asyncio.gather(
            *[
                await self._producer.send(
                    self._prefix + journal.TOPIC,
                    entry.value,
                    key=entry.case.encode(),
                    partition=entry.partition,
                )
                for entry in entries
            ]
        )
