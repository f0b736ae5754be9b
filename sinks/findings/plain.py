"""Findings that only count: repeated bad ratings (R-06), late entries (P-13), silent channels (R-09), and yellow cards
that add up (E-02)."""

from collections.abc import Iterable, Iterator
from datetime import date

from rules.decode import milliseconds
from rules.finding_rules import Entry, Scope, reached
from rules.office import Office
from rules.zone import iso_date
from sinks.findings.finding import Finding
from sinks.findings.reading import Row, about_row, entries_of, whole


def repeated(rows: Iterable[Row], office: Office) -> list[Finding]:
    """R-06: a finding for each span of days in which a person or an item had too many confirmed bad ratings."""
    return [finding for row in rows for finding in _spans(row, office)]


def _spans(row: Row, office: Office) -> Iterator[Finding]:
    """Spans of `natural_days` from their first rating on, one after the other, none sharing a rating with another."""
    count, window = whole(office, "R-06", "count"), whole(office, "R-06", "natural_days")
    entries = entries_of(row, office)
    days = [office.zone.day_of(milliseconds(entry.time)) for entry in entries]
    begin = 0
    while (place := reached(days[begin:], count, window)) is not None:
        first = begin + place - count + 1
        end = next((at for at in range(first, len(days)) if days[at] - days[first] >= window), len(days))
        yield about_row(row, iso_date(days[first]), "R-06", entries[first:end])
        begin = end


def late_entries(rows: Iterable[Row], office: Office) -> list[Finding]:
    """P-13, monthly: a finding for each person and month with too many cases recorded late."""
    return [about_row(row, str(row["month"]), "P-13", entries_of(row, office)) for row in rows]


def silent(rows: Iterable[Row], office: Office) -> list[Finding]:
    """R-09: a finding for each channel that gave no rating on so many working days on which cases were closed.

    Its evidence are the first so many of those days. None where they ended before the rulebook's `go_live`.
    """
    found = (_silence(row, office) for row in rows)
    return [finding for finding in found if finding is not None]


def _silence(row: Row, office: Office) -> Finding | None:
    limit, go_live = whole(office, "R-09", "N"), office.register.go_live
    closed = (date.fromisoformat(text).toordinal() for text in row["days"])
    working = [day for day in closed if office.calendar.works(day)][:limit]
    if len(working) < limit or (go_live is not None and working[-1] < go_live):
        return None
    ends = [office.zone.start_of(day + 1) for day in working]
    entries = tuple(
        Entry(iso_date(day), office.zone.local(end)) for day, end in zip(working, ends, strict=True)
    )
    dept = str(row["dept_code"])
    scope = Scope(str(row["last_day"]), channel=int(row["channel"]), dept_code=dept)
    return Finding("R-09", scope, entries, dept, str(row["region_code"]) or None)


def added_up(rows: Iterable[Row], office: Office) -> list[Finding]:
    """E-02: a finding for each person and month with so many yellow cards that stand."""
    return [about_row(row, str(row["period"]), "E-02", entries_of(row, office)) for row in rows]
