"""Counting days of one kind, with days that do not count taken out (contracts 2.3, 2.6, 2.9, 2.11).

Dates are ordinals. `excluded` are half-open spans (after, until] of dates, in order and disjoint: the days of special
procedures. Natural days count every date, working days those of the calendar.
"""

from collections.abc import Sequence

from rules.calendar import LAST_DAY, Calendar
from rules.rulebook import DayKind

Span = tuple[int, int]
"""(after, until]: the dates strictly after the first, up to and including the second."""


def add_days(calendar: Calendar, kind: DayKind, day: int, days: int) -> int:
    """The `days`-th counting day strictly after `day`; `days` ≥ 1."""
    if kind is DayKind.WORKING:
        return calendar.add_working(day, days)
    return min(day + days, LAST_DAY)


def count_days(calendar: Calendar, kind: DayKind, after: int, until: int) -> int:
    """How many counting days lie in (after, until]."""
    if kind is DayKind.WORKING:
        return calendar.count_working(after, until)
    return max(0, until - after)


def counts(calendar: Calendar, kind: DayKind, day: int) -> bool:
    """Whether the date is a counting day."""
    return kind is DayKind.NATURAL or calendar.works(day)


def extend(spans: list[Span], new: Span) -> Span:
    """Add a span to spans in order, none of which begins after it; returns the part that no span had yet.

    Overlapping spans become one, so that each day is excluded once; an empty span adds nothing.
    """
    after, until = new
    if spans and after <= spans[-1][1]:
        begun, covered = spans[-1]
        if until > covered:
            spans[-1] = (begun, until)
        return covered, until
    if until > after:
        spans.append(new)
    return new


def add_days_without(calendar: Calendar, kind: DayKind, day: int, days: int, excluded: Sequence[Span]) -> int:
    """The `days`-th counting day strictly after `day` that no span excludes."""
    due = add_days(calendar, kind, day, days)
    while excluded:
        skipped = sum(
            count_days(calendar, kind, max(after, day), min(until, due)) for after, until in excluded
        )
        moved = add_days(calendar, kind, day, days + skipped)
        if moved == due:
            break
        due = moved
    return due


def step_back(calendar: Calendar, kind: DayKind, day: int, days: int, excluded: Sequence[Span] = ()) -> int:
    """The counting day w for which exactly `days` counting days (none excluded) lie in (w, day]."""
    if kind is DayKind.WORKING and not excluded:
        return calendar.working_before(day, days)
    left = days
    while left > 0 or not _counts_here(calendar, kind, day, excluded):
        if day <= 1:
            return 1
        if _counts_here(calendar, kind, day, excluded):
            left -= 1
        day -= 1
    return day


def roll(calendar: Calendar, day: int) -> int:
    """A due date that is a day off moves to the next working day (民法典 203)."""
    return day if calendar.works(day) else calendar.add_working(day, 1)


def _counts_here(calendar: Calendar, kind: DayKind, day: int, excluded: Sequence[Span]) -> bool:
    return counts(calendar, kind, day) and not any(after < day <= until for after, until in excluded)
