"""The rulebook as plain values: what an office decides (colours, days, modes, items), never how a rule works.

Everything here is immutable and already checked; the loader in `streams/` reads the folder (or workbook), reports
every mistake with file, line and column, and hands these values over. Dates are proleptic ordinals
(`datetime.date.toordinal`), inclusive at both ends; `None` as a `valid_to` means still in force. Days of limits are
counted in the item's day kind unless said otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from rules.routes import Outage, Receiver, Route, Silence, Source

Name = TypeVar("Name")
Row = TypeVar("Row")

FOREVER = 3_652_059  # 9999-12-31 as an ordinal: an open end of validity
GUIDE_ELEMENTS = (
    "basic_information",
    "division_of_authority",
    "what_is_exercised",
    "process",
    "legal_basis",
    "flow_chart",
    "conditions_of_acceptance",
    "materials",
    "fees",
    "rights_and_duties",
    "where_to_ask",
    "supervision_and_complaints",
    "sample_result",
    "common_questions",
)
"""The fourteen elements of a service guide (办事指南)."""

GROUNDS = ("nature", "purpose", "process", "attitude")
"""问题性质, 动机目的, 决策过程, 纠错态度: the elements of an exemption (容错免责), each of which may be its ground."""


class DayKind(StrEnum):
    """How an item's days are counted: working days (行政许可法 82) or all days (民法典 200–203)."""

    WORKING = "working"
    NATURAL = "natural"


class Mode(StrEnum):
    """Whether a card takes effect by itself or waits for a person (待确认)."""

    AUTOMATIC = "automatic"
    CONFIRM = "confirm"


class Colour(StrEnum):
    """The colours a verdict may be given, from light to grave."""

    WARNING = "warning"
    YELLOW = "yellow"
    RED = "red"


GRAVITY: Mapping[Colour, int] = {Colour.WARNING: 0, Colour.YELLOW: 1, Colour.RED: 2}


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What the rulebook says of one rule: switched on or off, colours and modes by degree, parameters by name.

    A rule has one or more *degrees* named by their default colours ("warning", "yellow", "red"); `colours` maps
    degree to the colour this office gives it, `modes` to the way its card takes effect. All degrees of the rule are
    present in both. `parameters` holds every parameter of the rule, defaults filled in; `counting_mode` of the T
    rules is among them.
    """

    enabled: bool
    colours: Mapping[str, Colour]
    modes: Mapping[str, Mode]
    parameters: Mapping[str, int | str | tuple[str, ...] | None]


@dataclass(frozen=True, slots=True)
class Material:
    material_code: str
    name: str
    required: bool
    shareable: bool
    wording: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage (环节) of an item's flow; `after` are the codes of its predecessors."""

    stage_code: str
    name: str
    position: int
    role: str
    required: bool
    statutory: bool
    after: tuple[str, ...]
    limit_days: int | None


@dataclass(frozen=True, slots=True)
class Fee:
    fee_code: str
    standard_id: str
    amount: str  # decimal text, compared as a number by P-10


@dataclass(frozen=True, slots=True)
class Item:
    """One version of a catalogue item (事项), in force from `valid_from` to `valid_to`, both inclusive.

    `None` in an optional field means the office said nothing, so the rule that needs it is not judged.
    """

    item_code: str
    version: str
    valid_from: int
    valid_to: int
    name: str
    dept_code: str
    region_code: str
    project_type: str | None
    day_kind: DayKind
    promise_days: int | None
    legal_days: int | None
    joint: bool
    free: bool | None = None
    hearing_required: bool | None = None
    notice_required: bool | None = None
    third_party: bool | None = None
    min_minutes: int | None = None
    certificate: bool | None = None
    lower_review_days: int | None = None
    separation: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    stages: Mapping[str, Stage] = field(default_factory=dict)
    materials: Mapping[str, Material] = field(default_factory=dict)
    fees: tuple[Fee, ...] = ()
    guide: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    basis_id: str
    name: str
    valid_from: int
    valid_to: int


@dataclass(frozen=True, slots=True)
class Region:
    region_code: str
    name: str
    parent: str | None
    level: str


@dataclass(frozen=True, slots=True)
class Unit:
    dept_code: str
    name: str
    region_code: str
    parent: str | None
    kind: str
    leader_id: str | None


@dataclass(frozen=True, slots=True)
class StaffMember:
    staff_id: str
    name: str
    dept_code: str
    staff_type: str
    post: str
    roles: tuple[str, ...]
    valid_from: int
    valid_to: int


@dataclass(frozen=True, slots=True)
class PostAuthority:
    """A post may handle this stage of this item in this region; an empty code means any."""

    post: str
    item_code: str
    stage_code: str
    region_code: str
    valid_from: int
    valid_to: int


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is on duty for a department on which ISO weekdays (1 = Monday), and who stands in."""

    dept_code: str
    staff_id: str
    deputy_id: str | None
    weekdays: frozenset[int]
    valid_from: int
    valid_to: int
    takes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is away from `first` to `last`, both inclusive; `deputy_id` stands in (AB岗)."""

    staff_id: str
    first: int
    last: int
    deputy_id: str | None


@dataclass(frozen=True, slots=True)
class Deviation:
    rule_id: str
    scope: str
    reason: str
    owner: str
    expires: int


