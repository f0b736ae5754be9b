"""The events of the archive as one stream of records in order of time: what a dry run over past months judges.

Of every case something came of in those months all events are read, from the first: half a case would be judged as one
that never began.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rules.decode import milliseconds
from rules.lane import Record
from streams.archive_client import ArchiveClient
from streams.instants import parse_instant

PAGE = 10_000
"""Rows of one answer; the archive gives no more."""


def months_before(until: datetime, months: int) -> datetime:
    """The first instant of the month `months` − 1 before that of `until`, in UTC, as the archive is partitioned."""
    place = until.astimezone(UTC).year * 12 + until.astimezone(UTC).month - months
    return datetime(place // 12, place % 12 + 1, 1, tzinfo=UTC)


class ArchivedEvents:
    """Every record of the subjects that something was recorded of in [`since`, `until`], up to `until`.

    Iterate as often as wanted; rows that came meanwhile may be among them. `last_stamp` is `until` in ms.
    """

    def __init__(self, archive: ArchiveClient, since: datetime, until: datetime, page: int = PAGE) -> None:
        self._archive, self._page = archive, page
        self._since, self._until = _text(since), _text(until)
        self.last_stamp: int | None = milliseconds(until)
        months = archive.run("archived_months", since=self._since, until=self._until, limit=PAGE)
        self._months = [int(row["month"]) for row in months]
        self.records = sum(int(row["events"]) for row in months)

    def __iter__(self) -> Iterator[Record]:
        for month in self._months:
            yield from self._month(month)

    def _month(self, month: int) -> Iterator[Record]:
        """The month's records in order of stamp, topic, partition and offset, page by page."""
        place: dict[str, str | int] = {}
        while True:
            rows = self._archive.run(
                "archived_events",
                month=month,
                since=self._since,
                until=self._until,
                limit=self._page,
                **place,
            )
            yield from map(record_of, rows)
            if len(rows) < self._page:
                return
            last = rows[-1]
            place = {
                "after": str(last["stamp"]),
                "topic": str(last["topic"]),
                "partition": str(last["partition"]),
                "offset": str(last["offset"]),
            }


def record_of(row: dict[str, Any]) -> Record:
    """The record a row of archived events was."""
    stamp = parse_instant(str(row["stamp"]), "archive, column stamp")
    return Record(str(row["topic"]), -1, int(row["offset"]), None, str(row["value"]).encode(), stamp)


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")
