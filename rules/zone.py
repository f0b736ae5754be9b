"""Business days and clock times of one time zone (contracts 2.2): an instant's date, a date's first instant.

Instants are integer milliseconds UTC, dates proleptic ordinals. The zone's data is the system's (or `tzdata`'s) IANA
table, which is the only thing here that is not computed.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH_DAY = date(1970, 1, 1).toordinal()
DAY_MS = 86_400_000
MINUTE_MS = 60_000
DAY_MINUTES = 1_440
_LAST = date.max.toordinal()
_CLOCK = tuple(f"T{hour:02}:{minute:02}:" for hour in range(24) for minute in range(60))
"""The minutes of a day as texts have them."""


class Zone:
    """One IANA zone, e.g. Asia/Shanghai; raises ZoneInfoNotFoundError for an unknown name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._info = ZoneInfo(name)
        self._starts: dict[int, int] = {}
        self._plain: dict[int, bool] = {}
        self._dates: dict[int, tuple[str, str] | None] = {}
        self._offset = EPOCH_DAY * DAY_MS - self.start_of(EPOCH_DAY)

    def day_of(self, instant: int) -> int:
        """The business day of an instant."""
        day = (instant + self._offset) // DAY_MS
        starts = self._starts
        if day in starts and starts[day] <= instant and day + 1 in starts and instant < starts[day + 1]:
            return day
        if instant < self.start_of(day):
            return day - 1
        if instant >= self.start_of(day + 1):
            return day + 1
        return day

    def start_of(self, day: int) -> int:
        """The first instant of a date; past 9999-12-31 it stays there, so that nothing is ever due then."""
        start = self._starts.get(day)
        if start is None:
            start = self._starts[day] = self._wall_instant(day, 0)
        return start

    def instant(self, day: int, minutes: int) -> int:
        """The instant at which the wall clock shows this many minutes of the date."""
        if 0 <= minutes < DAY_MINUTES and self._is_plain(day):
            return self.start_of(day) + minutes * MINUTE_MS
        return self._wall_instant(day, minutes)

    def _is_plain(self, day: int) -> bool:
        """Whether the offset does not change on the date, which begins at midnight: the wall clock is arithmetic."""
        plain = self._plain.get(day)
        if plain is None:
            start, end = self.local(self.start_of(day)), self.local(self.start_of(day + 1))
            plain = start.utcoffset() == end.utcoffset() and start.time() == time() == end.time()
            self._plain[day] = plain = plain and day < _LAST
        return plain

    def _wall_instant(self, day: int, minutes: int) -> int:
        wall = datetime.combine(date.fromordinal(min(day, _LAST)), datetime.min.time(), self._info)
        return _since_epoch(wall + timedelta(minutes=minutes))

    def same_clock(self, instant: int, day: int) -> int:
        """The instant on `day` at which the wall clock shows what it shows at `instant`."""
        today = self.day_of(instant)
        if self._is_plain(today) and self._is_plain(day):
            return self.start_of(day) + instant - self.start_of(today)
        wall = self.local(instant)
        return _since_epoch(datetime.combine(date.fromordinal(min(day, _LAST)), wall.time(), self._info))

    def local(self, instant: int) -> datetime:
        """The instant as local date and time with offset."""
        seconds, thousandths = divmod(instant, 1000)
        return datetime.fromtimestamp(seconds, self._info).replace(microsecond=thousandths * 1000)

    def wall(self, instant: int) -> str:
        """What the wall clock shows, for sentences: 2026-01-05 10:00, with seconds where there are any."""
        text = self.iso(instant)
        return f"{text[:10]} {text[11:16] if text[17:19] == '00' else text[11:19]}"

    def iso(self, instant: int) -> str:
        """RFC 3339 with the zone's offset and milliseconds, as every output writes it."""
        day = self.day_of(instant)
        if day not in self._dates:
            self._dates[day] = self._date_and_offset(day)
        whole_day = self._dates[day]
        if whole_day is None:
            return self.local(instant).isoformat(timespec="milliseconds")
        minutes, rest = divmod(instant - self._starts[day], MINUTE_MS)
        return f"{whole_day[0]}{_CLOCK[minutes]}{rest // 1000:02}.{rest % 1000:03}{whole_day[1]}"

    def _date_and_offset(self, day: int) -> tuple[str, str] | None:
        """The date and the offset as texts; None for a day on which the offset changes."""
        if not self._is_plain(day):
            return None
        start = self.local(self.start_of(day))
        return start.date().isoformat(), start.isoformat(timespec="minutes")[16:]


@lru_cache(maxsize=4096)
def iso_date(day: int) -> str:
    """YYYY-MM-DD."""
    return date.fromordinal(day).isoformat()


@lru_cache(maxsize=16)
def zone(name: str) -> Zone:
    """The zone of this name, shared, because its table of midnights fills with use."""
    return Zone(name)


def _since_epoch(wall: datetime) -> int:
    offset = wall.utcoffset() or timedelta()
    naive = wall.replace(tzinfo=None) - datetime(1970, 1, 1)  # noqa: DTZ001 - the offset is taken off by hand
    return (naive - offset) // timedelta(milliseconds=1)
