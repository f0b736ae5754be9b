"""What only somebody who knows the office's calendar can tell Prometheus: how long sources have been silent while the
office was open, and how far the calendar is known.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from rules.calendar import Calendar
from rules.court import Court
from rules.office_hours import HOUR_MS, hours_between
from rules.zone import Zone
from streams.calendar_source import announced_years
from streams.worker.metrics import Metrics

LONGEST_MS = 60 * 24 * HOUR_MS
"""How far back silence is counted: an office day is looked at for each day between."""


def tell_of_office(metrics: Metrics, court: Court, last_taken: Mapping[str, int], now: int) -> None:
    """Set both gauges as of `now` (ms); `last_taken`: when each source's last good record was taken, in ms."""
    office = court.office(now)
    for source, taken in last_taken.items():
        since = max(taken, now - LONGEST_MS)
        metrics.silent.labels(source).set(hours_between(office, since, now) * 3600)
    known = known_until(court.calendar, court.zone, now)
    metrics.calendar_until.set(known / 1000)


def known_until(calendar: Calendar, zone: Zone, now: int) -> int:
    """The first instant of the first year whose days off are not announced, from this year on (ms)."""
    year = date.fromordinal(zone.day_of(now)).year
    return zone.start_of(date(_first_gap(announced_years(calendar), year), 1, 1).toordinal())


def _first_gap(announced: Iterable[int], year: int) -> int:
    known = set(announced)
    while year in known:
        year += 1
    return year
