"""What the demo asks of the archive, by named queries."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from streams.archive_client import ArchiveClient
from streams.exits import Unavailable

Record = Mapping[str, Any]
_ALL = 10_000  # what a query gives at most


def events_archived(archive: ArchiveClient) -> int | None:
    """How many input records are in the archive; None where it cannot say yet."""
    try:
        return sum(int(row["events"]) for row in archive.run("event_counts"))
    except Unavailable:
        return None


def newest_cards(archive: ArchiveClient, how_many: int = 10) -> list[Record]:
    """The cards issued last, as they stand now."""
    return list(archive.run("newest_cards", limit=how_many))


def cards_as_of(archive: ArchiveClient, end: datetime) -> list[Record]:
    """All cards as they were at `end`, without what became true only while the demo was at work.

    Raises Unavailable where there are more than one answer holds.
    """
    now = newest_cards(archive, _ALL)
    if len(now) == _ALL:
        raise Unavailable(
            f"the archive has {_ALL:,} cards or more, too many to compare; simulate fewer cases"
        )
    later = {card["card_id"] for card in now if _moment(card) > end}
    found = (_then(archive, card, later, end) if _touched(card, later) else card for card in now)
    return [card for card in found if card is not None]


def _touched(card: Record, later: set[str]) -> bool:
    return card["card_id"] in later or card["superseded_by"] in later


def _then(archive: ArchiveClient, card: Record, later: set[str], end: datetime) -> Record | None:
    return _last(
        revision
        for revision in archive.run("card", card_id=card["card_id"])
        if _moment(revision) <= end and revision["superseded_by"] not in later
    )


def _last(revisions: Iterable[Record]) -> Record | None:
    return max(revisions, key=lambda revision: int(revision["revision"]), default=None)


def _moment(card: Record) -> datetime:
    return datetime.fromisoformat(card["violated_at"])
