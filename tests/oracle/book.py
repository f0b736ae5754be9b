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
    "T-02.N": 2,
    "T-02.yellow_after": 3,
    "T-02.red_after": 5,
    "T-03.warn_days": 2,
    "T-04.grace": 0,
    "T-05.grace": 0,
    "T-06.cure_days": 5,
    "T-07.warn_days": 1,
    "T-08.red_after": 20,
    "T-09.N": 10,
    "T-10.warn_days": 2,
    "T-10.red_after": 1,
    "T-11.max_ext": 10,
    "T-11.max_ext_joint": 15,
    "T-13.N": 3,
    "T-14.warn_days": 2,
    "T-14.yellow_after": 1,
    "T-14.red_after": 2,
    "T-14.due_days": 5,
    "T-15.N": 20,
    "P-02.tolerance_seconds": 60,
    "P-06.min_length": 6,
    "P-13.lag_hours": 24,
    "P-13.bulk_minutes": 5,
    "P-14.last_percent": 20,
    "P-16.N": 1,
    "P-17.min_staff": 2,
    "B-03.warn_days": 1,
    "C-03.N": 1,
}

OFF_BY_DEFAULT = frozenset({"T-12", "E-01", "E-02"})
"""E-01 follows cards instead of events: the oracle knows nothing of it."""

CONFIRMED_FIRST = frozenset(
    {
        ("T-06", "red"),
        ("P-01", "red"),
        ("P-03", "red"),
        ("P-04", "yellow"),
        ("P-05", "yellow"),
        ("P-07", "yellow"),
        ("P-07", "red"),
        ("P-08", "yellow"),
        ("P-09", "yellow"),
        ("P-10", "red"),
        ("P-12", "yellow"),
        ("P-12", "red"),
        ("P-14", "yellow"),
        ("P-15", "yellow"),
        ("P-17", "yellow"),
        ("P-18", "yellow"),
        ("B-02", "red"),
        ("R-07", "red"),
    }
)


@dataclass(frozen=True)
class StageFacts:
    """One stage of an item: `after` are the codes of its predecessors."""

    code: str
    required: bool = True
    statutory: bool = False
    after: tuple[str, ...] = ()
    limit_days: int | None = None
    role: str = "handle"


@dataclass(frozen=True)
class MaterialFacts:
    """A material of an item's guide; `shareable`: the office can fetch it itself."""

    code: str
    required: bool = True
    shareable: bool = False


@dataclass(frozen=True)
class FeeFacts:
    """A fee the item has a standard for; the amount as text."""

    code: str
    standard: str
    amount: str


@dataclass(frozen=True)
class Term:
    """Something of a register that is in force for a while, both days inclusive: a legal basis."""

    code: str
    valid_from: date = date.min
    valid_to: date = date.max


@dataclass(frozen=True)
class StaffFacts:
    """A row of the staff register: who holds which post when."""

    staff_id: str
    post: str
    valid_from: date = date.min
    valid_to: date = date.max


@dataclass(frozen=True)
class PostFacts:
    """A row of the register of posts: what a post may handle; an empty code means any."""

    post: str
    item: str = ""
    stage: str = ""
    region: str = ""
    valid_from: date = date.min
    valid_to: date = date.max


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
    project_type: str | None = None
    free: bool | None = None
    hearing: bool | None = None
    notice: bool | None = None
    third_party: bool | None = None
    certificate: bool | None = None
    lower_review_days: int | None = None
    separation: tuple[str, ...] = ()
    materials: tuple[MaterialFacts, ...] = ()
    fees: tuple[FeeFacts, ...] = ()
    region: str = "R"

    def stage(self, code: str) -> StageFacts | None:
        return next((stage for stage in self.stages if stage.code == code), None)


@dataclass(frozen=True)
class Book:
    """The office's decisions: items, registers, parameters by "rule.name", and what waits for a person.

    `also` are rules switched on that are off unless asked for. `parents`: region → the region it lies in. `colours`
    gives (rule, degree) another colour than the degree's name.
    """

    items: tuple[ItemFacts, ...]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    office_hours: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13), time(17)))
    roll: bool = True
    parameters: Mapping[str, int] = field(default_factory=dict)
    approver_levels: tuple[str, ...] | None = None
    confirm: frozenset[tuple[str, str]] = CONFIRMED_FIRST
    disabled: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    go_live: date | None = None
    bases: tuple[Term, ...] = ()
    staff: tuple[StaffFacts, ...] = ()
    posts: tuple[PostFacts, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def enabled(self, rule: str) -> bool:
        return rule not in self.disabled and (rule in self.also or rule not in OFF_BY_DEFAULT)

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
