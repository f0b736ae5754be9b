"""The panels: what is shown, once for Grafana and for the console; each is one SQL file with a header.

A header is the comment at the top of the file, and is TOML. A panel is answered as a named query is: its parameters are
texts, bound by ClickHouse, never formatted in.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from dashboards.columns import Unit, columns
from sinks.named_queries import PLACEHOLDER, NamedQuery
from sinks.query_parts import with_parts

ALL = "*"
NOTHING = "-"
"""A code that nothing has. An empty text would be one: of records that name no department."""

PREFIX = "panel_"
"""Panels stand beside the named queries of the archive under names of their own."""

MOMENTS = ("since", "until", "now")
CODES = ("region", "department", "item", "person")
DEFAULTS: Mapping[str, str] = {**dict.fromkeys(CODES, ALL), "zone": "Asia/Shanghai", "limit": "1000"}
TYPES: Mapping[str, str] = {**dict.fromkeys((*MOMENTS, *CODES, "zone"), "String"), "limit": "UInt32"}
"""Every parameter there is. Codes are one code, several with commas between, or `*`."""

_OF_A_TIME = frozenset({"cards", "cases", "leads", "ratings"})
"""Lists of the console in which a row has its time."""

MOMENT = re.compile(r"parseDateTime64BestEffort\(\{(since|until|now):String\}, 3, 'UTC'\)")
"""The one way in which a panel writes an instant, so that a board can put its own in its place."""


class BadPanel(ValueError):
    """A panel file that is not what it should be: which, what was found, what was expected."""


class Kind(StrEnum):
    """How a panel is drawn. What each wants of its columns is in `SHAPES`."""

    STAT = "stat"
    BARS = "bars"
    TIMESERIES = "timeseries"
    TABLE = "table"


SHAPES: Mapping[Kind, str] = {
    Kind.STAT: "one row with `value`; what it was made of may follow",
    Kind.BARS: "a name first, then one figure a column",
    Kind.TIMESERIES: "`time` first, then one figure a column",
    Kind.TABLE: "any columns",
}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From this figure on, this colour."""

    at: float
    colour: str


COLOURS = ("green", "yellow", "orange", "red", "blue", "text")


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title_zh: str
    title_en: str
    means_zh: str
    means_en: str
    kind: Kind
    columns: tuple[str, ...]
    unit: Unit = Unit.COUNT
    steps: tuple[Step, ...] = ()
    link: str = ""
    links: dict[str, str] = {}
    persons: bool = False
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel.

    `means_*` says in a sentence what the figure is: numerator, denominator, what is left out. `columns` are those of
    its answer, in order; an answer without rows names none. `steps` are its thresholds. `link` is the console's path
    with the list behind the figure; `links` the paths behind cells, by column, with other columns of the row in
    braces. `persons`: it names single members of staff, and is for those entitled.
    """

    name: str
    title_zh: str
    title_en: str
    means_zh: str
    means_en: str
    kind: Kind
    columns: tuple[str, ...]
    unit: Unit
    steps: tuple[Step, ...]
    link: str
    links: Mapping[str, str]
    persons: bool
    stacked: bool
    sql: str
    parameters: tuple[str, ...]

    @property
    def query(self) -> NamedQuery:
        """The panel as a query that readers of the archive answer."""
        types = {name: TYPES[name] for name in self.parameters}
        defaults = {name: text for name, text in DEFAULTS.items() if name in types}
        return NamedQuery(PREFIX + self.name, f"{self.title_zh} {self.title_en}", self.sql, types, defaults)

    @property
    def by_department(self) -> bool:
        """Whether it can be narrowed to departments; one that cannot is for those who see the whole city."""
        return "department" in self.parameters

    @property
    def leads_out(self) -> bool:
        """Whether anything of it leads into the console."""
        return bool(self.link) or any(self.link_of(column) for column in self.columns)

    def given(self, choice: Mapping[str, str]) -> dict[str, str]:
        """Of what somebody chose, what this panel takes; the rest does not concern it."""
        return {name: text for name, text in choice.items() if name in self.parameters}

    def is_of_period(self, path: str) -> bool:
        """Whether the list at a path of the panel is that of the panel's period, as the figure is. What is open, due or
        late is so now, whatever the period; of tickets only the panel's own list is of those opened in it."""
        place = path.partition("?")[0]
        own = path == self.link and (place == "tickets" or place.startswith("boards/"))
        return "since" in self.parameters and (place in _OF_A_TIME or own)

    def link_of(self, column: str) -> str:
        """The path behind a cell of this column: the panel's own, else that of every such column; or empty."""
        shared = columns().get(column)
        return self.links.get(column) or (shared.link if shared else "")


@cache
def panels() -> Mapping[str, Panel]:
    """All panels, by name. Raises BadPanel."""
    shipped = sorted(files("dashboards.panels").iterdir(), key=lambda file: file.name)
    return {
        made.name: made
        for file in shipped
        if file.name.endswith(".sql")
        for made in [parse_panel(file.name.removesuffix(".sql"), file.read_text("utf-8"))]
    }


def panel_named(name: str) -> Panel:
    """The panel of that name. Raises BadPanel."""
    try:
        return panels()[name]
    except KeyError:
        raise BadPanel(f"there is no panel {name!r}, there are {', '.join(panels())}") from None


def panel_queries() -> Mapping[str, NamedQuery]:
    """All panels as queries, by the names of their queries."""
    return {panel.query.name: panel.query for panel in panels().values()}


def narrowed(chosen: str, allowed: Collection[str]) -> str:
    """What may be seen of the codes chosen: the text for a parameter that shows nothing beyond `allowed`."""
    if ALL in allowed:
        return chosen
    wanted = allowed if chosen == ALL else set(chosen.split(",")).intersection(allowed)
    return ",".join(sorted(wanted)) or NOTHING


def parse_panel(name: str, text: str) -> Panel:
    """A panel from its file. Raises BadPanel."""
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = _header(name, "\n".join(line.removeprefix("--").strip() for line in lines[:end]))
    sql = with_parts("\n".join(lines[end:]), "dashboards.panels").strip()
    used = dict(PLACEHOLDER.findall(sql))
    for complaint in _complaints(header, sql, used):
        raise BadPanel(f"panel {name}: {complaint}")
    fields: dict[str, Any] = msgspec.structs.asdict(header)
    return Panel(name=name, sql=sql, parameters=tuple(each for each in TYPES if each in used), **fields)


def _header(name: str, text: str) -> _Header:
    try:
        return msgspec.convert(tomllib.loads(text), _Header)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        raise BadPanel(f"panel {name}: its header, the comment at the top, is TOML: {wrong}") from None


def _complaints(header: _Header, sql: str, used: Mapping[str, str]) -> list[str]:
    """What is wrong, each in a sentence."""
    strange = sorted(name for name, kind in used.items() if TYPES.get(name) != kind)
    bare = len(re.findall(rf"\{{({'|'.join(MOMENTS)}):", sql)) - len(MOMENT.findall(sql))
    colours = sorted({step.colour for step in header.steps}.difference(COLOURS))
    empty = [each for each in ("title_zh", "title_en", "means_zh", "means_en") if not getattr(header, each)]
    rising = all(one.at < other.at for one, other in zip(header.steps, header.steps[1:], strict=False))
    found = {
        f"found no text in {', '.join(empty)}": empty,
        f"found the parameters {strange}, expected some of {dict(TYPES)}": strange,
        f"found an instant written otherwise than {MOMENT.pattern}": bare,
        "its query ends otherwise than with LIMIT {limit:UInt32}": not sql.endswith("LIMIT {limit:UInt32}"),
        f"found the columns {list(header.columns)}, expected {SHAPES[header.kind]}": not _shaped(header),
        f"found the colours {colours}, expected some of {COLOURS}": colours,
        "its steps do not rise": not rising,
        "its query holds a comment; what it means belongs into the header": re.search(r"--|/\*", sql),
        "its query holds a $, which a board would take for a variable": "$" in sql,
    }
    return [complaint for complaint, so in found.items() if so]


def _shaped(header: _Header) -> bool:
    """Whether the columns are those that its kind is drawn from."""
    first = header.columns[:1]
    if header.kind is Kind.TABLE:
        return bool(first)
    if header.kind is Kind.STAT:
        return first == ("value",)
    return len(header.columns) > 1 and (first == ("time",)) == (header.kind is Kind.TIMESERIES)
