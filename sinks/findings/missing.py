"""A-15: days of which a source says it sent more, and sources that are silent for longer than they ever are.

The usual rate of a source is what came on the working days before its last event, spread over their office hours; the
rulebook may set a floor under it (sources.csv). Time that does not count as office time is no silence, and neither is a
declared outage of the source.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from rules.decode import milliseconds
from rules.finding_rules import Entry, Scope
from rules.office import Office
from rules.office_hours import after_hours
from rules.zone import iso_date
from sinks.findings.finding import Finding

Row = Mapping[str, Any]
RULE = "A-15"
FEWEST_DAYS = 5
"""Of fewer working days nothing is learned; then only the floor counts."""


def incomplete(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A finding for each source and day whose count and what was received differ; none before `go_live`."""
    return [found for row in rows if (found := _of_day(row, office)) is not None]


def quiet(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A finding for each source that is silent for too long at this moment."""
    return [found for row in rows if (found := _silence(row, office)) is not None]


def usual_rate(received: Mapping[int, int], last_day: int, office: Office) -> float:
    """The events in an hour of office time on the working days before the day of the last event; 0 where unknown."""
    days: list[int] = []
    day = last_day
    most = _whole(office, "learn_days")
    first = min(received, default=last_day)
    while len(days) < most and (day := office.calendar.working_before(day - 1, 0)) >= first:
        days.append(day)
    if len(days) < FEWEST_DAYS:
        return 0.0
    hours = sum(end - start for start, end in office.register.office_hours) / 60
    return sum(received.get(each, 0) for each in days) / (len(days) * hours)


def _of_day(row: Row, office: Office) -> Finding | None:
    source, day = str(row["source"]), _day(str(row["day"]))
    if day is None or (office.register.go_live is not None and day < office.register.go_live):
        return None
    end = office.zone.start_of(day + 1)
    if _is_down(source, office.zone.start_of(day), end, office):
        return None
    told = f"申报 / counted {row['counted']}, 收到 / received {row['received']}"
    return _finding(source, iso_date(day), [Entry(told, office.zone.local(end))], office)


def _silence(row: Row, office: Office) -> Finding | None:
    source, last = str(row["source"]), milliseconds(datetime.fromisoformat(str(row["last"])))
    last_day = office.zone.day_of(last)
    counts = zip(row["days"], row["received"], strict=True)
    received = {date.fromisoformat(str(day)).toordinal(): int(number) for day, number in counts}
    known = office.register.sources.get(source)
    rate = max(usual_rate(received, last_day, office), known.floor if known is not None else 0.0)
    if rate <= 0:
        return None
    hours = max(_whole(office, "missed") / rate, float(_whole(office, "hours")))
    reached = after_hours(office, last, hours)
    if reached > office.now or _is_down(source, reached, office.now, office):
        return None
    entries = [
        Entry("最后一条 / last event", office.zone.local(last)),
        Entry(f"预期每小时 / expected an hour {rate:.2f}, {hours:.1f} h", office.zone.local(reached)),
    ]
    return _finding(source, f"since {iso_date(last_day)}", entries, office)


def _finding(source: str, period: str, entries: list[Entry], office: Office) -> Finding:
    known = office.register.sources.get(source)
    dept, region = (known.dept_code, known.region_code) if known is not None else (None, None)
    return Finding(RULE, Scope(period, source=source), tuple(entries), dept, region)


def _is_down(source: str, since: int, until: int, office: Office) -> bool:
    """Whether a declared outage of the source touches the time."""
    return any(
        source in each.sources and each.starts_at <= until and since < each.ends_at
        for each in office.register.outages
    )


def _day(text: str) -> int | None:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def _whole(office: Office, name: str) -> int:
    found = office.register.rules[RULE].parameters[name]
    if not isinstance(found, int):
        raise TypeError(f"{RULE}.{name} is {found!r}, a whole number was expected")
    return found
