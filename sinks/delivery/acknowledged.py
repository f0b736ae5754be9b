"""How long receivers take to acknowledge: read off the alerts themselves, by a process that has the metrics."""

import asyncio
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from sinks.delivery.message import Unreadable, read_alert, written_at
from sinks.delivery.metrics import NotifyMetrics
from sinks.delivery.receivers import Receivers
from sinks.kafka import connection

log = structlog.get_logger(__name__)

POLL_MS = 500
PAUSE_SECONDS = 1.0


class Acknowledged:
    """Follows the topic of alerts from its end: what was acknowledged before is the archive's to tell."""

    def __init__(
        self, bootstrap: str, topic: str, partitions: int, receivers: Receivers, metrics: NotifyMetrics
    ) -> None:
        self._places = [TopicPartition(topic, number) for number in range(partitions)]
        self._receivers, self._metrics = receivers, metrics
        self._consumer = AIOKafkaConsumer(
            **connection(bootstrap),
            enable_auto_commit=False,
            auto_offset_reset="latest",
            isolation_level="read_committed",
        )

    async def stop(self) -> None:
        """Close the connection."""
        with suppress(KafkaError):
            await self._consumer.stop()

    async def follow(self) -> None:
        """Observe for ever."""
        await self._begin()
        while True:
            try:
                found = await self._consumer.getmany(timeout_ms=POLL_MS)
            except KafkaError as error:
                log.warning("acknowledgements are not followed, tried again", error=repr(error))
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            for records in found.values():
                for record in records:
                    self._observe(record.value or b"")

    async def _begin(self) -> None:
        await self._consumer.start()
        self._consumer.assign(self._places)
        for place, end in (await self._consumer.end_offsets(self._places)).items():
            self._consumer.seek(place, end)

    def _observe(self, value: bytes) -> None:
        """What was acknowledged by this very revision: its time is the acknowledgement's."""
        with suppress(Unreadable):
            time, alert = read_alert(value)
            for each in alert.receivers:
                if each.acknowledged_at == time and each.told_at is not None:
                    seconds = (written_at(time) - written_at(each.told_at)) / 1000
                    name = self._receivers.named(each.receiver) or each.receiver
                    self._metrics.acknowledge_seconds.labels(name).observe(max(seconds, 0))