@dataclass(frozen=True, slots=True)
class Exemption:
    """An advance filing (容错免责): its main `ground`, and what was said of each of the four elements (四要素)."""

    ground: str
    scope: str
    filed_at: int
    filed_by: str
    nature: str = ""
    purpose: str = ""
    process: str = ""
    attitude: str = ""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One version of an office's rulebook.

    `zone` is an IANA name; `office_hours` are (start, end) in minutes of the local day, in order, not overlapping.
    `valid_from` is an ordinal: the version holds for cases that start on that day or later. `go_live` is an ordinal
    or None. `rulebook_hash` covers every file of the folder and stands on every card. `items` lists the versions of
    each item code in order of `valid_from`. `letterhead` is the heading of notices, as far as the office chose it.
    `catch_all` are the office's own words of open requirements, for the lint.
    `denials` and `plans` keep answers that rest on nothing but the rulebook (`rules.authority`, `rules.rules`).
    """

    name: str
    version: str
    valid_from: int
    zone: str
    office_hours: tuple[tuple[int, int], ...]
    natural_days_roll: bool
    go_live: int | None
    keep_closed_days: int
    rules: Mapping[str, RuleSettings]
    items: Mapping[str, tuple[Item, ...]]
    rulebook_hash: str
    basis: Mapping[str, Basis] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    staff: Mapping[str, tuple[StaffMember, ...]] = field(default_factory=dict)
    posts: tuple[PostAuthority, ...] = ()
    duties: tuple[Duty, ...] = ()
    absences: tuple[Absence, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    assessment: Mapping[str, object] = field(default_factory=dict)
    tickets: Mapping[str, object] = field(default_factory=dict)
    privacy: Mapping[str, object] = field(default_factory=dict)
    letterhead: Mapping[str, str] = field(default_factory=dict)
    catch_all: tuple[str, ...] = ()
    receivers: Mapping[str, Receiver] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    silences: tuple[Silence, ...] = ()
    outages: tuple[Outage, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    lists_fees: bool = field(init=False, compare=False, repr=False)
    enabled: frozenset[str] = field(init=False, compare=False, repr=False)
    denials: dict[tuple[str | None, ...], Sequence[tuple[int, int]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    plans: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    _authority: Mapping[tuple[str, str], Sequence[PostAuthority]] = field(
        init=False, compare=False, repr=False
    )
    _duties: Mapping[str, Sequence[Duty]] = field(init=False, compare=False, repr=False)
    _absences: Mapping[str, Sequence[Absence]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        fees = any(item.fees for versions in self.items.values() for item in versions)
        object.__setattr__(self, "lists_fees", fees)
        enabled = frozenset(rule_id for rule_id, settings in self.rules.items() if settings.enabled)
        object.__setattr__(self, "enabled", enabled)
        object.__setattr__(self, "_authority", _by_post_and_item(self.posts))
        object.__setattr__(self, "_duties", _grouped((duty.dept_code, duty) for duty in self.duties))
        object.__setattr__(self, "_absences", _grouped((each.staff_id, each) for each in self.absences))

    def item(self, item_code: str | None, on: int) -> Item | None:
        """The catalogue version of `item_code` in force on day `on`; None if unlisted or cancelled (B-04)."""
        for item in reversed(self.items.get(item_code or "", ())):
            if item.valid_from <= on <= item.valid_to:
                return item
        return None

    def on_duty(self, dept_code: str | None, day: int, takes: str | None = None) -> str | None:
        """The staff id of the person on duty for the department on that day (first row of duty.csv that fits).

        `takes` asks for somebody who takes that ("tickets", "alerts").
        """
        rows = self.duty_rows(dept_code, day, takes)
        return rows[0].staff_id if rows else None

    def duty_rows(self, dept_code: str | None, day: int, takes: str | None = None) -> list[Duty]:
        """The rows of duty.csv for the department on that day, in their order there."""
        weekday = (day - 1) % 7 + 1  # ordinal 1 (0001-01-01) was a Monday
        return [
            duty
            for duty in self.duties_of(dept_code)
            if weekday in duty.weekdays
            and duty.valid_from <= day <= duty.valid_to
            and (takes is None or takes in duty.takes)
        ]

    def duties_of(self, dept_code: str | None) -> Sequence[Duty]:
        """All rows of duty.csv for the department, in their order there."""
        return self._duties.get(dept_code or "", ())

    def absence(self, staff_id: str | None, day: int) -> Absence | None:
        """Why the person is not there on that day: the row of absences.csv, None where there is none."""
        return next((each for each in self.absences_of(staff_id) if each.first <= day <= each.last), None)

    def absences_of(self, staff_id: str | None) -> Sequence[Absence]:
        """All absences of the person, in their order in absences.csv."""
        return self._absences.get(staff_id or "", ())

    def member(self, staff_id: str | None, day: int) -> StaffMember | None:
        """The register's row of this person on that day."""
        for member in self.staff.get(staff_id or "", ()):
            if member.valid_from <= day <= member.valid_to:
                return member
        return None

    def authority(self, post: str, item_code: str) -> list[PostAuthority]:
        """What posts.csv lets a post do in this item: the rows for the item and those for any item, of all times."""
        return [*self._authority.get((post, item_code), ()), *self._authority.get((post, ""), ())]

    def region_and_parents(self, region_code: str) -> list[str]:
        """The region, its parent by regions.csv, that one's parent …; a circle ends where it closes."""
        chain = [region_code]
        while (region := self.regions.get(chain[-1])) and region.parent and region.parent not in chain:
            chain.append(region.parent)
        return chain


def _by_post_and_item(posts: Sequence[PostAuthority]) -> dict[tuple[str, str], list[PostAuthority]]:
    return _grouped(((row.post, row.item_code), row) for row in posts)


def _grouped(pairs: Iterable[tuple[Name, Row]]) -> dict[Name, list[Row]]:
    """The rows by what names them, in order."""
    rows: dict[Name, list[Row]] = {}
    for name, row in pairs:
        rows.setdefault(name, []).append(row)
    return rows
