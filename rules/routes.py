"""What a rulebook says about alerts: receivers, the tree of routes, silences, outages, the sources that should report.

Plain immutable values, checked by the loader. Where a receiver is reached (address, secret) is not in the rulebook:
that is a matter of the program that delivers.
"""

from dataclasses import dataclass

STAGES = ("proposed", "issued", "open", "overdue", "referred")
"""How far a matter is: a card waits for confirmation or was issued; a ticket or lead is open, a ticket is overdue; a
card or confirmed lead was referred."""

DEPARTMENT, DISCIPLINE = "department", "discipline"
UNITS = ("supervision", "inspection", DISCIPLINE, "organisation", DEPARTMENT, "hr", "other")
"""效能监督, 督查, 纪检监察, 组织部, 责任部门, 人事: `department` is whichever department a matter is about."""

GROUPS = ("case", "dept", "region", "item", "rule", "day")
"""By what alerts may be told in one message."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A unit that is told. `dept_code` is the unit of units.csv whose people acknowledge, None for `department`.

    `office_hours`: what is not urgent is told in office hours only. `above` is who is told when it does not
    acknowledge.
    """

    receiver: str
    name: str
    unit: str
    dept_code: str | None = None
    office_hours: bool = True
    above: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A node of the tree. An empty matcher takes everything; a filled one any of its values (rules may end in `*`,
    regions mean those below them too).

    What a row leaves empty it has from the row above it: receivers, hours, urgency, grouping. `ack_hours`,
    `repeat_hours`: hours of office time (of the clock, where urgent); None: no acknowledgement, no reminder.
    `go_on`: rows after this one are asked too.
    """

    route: str
    kinds: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    colours: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()
    depts: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    receivers: tuple[str, ...] = ()
    ack_hours: int | None = None
    repeat_hours: int | None = None
    urgent: bool = False
    group: tuple[str, ...] = ()
    go_on: bool = False
    children: tuple["Route", ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Who is not told of what until the end of the day `expires` (an ordinal), by whose decision.

    Empty `receivers`, `kinds`, `rules` mean all; `scope` is written as that of a deviation.
    """

    silence: str
    scope: str
    reason: str
    owner: str
    expires: int
    receivers: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outage:
    """A declared outage: nobody is told of its cases (`scope`) or its `sources` before it ends. Instants in ms."""

    outage: str
    scope: str
    sources: tuple[str, ...]
    reason: str
    owner: str
    starts_at: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class Source:
    """A source system that should report: `floor` is the least number of events expected in an hour of office time."""

    source: str
    name: str
    dept_code: str | None
    region_code: str | None
    floor: float
