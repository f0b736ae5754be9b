"""Naive day arithmetic: every count is a walk over dates, so that it can be trusted and checked by eye.

An *instant* here is a whole number of local seconds (Asia/Shanghai): ordinal of the date * DAY + second of day.
China has kept UTC+8 without summer time since 1992, so one constant turns it into an offset time.
"""

from datetime import date, datetime
from functools import lru_cache

from rules.calendar import Calendar

DAY = 86_400
HOUR = 3_600
OFFICE_HOURS = ((9 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
LAST_FOUR_OFFICE_HOURS = 13 * HOUR
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def instant_of(moment: datetime) -> int:
    """The instant of an aware time, rounded down to a whole second."""
    return _EPOCH_DAY * DAY + int(moment.timestamp() // 1) + 8 * HOUR


def written(instant: int) -> str:
    """RFC 3339 with offset, as the approval systems write it."""
    day, second = divmod(instant, DAY)
    return f"{date_of(day)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}+08:00"


@lru_cache(maxsize=1024)
def date_of(day: int) -> str:
    """The date of an ordinal, YYYY-MM-DD."""
    return date.fromordinal(day).isoformat()


class Days:
    """Counting days by walking. `natural` counts every date, otherwise only working days."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._works: dict[int, bool] = {}

    def works(self, day: int) -> bool:
        """Whether the date is a working day."""
        known = self._works.get(day)
        if known is None:
            known = self._works[day] = self.calendar.works(day)
        return known

    def counts(self, day: int, natural: bool) -> bool:
        """Whether the date is a counting day."""
        return natural or self.works(day)

    def after(self, day: int, n: int, natural: bool = False) -> int:
        """The n-th counting day strictly after `day`; `day` itself for n = 0."""
        while n > 0:
            day += 1
            n -= self.counts(day, natural)
        return day

    def due(self, start: int, n: int, natural: bool = False) -> int:
        """The due date n counting days after `start`; one that is a day off moves to the next working day."""
        day = self.after(start, n, natural)
        while not self.works(day):
            day += 1
        return day

    def between(self, after: int, until: int, natural: bool = False) -> int:
        """How many counting days lie in (after, until]."""
        return sum(self.counts(day, natural) for day in range(after + 1, until + 1))

    def warning(self, start: int, due: int, limit: int, warn_days: int, natural: bool = False) -> int:
        """The warning instant of a limit from `start` to `due`, of `limit` days before anything is added."""
        if limit == 1:
            return due * DAY + LAST_FOUR_OFFICE_HOURS
        day, left = due, min(warn_days, limit - 1)
        while left > 0 or not self.counts(day, natural):
            left -= self.counts(day, natural)
            day -= 1
        return max(day, self.after(start, 1, natural)) * DAY

    def last_working(self, before: int, floor: int) -> int:
        """The last working day before the instant `before`, at least `floor`."""
        day = (before - 1) // DAY
        if before % DAY:
            day -= 1
        while day > floor and not self.works(day):
            day -= 1
        return max(day, floor)

    def announced(self, start: int, due: int) -> bool:
        """Whether notices cover every date from `start` to `due`: else a deadline there is provisional."""
        return self.calendar.announced_between(start, due)
