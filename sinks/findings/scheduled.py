"""The scheduled queries: for each rule its named query, the parameters from the rulebook, and how its rows are read.

The queries name people and places that may have something; what days mean (working days, windows of days) is decided
here, by the rulebook and the calendar.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from rules.decode import milliseconds
from rules.finding_rules import Entry, Scope, reached
from rules.office import Office
from rules.zone import iso_date
from sinks.findings.finding import Finding
from sinks.findings.missing import incomplete, quiet

Row = Mapping[str, Any]
Parameters = dict[str, str | int]


class Scheduled(NamedTuple):
    """One scheduled query; `read` takes all its rows."""

    rule_id: str
    query: str
    parameters: Callable[[Office], Parameters]
    read: Callable[[Iterable[Row], Office], list[Finding]]


def _parameter(office: Office, rule_id: str, name: str) -> int:
    found = office.register.rules[rule_id].parameters[name]
    if not isinstance(found, int):
        raise TypeError(f"{rule_id}.{name} is {found!r}, a whole number was expected")
    return found


def _repeated_parameters(office: Office) -> Parameters:
    return {
        "count": _parameter(office, "R-06", "count"),
        "days": _parameter(office, "R-06", "natural_days"),
        "zone": office.zone.name,
    }


def repeated(rows: Iterable[Row], office: Office) -> list[Finding]:
    """R-06: a finding for each span of days in which a person or an item had too many confirmed bad ratings."""
    return [finding for row in rows for finding in _spans(row, office)]


def _spans(row: Row, office: Office) -> Iterator[Finding]:
    """Spans of `natural_days` from their first rating on, one after the other, none sharing a rating with another."""
    count, window = _parameter(office, "R-06", "count"), _parameter(office, "R-06", "natural_days")
    entries = _entries(row, office)
    days = [office.zone.day_of(milliseconds(entry.time)) for entry in entries]
    begin = 0
    while (place := reached(days[begin:], count, window)) is not None:
        first = begin + place - count + 1
        end = next((at for at in range(first, len(days)) if days[at] - days[first] >= window), len(days))
        yield _about(row, iso_date(days[first]), "R-06", entries[first:end])
        begin = end


def _about(row: Row, period: str, rule_id: str, entries: Sequence[Entry]) -> Finding:
    name = str(row["name"])
    scope = Scope(period, person=name) if row["kind"] == "person" else Scope(period, item=name)
    return Finding(
        rule_id, scope, tuple(entries), str(row["dept_code"]) or None, str(row["region_code"]) or None
    )


def _late_parameters(office: Office) -> Parameters:
    return {"per_month": _parameter(office, "P-13", "per_month"), "zone": office.zone.name}


def late_entries(rows: Iterable[Row], office: Office) -> list[Finding]:
    """P-13, monthly: a finding for each person and month with too many cases recorded late."""
    return [_about(row, str(row["month"]), "P-13", _entries(row, office)) for row in rows]


def _silent_parameters(office: Office) -> Parameters:
    return {"days": _parameter(office, "R-09", "N"), "today": iso_date(office.day), "zone": office.zone.name}


def silent(rows: Iterable[Row], office: Office) -> list[Finding]:
    """R-09: a finding for each channel that gave no rating on so many working days on which cases were closed.

    Its evidence are the first so many of those days. None where they ended before the rulebook's `go_live`.
    """
    found = (_silence(row, office) for row in rows)
    return [finding for finding in found if finding is not None]


def _silence(row: Row, office: Office) -> Finding | None:
    limit, go_live = _parameter(office, "R-09", "N"), office.register.go_live
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


def _incomplete_parameters(office: Office) -> Parameters:
    percent = _parameter(office, "A-15", "percent")
    return {"percent": percent, "today": iso_date(office.day), "zone": office.zone.name}


def _sources_parameters(office: Office) -> Parameters:
    return {"today": iso_date(office.day), "zone": office.zone.name}


def _entries(row: Row, office: Office) -> list[Entry]:
    """The pieces of evidence of a row, in order of time."""
    pairs = zip(row["refs"], row["times"], strict=True)
    entries = [
        Entry(str(ref), office.zone.local(milliseconds(datetime.fromisoformat(time)))) for ref, time in pairs
    ]
    return sorted(entries, key=lambda entry: (entry.time, entry.ref))


SCHEDULED = (
    Scheduled("A-15", "finding_incomplete_days", _incomplete_parameters, incomplete),
    Scheduled("A-15", "finding_silent_sources", _sources_parameters, quiet),
    Scheduled("P-13", "finding_late_entries", _late_parameters, late_entries),
    Scheduled("R-06", "finding_repeated_bad_ratings", _repeated_parameters, repeated),
    Scheduled("R-09", "finding_silent_channels", _silent_parameters, silent),
)
"""All of them, in order of rule id."""
