"""What all parts of the HTTP door share."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from streams.archive_client import ArchiveClient
from streams.intake.books import Books
from streams.intake.counts import Counts
from streams.intake.limits import Buckets
from streams.intake.metrics import IntakeMetrics
from streams.intake.outbox import Outbox
from streams.intake.sources_file import SourceBook
from streams.people.people import People
from streams.privacy import Key
from streams.sending import Address, Letter


class ArchivePlace(NamedTuple):
    """Where the archive is asked: CLICKHOUSE_DSN, and the LIANGPAI_HTTP of the process that writes an embedded one."""

    dsn: str
    http: str


class Limits(NamedTuple):
    """Bytes a request's body may have; seconds a sender waits for Kafka before it is told to come again."""

    body_bytes: int = 8 << 20
    confirm_seconds: float = 10.0


@dataclass
class Door:
    """One process's way in. Routers are made with it; what is opened with it is closed with it.

    `books` is what stands on topic `rulebooks`, followed. `archive` None: nobody said where one is. `people` None:
    nobody can sign in, and the routes for people are not there.
    """

    address: Address
    key: Key
    sources: SourceBook
    books: Books
    outbox: Outbox
    archive: ArchivePlace | None = None
    people: People | None = None
    limits: Limits = field(default_factory=Limits)
    metrics: IntakeMetrics = field(default_factory=IntakeMetrics)
    buckets: Buckets = field(default_factory=Buckets)
    counts: Counts = field(init=False)

    def __post_init__(self) -> None:
        self.counts = Counts(self.metrics)

    @property
    def zone(self) -> ZoneInfo:
        """The newest rulebook's zone: what times without an offset are read in, where a door takes them."""
        return self.books.zone

    async def send(self, letters: Sequence[Letter]) -> None:
        """Write the records; returns once Kafka has confirmed all. Raises Unavailable where it did not in time."""
        await self.outbox.send(letters, self.limits.confirm_seconds)

    async def ask_archive(self, query: str, **parameters: str | int) -> list[dict[str, Any]]:
        """The rows of a named query (sinks/queries), from a thread. Raises Unavailable; Misuse for a wrong query.

        Only where `archive` is given.
        """
        if self.archive is None:
            raise LookupError("no archive was given to this door")
        return await asyncio.to_thread(_ask, self.archive, query, parameters)


def _ask(place: ArchivePlace, query: str, parameters: dict[str, str | int]) -> list[dict[str, Any]]:
    with ArchiveClient(place.dsn, place.http) as client:
        return client.run(query, **parameters)
