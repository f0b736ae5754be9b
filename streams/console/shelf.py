"""What pages ask: named queries of the archive, and explanations judged anew; in threads, few at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from rules.court import Court
from rules.privacy import Border
from streams.archive_client import ArchiveClient
from streams.console.lately import Lately, Said, Together
from streams.exits import Unavailable
from streams.explaining import Explained, explain_subject
from streams.intake.door import ArchivePlace
from streams.rulebook_topic import Published

Made = TypeVar("Made")
Row = dict[str, Any]

AT_ONCE = 4
"""Threads that ask; what is too much waits."""

PATIENCE_SECONDS = 20.0
"""How long a person waits for a page before it says that the archive does not answer."""

_CATCH_UP_SECONDS, _PAUSE_SECONDS = 3.0, 0.1


class Shelf:
    """`place` None: there is no archive. `published` gives the rulebooks and the calendar in force."""

    def __init__(self, place: ArchivePlace | None, published: Callable[[], Published | None]) -> None:
        self._place, self._published = place, published
        self._room = asyncio.Semaphore(AT_ONCE)
        self._judged_by: tuple[Published, Court] | None = None
        self._idle: list[ArchiveClient] = []
        self._together = Together(self._fresh)
        self._lately = Lately(self._fresh)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let go of the connections at the end."""
        yield
        for client in self._idle:
            client.close()

    async def rows(self, query: str, **parameters: str | int) -> list[Row]:
        """The rows of a named query, not to be changed: who asks the same at the same time gets the same answer, so a
        crowd on one page is one question. Raises Unavailable."""
        return await asyncio.shield(self._together.asked(_said(query, parameters)))

    async def lately(self, query: str, **parameters: str | int) -> list[Row]:
        """The same for lists and figures, where an answer may be some seconds old (`streams.console.lately`)."""
        return await self._lately.rows(_said(query, parameters))

    def forget(self) -> None:
        """Something was done, so no older answer is given again."""
        self._lately.forget()

    async def fresh_rows(self, query: str, **parameters: str | int) -> list[Row]:
        """The same, asked from now on."""
        return await self.asked(lambda archive: archive.run(query, **parameters))

    async def _fresh(self, said: Said) -> list[Row]:
        return await self.fresh_rows(said[0], **dict(said[1]))

    async def explained(self, subject: str, name: str, now: int) -> Explained:
        """A case, or a card or ticket of it, as `liangpai explain` finds it. Raises Unavailable; Misuse: judged anew it
        is not there."""
        court = self.court()
        return await self.asked(lambda archive: explain_subject(court, archive, subject, name, now))

    def published(self) -> Published:
        """The rulebooks and notices in force. Raises Unavailable where nothing is published."""
        found = self._published()
        if found is None or not found.versions:
            raise Unavailable("没有已发布的规则库 / No rulebook is published yet.")
        return found

    def court(self) -> Court:
        """The court of what is published now. Raises Unavailable where nothing is."""
        found = self.published()
        if self._judged_by is None or self._judged_by[0] is not found:
            self._judged_by = (found, Court(found.rulebooks, found.calendar, Border()))
        return self._judged_by[1]

    async def caught_up(self, query: str, revision: int, **parameters: str) -> None:
        """Wait a while until the archive has that revision, so that a page shows what was just done."""
        ends = asyncio.get_running_loop().time() + _CATCH_UP_SECONDS
        while asyncio.get_running_loop().time() < ends:
            rows = await self.fresh_rows(query, **parameters)
            if rows and int(rows[-1]["revision"]) >= revision:
                break
            await asyncio.sleep(_PAUSE_SECONDS)
        self.forget()

    async def asked(
        self, question: Callable[[ArchiveClient], Made], patience: float = PATIENCE_SECONDS
    ) -> Made:
        """What a question in a thread makes of the archive. Raises Unavailable where it takes longer."""
        if self._place is None:
            raise Unavailable("本服务未配置档案库 / This server was given no archive (--clickhouse-dsn).")
        try:
            async with asyncio.timeout(patience):
                await self._room.acquire()
        except TimeoutError:
            raise _slow(patience) from None
        asking = asyncio.ensure_future(asyncio.to_thread(self._ask, self._place, question))
        asking.add_done_callback(self._done)
        await asyncio.wait({asking}, timeout=patience)
        if not asking.done():
            raise _slow(patience)
        return asking.result()

    def _done(self, asking: "asyncio.Future[Any]") -> None:
        """Only now: what nobody waits for any more still holds its thread."""
        self._room.release()
        if not asking.cancelled():
            asking.exception()

    def _ask(self, place: ArchivePlace, question: Callable[[ArchiveClient], Made]) -> Made:
        """Connections to a server are kept; an embedded folder is held only while it is asked: the sink may want it."""
        try:
            archive = self._idle.pop()
        except IndexError:
            archive = ArchiveClient(place.dsn, place.http)
        try:
            return question(archive)
        finally:
            if archive.is_embedded:
                archive.close()
            self._idle.append(archive)


def _said(query: str, parameters: Mapping[str, str | int]) -> Said:
    return query, tuple(sorted(parameters.items()))


def _slow(patience: float) -> Unavailable:
    return Unavailable(f"档案库{patience:.0f}秒没有应答 / The archive did not answer in {patience:.0f} s.")
