"""What retention comes to: looked at as a whole, then erased as it was looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import NamedTuple

from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.away import ArchiveAway
from sinks.clickhouse import open_for_unloading, open_for_writing, refusal
from sinks.dsn import ArchiveAddress
from sinks.retention import KINDS, Piece, over_before, pieces, take_away, years_of
from streams.archive_client import archive_address
from streams.evidence.holds import read_holds
from streams.exits import Misuse, Unavailable
from streams.retention_topics import Begin, begins, delete


class Order(NamedTuple):
    """What is kept for how many years, and where."""

    years: dict[str, int]
    bootstrap: str
    prefix: str
    archive: ArchiveAddress
    topics: bool
    today: date

    @classmethod
    def read(cls, keep: str | None, bootstrap: str, prefix: str, dsn: str, *, topics: bool) -> "Order":
        """The order of a command. Raises Misuse where years are missing or wrong."""
        if keep is None:
            raise Misuse(
                "found no years to keep, expected them as --keep or LIANGPAI_KEEP_YEARS (events=10,alerts=3)."
            )
        try:
            years = years_of(keep)
        except ValueError as expected:
            raise Misuse(f"--keep: found {keep!r}, expected {expected}.") from expected
        return cls(years, bootstrap, prefix, archive_address(dsn), topics, datetime.now(UTC).date())


class Found(NamedTuple):
    """What is over; `held`: cases of which nothing may be erased."""

    pieces: list[Piece]
    begins: list[Begin]
    held: frozenset[str]


def look(order: Order) -> Found:
    """What is over now. Raises Unavailable, Misuse."""
    held = frozenset(case for case, hold in read_holds(order.bootstrap, order.prefix).items() if hold.stands)
    before = {kind: over_before(years, order.today) for kind, years in order.years.items()}
    with _answering(order.archive):
        client = open_for_unloading(order.archive)
        try:
            found = [
                piece for kind, instant in before.items() for piece in pieces(client, kind, instant, held)
            ]
        finally:
            client.close()
    trimmed = [
        begin
        for kind, instant in before.items()
        if order.topics and KINDS[kind].topics
        for begin in begins(order.bootstrap, order.prefix, KINDS[kind].topics, instant)
    ]
    return Found(found, trimmed, held)


def erase(order: Order, found: Found) -> None:
    """Erase what was found: topics first, so that nothing that is read again brings back what is gone."""
    delete(order.bootstrap, found.begins)
    with _answering(order.archive):
        client = open_for_writing(order.archive)
        try:
            for piece in found.pieces:
                take_away(client, piece, found.held)
        finally:
            client.close()


@contextmanager
def _answering(archive: ArchiveAddress) -> Iterator[None]:
    """Raise Unavailable where the archive is away or refuses."""
    try:
        yield
    except ArchiveAway as away:
        raise Unavailable(f"{away}; start it, or stop the process that holds the folder.") from away
    except (ClickHouseError, OSError) as error:
        raise Unavailable(f"{refusal(archive, 'does not do that', error)}.") from error
