"""Day walks: counting on, rolling over days off, first instants of days, and the moment of a warning."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tests.oracle.book import Almanac, Book

ONE_DAY = timedelta(days=1)
Counts = Callable[[date], bool]


def add_days(day: date, number: int, counts: Counts) -> date:
    """The `number`-th counting day strictly after `day`; `day` itself for 0."""
    while number > 0:
        day += ONE_DAY
        number -= counts(day)
    return day


def first_instant(day: date, book: Book) -> datetime:
    return datetime.combine(day, time(0), tzinfo=book.zone).astimezone(UTC)


def midnight_after(day: date, book: Book) -> datetime:
    return first_instant(day + ONE_DAY, book)


@dataclass(frozen=True)
class Deadline:
    """A limit laid out on the calendar; `counts` says which days it counts."""

    start: date
    limit: int
    due: date
    counts: Counts
    provisional: bool
    excluded: frozenset[date] = frozenset()
    extension: int = 0

    def warning_moment(self, warn_days: int, book: Book) -> datetime:
        """First instant of the day with `warn_days` counting days left, or by the hour for one day."""
        if self.limit == 1:
            return four_office_hours_before_end(self.due, book)
        left_wanted = min(warn_days, self.limit - 1)
        day, left = self.due, 0
        while not (self.counts(day) and left == left_wanted):
            left += self.counts(day)
            day -= ONE_DAY
        return first_instant(max(day, add_days(self.start, 1, self.counts)), book)


def four_office_hours_before_end(day: date, book: Book) -> datetime:
    """Walk the office hours of that day backwards, minute by minute, until four hours are spent."""
    minute, spent = 24 * 60, 0
    while spent < 4 * 60:
        minute -= 1
        spent += any(_minutes(begin) <= minute < _minutes(end) for begin, end in book.office_hours)
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=book.zone).astimezone(UTC)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


@dataclass(frozen=True)
class Ruler:
    """How an item's days are counted and where its due dates fall."""

    book: Book
    almanac: Almanac
    natural: bool

    def counts(self, day: date) -> bool:
        return self.natural or self.almanac.works(day)

    def due(self, start: date, days: int, counts: Counts) -> tuple[date, bool]:
        """The due date, rolled over days off where it is natural, and whether it is provisional.

        Natural days need the calendar only where they roll.
        """
        due = unrolled = add_days(start, days, counts)
        while self.natural and self.book.roll and not self.almanac.works(due):
            due += ONE_DAY
        if not self.natural:
            return due, self.almanac.any_unannounced(start, due)
        return due, self.book.roll and self.almanac.any_unannounced(unrolled - ONE_DAY, due)

    def unsure_between(self, after: date, until: date) -> bool:
        """Whether counting over these days needs one that nobody has announced."""
        return not self.natural and self.almanac.any_unannounced(after, until)


def working_deadline(start: date, limit: int, almanac: Almanac) -> Deadline:
    """N working days, whatever the item's day kind."""
    due = add_days(start, limit, almanac.works)
    return Deadline(start, limit, due, almanac.works, almanac.any_unannounced(start, due))
