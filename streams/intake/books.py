"""What stands on topic `rulebooks`, followed while the door is open: the zone, and the register of staff and units."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from zoneinfo import ZoneInfo

import structlog

from rules.rulebook import Rulebook
from streams.rulebook_topic import Published, Topic, reading

log = structlog.get_logger(__name__)

DEFAULT_ZONE = "Asia/Shanghai"
PAUSE_SECONDS = 1.0


class Books:
    """The versions and notices in force; nothing before `following` has read the topic."""

    def __init__(self, bootstrap: str, prefix: str = "") -> None:
        self._bootstrap, self._prefix = bootstrap, prefix
        self.published: Published | None = None

    @property
    def rulebooks(self) -> Sequence[Rulebook]:
        """The versions published, by `valid_from`."""
        return self.published.rulebooks if self.published and self.published.versions else ()

    @property
    def newest(self) -> Rulebook | None:
        """The version with the latest `valid_from`; None where none is published."""
        return self.rulebooks[-1] if self.rulebooks else None

    @property
    def zone(self) -> ZoneInfo:
        """Its zone; Asia/Shanghai where none is published."""
        return ZoneInfo(self.newest.zone if self.newest else DEFAULT_ZONE)

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Read the topic to its end, then take what comes. Raises Unavailable where Kafka does not answer."""
        async with reading(self._bootstrap, self._prefix) as topic:
            await topic.read_to_the_end()
            await self._take(topic)
            task = asyncio.create_task(self._follow(topic), name="rulebooks")
            try:
                yield
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _follow(self, topic: Topic) -> None:
        from aiokafka.errors import KafkaError

        while True:
            try:
                if await topic.poll():
                    await self._take(topic)
            except KafkaError as error:
                log.warning("rulebooks are not followed, tried again", error=repr(error))
                await asyncio.sleep(PAUSE_SECONDS)

    async def _take(self, topic: Topic) -> None:
        self.published = await asyncio.to_thread(lambda: topic.published)
