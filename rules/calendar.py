"""Business days: which dates count, and how to step over those that do not.

Dates are proleptic ordinals (`datetime.date.toordinal`, 1 = 0001-01-01, a Monday). A date is *working*,
*off* or *unannounced*: no notice covers it yet. An unannounced date is judged provisionally by the week and
the statutory days (contracts 2.10); whoever steps over one learns so from `announced_through`.

Sources: 行政许可法 82 (limits are working days); 全国年节及纪念日放假办法 (statutory days); the yearly
notice of the State Council's office moves days off and names make-up working days.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b

LAST_DAY = date.max.toordinal()


class DayState(StrEnum):
    """What the calendar knows of a date."""

    WORKING = "working"
    OFF = "off"
    UNANNOUNCED = "unannounced"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """One date that a notice names: `off` False is a make-up working day (调休上班)."""

    day: int
    off: bool
    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's notice. A notice without days announces nothing yet."""

    year: int
    days: tuple[NamedDay, ...]


@dataclass(slots=True)
class _Year:
    """A year's days: `rank[i]` working days lie in its first i days; `working` holds their ordinals."""

    first: int
    rank: "array[int]"
    working: "array[int]"


@dataclass(slots=True)
class Calendar:
    """The notices in force, with provisional days off for years nobody has announced.

    `statutory` maps a year to the ordinals of its statutory days off (1 January, Spring Festival eve to the
    third day, Qingming, 1–2 May, Dragon Boat, Mid-Autumn, 1–3 October); it is asked only for unannounced
    years. Where two notices speak of one date, the later year's wins. `version` names what was loaded and
    stands on what is computed.
    """

    notices: Iterable[Notice]
    statutory: Mapping[int, frozenset[int]]
    version: str = ""
    _named: dict[int, NamedDay] = field(default_factory=dict, init=False, repr=False)
    _announced: set[int] = field(default_factory=set, init=False, repr=False)
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for notice in sorted(self.notices, key=lambda each: each.year):
            if notice.days:
                self._announced.add(notice.year)
            self._named.update((named.day, named) for named in notice.days)

    @property
    def digest(self) -> bytes:
        """Eight bytes that differ where what was announced differs."""
        named = sorted((each.day, each.off, each.name) for each in self._named.values())
        return blake2b(repr((named, sorted(self._announced))).encode(), digest_size=8).digest()

    def state(self, day: int) -> DayState:
        """Working, off, or unannounced."""
        if not self.announced(day):
            return DayState.UNANNOUNCED
        return DayState.WORKING if self.works(day) else DayState.OFF

    def announced(self, day: int) -> bool:
        """Whether a notice covers this date: its year's, or another year's that names it."""
        return day in self._named or _year_of(day) in self._announced

    def name(self, day: int) -> str | None:
        """The name a notice gives the date, e.g. 国庆节; None for a plain day."""
        named = self._named.get(day)
        return named.name if named else None

    def works(self, day: int) -> bool:
        """Whether the date is taken as a working day, provisionally where unannounced."""
        named = self._named.get(day)
        if named is not None:
            return not named.off
        if (day - 1) % 7 >= 5:
            return False
        year = _year_of(day)
        return year in self._announced or day not in self.statutory.get(year, frozenset())

    def add_working(self, day: int, days: int) -> int:
        """The `days`-th working day strictly after `day`; `days` ≥ 1. Never past 9999-12-31."""
        if days > LAST_DAY - day:
            return LAST_DAY
        year = _year_of(day)
        block = self._block(year)
        wanted = block.rank[day - block.first + 1] + days
        while wanted > len(block.working):
            wanted -= len(block.working)
            year += 1
            if year > date.max.year:
                return LAST_DAY
            block = self._block(year)
        return block.working[wanted - 1]

    def working_before(self, day: int, days: int) -> int:
        """The working day from which exactly `days` working days lie in (it, day]; `days` ≥ 0."""
        year = _year_of(day)
        block = self._block(year)
        wanted = block.rank[day - block.first + 1] - days
        while wanted < 1:
            year -= 1
            if year < date.min.year:
                return 1
            block = self._block(year)
            wanted += len(block.working)
        return block.working[wanted - 1]

    def count_working(self, after: int, until: int) -> int:
        """How many working days lie in (after, until]; 0 when until ≤ after."""
        if until <= after:
            return 0
        first, last = _year_of(after), _year_of(until)
        block = self._block(first)
        total = -block.rank[after - block.first + 1]
        for year in range(first, last):
            total += len(self._block(year).working)
        block = self._block(last)
        return total + block.rank[until - block.first + 1]

    def announced_between(self, after: int, until: int) -> bool:
        """Whether every date of (after, until] is covered by a notice."""
        if until <= after:
            return True
        first, last = _year_of(after + 1), _year_of(until)
        if first in self._announced and (first == last or self._announced.issuperset(range(first, last + 1))):
            return True
        return all(self.announced(day) for day in range(after + 1, until + 1))

    def _block(self, year: int) -> _Year:
        block = self._years.get(year)
        return block if block is not None else self._build(year)

    def _build(self, year: int) -> _Year:
        first = date(year, 1, 1).toordinal()
        last = date(year, 12, 31).toordinal()
        free = frozenset[int]() if year in self._announced else self.statutory.get(year, frozenset[int]())
        rank, working = array("H", [0]), array("i")
        for day in range(first, last + 1):
            named = self._named.get(day)
            if (day - 1) % 7 < 5 and day not in free if named is None else not named.off:
                working.append(day)
            rank.append(len(working))
        block = self._years[year] = _Year(first, rank, working)
        return block


@lru_cache(maxsize=4096)
def _year_of(day: int) -> int:
    return date.fromordinal(day).year
