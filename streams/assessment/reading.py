"""The counted facts of a month, asked of the archive: one named query a kind of fact, page by page."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from rules.assessment.facts import CATALOGUE, CardLine, MonthFacts, RatingGroup, Tally
from rules.assessment.periods import Month
from rules.zone import Zone, iso_date
from streams.archive_client import ArchiveClient

PAGE = 10_000
COUNTING = ("cases", "tickets", "records", "leads", "office")
"""The queries whose columns are counted facts."""

Parameters = Mapping[str, str]


class Span:
    """The days of a month that count, as queries are told them: from `go_live` on, and not after `today`."""

    def __init__(self, month: Month, zone: Zone, go_live: int | None, today: int) -> None:
        first, end = max(month.first_day, go_live or 0), min(month.last_day, today) + 1
        self.first, self.next = min(first, end), end
        self._zone = zone

    @property
    def days(self) -> Parameters:
        """As dates of the zone, the second exclusive."""
        return {"first": iso_date(self.first), "next": iso_date(self.next), "zone": self._zone.name}

    @property
    def instants(self) -> Parameters:
        """As instants, the second exclusive."""
        return {"since": self._text(self.first), "until": self._text(self.next)}

    def _text(self, day: int) -> str:
        seconds, rest = divmod(self._zone.start_of(day), 1000)
        moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)
        return moment.isoformat(timespec="milliseconds")


def month_facts(archive: ArchiveClient, span: Span) -> MonthFacts:
    """All facts of the span, as the archive has them now."""
    tallies = [_tally(row) for name in COUNTING for row in rows(archive, f"assessment_{name}", span)]
    cards = [CardLine(**_fields(CardLine, row)) for row in rows(archive, "assessment_cards", span)]
    ratings = [_group(row) for row in rows(archive, "assessment_ratings", span)]
    return MonthFacts.of(tallies, cards, ratings)


def rows(archive: ArchiveClient, query: str, span: Span, **more: str) -> Iterator[dict[str, Any]]:
    """All rows of a query that goes on after a place."""
    parameters = {**_asked(query, span), **more}
    after: dict[str, str] = {}
    while True:
        page = archive.run(query, **parameters, limit=PAGE, **after)
        yield from page
        if len(page) < PAGE:
            return
        after = {"after": str(page[-1]["place"])}


def _asked(query: str, span: Span) -> dict[str, str]:
    """Those of the span's parameters that the query takes."""
    from sinks.named_queries import query_named

    takes = query_named(query).types
    return {name: text for name, text in {**span.days, **span.instants}.items() if name in takes}


def _tally(row: Mapping[str, Any]) -> Tally:
    counts = {name: int(row[name]) for name in CATALOGUE if row.get(name)}
    return Tally(*_place(row), counts=counts, digest=int(row.get("digest", 0)))


def _place(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return str(row["staff_id"]), str(row["dept_code"]), str(row["item_code"]), str(row["region_code"])


def _group(row: Mapping[str, Any]) -> RatingGroup:
    return RatingGroup(
        *_place(row),
        channel=int(row["of_channel"]),
        level=int(row["of_level"]),
        status=str(row["of_status"]),
        counts=bool(row["counting"]),
        number=int(row["number"]),
    )


def _fields(kind: type[CardLine], row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in kind.__struct_fields__}
