"""The court in force in this process: read from the topic `rulebooks` at the start, renewed as it goes on."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import date
from typing import Protocol

import structlog
from aiokafka.errors import KafkaError

from rules.court import Court
from rules.privacy import Border
from streams.broker import PATIENCE_SECONDS
from streams.rulebook_topic import Published, Topic

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 1.0

Change = Callable[[Court, str], None]
"""Told of a new court, and why."""


class Courts(Protocol):
    """What lanes need of it; lanes that judge by no court have none."""

    @property
    def court(self) -> Court:
        """The court in force."""
        ...

    async def follow(self, changed: Change) -> None:
        """Tell of each new court, for ever."""

    async def caught_up(self) -> None:
        """Wait until all that stands on the topic now is in force."""


class FollowedCourts:
    """Keeps `court` as the topic says, read through one consumer of its own.

    A record that is broken is logged and does not count; where nothing would be left the last court stands.
    """

    def __init__(self, topic: Topic, border: Border) -> None:
        self._topic, self._border = topic, border
        self._known: Published | None = None
        self._court: Court | None = None
        self._moved = asyncio.Condition()
        self._reached = 0

    @property
    def court(self) -> Court:
        """The court in force; only after a first `take_all` that found a version."""
        if self._court is None:
            raise RuntimeError("no rulebook was read yet")
        return self._court

    async def take_all(self) -> Published:
        """Read to the end of the topic; what stands there. Raises Unavailable where Kafka does not answer."""
        await self._topic.read_to_the_end()
        await self._renew()
        await self._note_reached()
        return self._topic.published

    async def follow(self, changed: Change) -> None:
        """Tell of each new court, for ever; a broker that is away is waited for."""
        while True:
            try:
                if await self._topic.poll() and (news := await self._renew()):
                    changed(self.court, news)
                await self._note_reached()
            except KafkaError as error:
                log.warning("rulebooks are not followed, tried again", error=repr(error))
                await asyncio.sleep(PAUSE_SECONDS)

    async def caught_up(self) -> None:
        """Wait until all that stands on the topic now is in force, so that a lane that comes from another worker is
        not judged by an older court than there; not longer than a broker is waited for."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                end = await self._topic.end()
                async with self._moved:
                    await self._moved.wait_for(lambda: self._reached >= end)
        except (TimeoutError, KafkaError) as error:
            log.warning("rulebooks may be newer than those judged by", error=repr(error))

    async def _renew(self) -> str:
        """Bring the court in line with what was read; why it changed, empty where it did not."""
        published = await asyncio.to_thread(lambda: self._topic.published)
        before, self._known = self._known, published
        _log_broken(before, published)
        return self._judge_by(published, before) if published.versions else ""

    async def _note_reached(self) -> None:
        async with self._moved:
            self._reached = await self._topic.reached()
            self._moved.notify_all()

    def _judge_by(self, published: Published, before: Published | None) -> str:
        court = Court(published.rulebooks, published.calendar, self._border)
        if self._court is not None and self._court.fingerprint == court.fingerprint:
            return ""
        self._court = court
        news = [*_new_versions(before, published), *_new_notices(before, published)]
        return "；".join(news) or "规则库或日历变更 / rulebooks or calendar changed"


def _log_broken(before: Published | None, published: Published) -> None:
    for key, sentence in published.broken.items():
        if before is None or before.broken.get(key) != sentence:
            log.error("a record of topic rulebooks is broken and does not count", key=key, error=sentence)


def _new_versions(before: Published | None, published: Published) -> Iterator[str]:
    known = {book.rulebook_hash for book in before.rulebooks} if before else set()
    for book in published.rulebooks:
        if book.rulebook_hash not in known:
            since = date.fromordinal(book.valid_from).isoformat()
            log.info(
                "rulebook version in force",
                name=book.name,
                version=book.version,
                valid_from=since,
                hash=book.rulebook_hash,
            )
            name = f"{book.name} {book.version}"
            yield f"规则库 {name} 自 {since} 起施行 / rulebook {name} in force from {since}"


def _new_notices(before: Published | None, published: Published) -> Iterator[str]:
    known = {each.notice_hash for each in before.notices} if before else set()
    for each in published.notices:
        if each.notice_hash not in known:
            year, days = each.notice.year, len(each.notice.days)
            log.info("calendar notice in force", year=year, days=days, hash=each.notice_hash)
            yield f"{year} 年节假日安排已载入 / calendar notice of {year} loaded"
