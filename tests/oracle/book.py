"""What the oracle is told of a rulebook and a calendar: plain values and plain functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

DayState = Literal["working", "off", "unannounced"]

DEFAULTS: Mapping[str, int] = {
    "T-01.N": 5,
    "T-01.warn_days": 1,
    "T-03.warn_days": 2,
    "T-04.grace": 0,
    "T-05.grace": 0,
    "T-07.warn_days": 1,
    "T-09.N": 10,
    "T-10.warn_days": 2,
    "T-10.red_after": 1,
    "T-11.max_ext": 10,
    "T-11.max_ext_joint": 15,
    "P-02.tolerance_seconds": 60,
    "P-13.lag_hours": 24,
    "P-13.bulk_minutes": 5,
    "P-16.N": 1,
}

CONFIRMED_FIRST = frozenset({("P-01", "red"), ("P-15", "yellow")})


@dataclass(frozen=True)
class StageFacts:
    """One stage of an item: `after` are the codes of its predecessors."""

    code: str
    required: bool = True
    statutory: bool = False
    after: tuple[str, ...] = ()
    limit_days: int | None = None


@dataclass(frozen=True)
class ItemFacts:
    """One catalogue version of an item; `valid_to` is inclusive."""

    code: str
    valid_from: date = date.min
    valid_to: date = date.max
    natural: bool = False
    promise: int | None = None
    legal: int | None = None
    joint: bool = False
    stages: tuple[StageFacts, ...] = ()

    def stage(self, code: str) -> StageFacts | None:
        return next((stage for stage in self.stages if stage.code == code), None)


@dataclass(frozen=True)
class Book:
    """The office's decisions: items, parameters by "rule.name", and what waits for a person."""

    items: tuple[ItemFacts, ...]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    office_hours: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13), time(17)))
    roll: bool = True
    parameters: Mapping[str, int] = field(default_factory=dict)
    approver_levels: tuple[str, ...] | None = None
    confirm: frozenset[tuple[str, str]] = CONFIRMED_FIRST
    disabled: frozenset[str] = frozenset()

    def parameter(self, name: str) -> int:
        return self.parameters.get(name, DEFAULTS[name])

    def item(self, code: str | None, on: date) -> ItemFacts | None:
        """The version of the item in force on that day, if any."""
        fitting = [
            each for each in self.items if each.code == code and each.valid_from <= on <= each.valid_to
        ]
        return fitting[-1] if fitting else None


@dataclass(frozen=True)
class Almanac:
    """The calendar as two plain functions; `statutory` is asked for unannounced days only."""

    state: Callable[[date], DayState]
    statutory: Callable[[date], bool]

    def works(self, day: date) -> bool:
        """Whether the day is a working day, by regulation where nobody has announced it."""
        if self.state(day) == "unannounced":
            return day.weekday() < 5 and not self.statutory(day)
        return self.state(day) == "working"

    def any_unannounced(self, after: date, until: date) -> bool:
        """Whether some day of (after, until] is covered by no notice."""
        count = (until - after).days
        return any(
            self.state(date.fromordinal(after.toordinal() + i)) == "unannounced" for i in range(1, count + 1)
        )
