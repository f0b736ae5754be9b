"""A Kafka topic of the receiver's own: the CloudEvent as the value, the case as the key."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from sinks.delivery.channel import NotDelivered
from sinks.delivery.message import CONTENT_TYPE, Message
from sinks.kafka import connection

_HEADERS = [("content-type", CONTENT_TYPE.encode())]


class KafkaChannel:
    """Confirmed by all copies before it counts as delivered."""

    def __init__(self, bootstrap: str, topic: str, timeout_seconds: float = 10.0) -> None:
        self._bootstrap, self._topic, self._seconds = bootstrap, topic, timeout_seconds
        self._producer: AIOKafkaProducer | None = None
        self._opening = asyncio.Lock()

    async def send(self, messages: Sequence[Message]) -> None:
        """See Channel."""
        try:
            async with asyncio.timeout(self._seconds):
                producer = await self._opened()
                for message in messages:
                    await producer.send_and_wait(
                        self._topic,
                        message.value,
                        key=message.case.encode(),
                        timestamp_ms=message.since,
                        headers=_HEADERS,
                    )
        except (KafkaError, OSError, TimeoutError) as error:
            await self.close()
            raise NotDelivered(
                f"topic {self._topic} at {self._bootstrap}: {type(error).__name__} {error}"[:200]
            ) from None

    async def close(self) -> None:
        """See ClosingChannel."""
        producer, self._producer = self._producer, None
        if producer is not None:
            with suppress(KafkaError, OSError, TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await producer.stop()

    async def _opened(self) -> AIOKafkaProducer:
        async with self._opening:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    **connection(self._bootstrap),
                    acks="all",
                    enable_idempotence=True,
                    request_timeout_ms=int(self._seconds * 1000),
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer
