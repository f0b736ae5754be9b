"""The tables of a rulebook folder as data: their columns, keys, and what they refer to (contracts 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.rulebook import FOREVER, GROUNDS, GUIDE_ELEMENTS
from streams.rulebook_folder import kinds
from streams.rulebook_folder.kinds import Kind

LEVELS = ("province", "city", "county", "township", "village")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `filled` if a cell may not be empty, `empty` the value of an empty cell, `optional` if
    the column itself may be absent.
    """

    name: str
    kind: Kind
    filled: bool = False
    empty: Any = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """The values of `columns` must be those of `targets` in a row of `table`.

    Empty cells refer to nothing. Where the table is not in the folder nothing is checked, unless it is
    `required`. `where_empty` names a column: the reference is meant only in rows where that is empty.
    """

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    required: bool = False
    where_empty: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: no two rows have the same `key`; rows with the same `lasting` must not be valid on one
    day.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that name one row: its key, or what it is about and since when."""
        return self.key or (*self.lasting, "valid_from")


def _code(name: str, filled: bool = True) -> Column:
    return Column(name, kinds.CODE, filled, empty="" if filled else None)


def _text(name: str, filled: bool = False, optional: bool = False) -> Column:
    return Column(name, kinds.TEXT, filled, empty="", optional=optional)


def _any(name: str) -> Column:
    """A code whose empty cell means any (posts) or none (items), kept as an empty text."""
    return Column(name, kinds.CODE, empty="")


def _flag(name: str, empty: bool | None = None, optional: bool = False) -> Column:
    return Column(name, kinds.FLAG, empty=empty, optional=optional)


def _days(name: str, optional: bool = False) -> Column:
    return Column(name, kinds.DAY_COUNT, optional=optional)


SINCE_EVER = Column("valid_from", kinds.DATE, empty=1)
UNTIL_OPEN = Column("valid_to", kinds.DATE, empty=FOREVER)
ITEM_VERSION = (_code("item_code"), _code("version"))
OF_ITEM_VERSION = Reference(("item_code", "version"), "items", ("item_code", "version"), required=True)
OF_UNIT = Reference(("dept_code",), "units", ("dept_code",))
OF_REGION = Reference(("region_code",), "regions", ("region_code",))

ITEMS = TableSpec(
    "items",
    (
        *ITEM_VERSION,
        Column("valid_from", kinds.DATE, filled=True),
        UNTIL_OPEN,
        _text("name"),
        _any("dept_code"),
        _any("region_code"),
        Column("project_type", kinds.choice("instant", "promised")),
        Column("day_kind", kinds.choice("working", "natural"), empty="working"),
        _days("promise_days"),
        _days("legal_days"),
        _flag("joint", empty=False),
        _flag("free"),
        _flag("hearing_required"),
        _flag("notice_required"),
        _flag("third_party"),
        Column("min_minutes", kinds.whole(0, 1_000_000)),
        _flag("certificate", optional=True),
        _days("lower_review_days", optional=True),
        Column("separation", kinds.CODES, empty=(), optional=True),
        Column("levels", kinds.CODES, empty=(), optional=True),
    ),
    key=("item_code", "version"),
    lasting=("item_code",),
    references=(OF_UNIT, OF_REGION),
)

STAGES = TableSpec(
    "stages",
    (
        *ITEM_VERSION,
        _code("stage_code"),
        _text("name"),
        Column("position", kinds.whole(0, 10_000), empty=0),
        Column("role", kinds.choice("handle", "review", "approve"), empty=""),
        _flag("required", empty=False),
        _flag("statutory", empty=False),
        Column("after", kinds.CODES, empty=()),
        _days("limit_days"),
    ),
    key=("item_code", "version", "stage_code"),
    references=(OF_ITEM_VERSION,),
)

MATERIALS = TableSpec(
    "materials",
    (
        *ITEM_VERSION,
        _code("material_code"),
        _text("name"),
        _flag("required", empty=False),
        _flag("shareable", empty=False),
        _text("wording"),
    ),
    key=("item_code", "version", "material_code"),
    references=(OF_ITEM_VERSION,),
)

FEES = TableSpec(
    "fees",
    (
        *ITEM_VERSION,
        _code("fee_code"),
        _text("standard_id"),
        Column("amount", kinds.AMOUNT_OF_MONEY, filled=True),
    ),
    key=("item_code", "version", "fee_code", "standard_id"),
    references=(OF_ITEM_VERSION,),
)

BASIS = TableSpec(
    "basis", (_code("basis_id"), _text("name", filled=True), SINCE_EVER, UNTIL_OPEN), key=("basis_id",)
)

REGIONS = TableSpec(
    "regions",
    (
        _code("region_code"),
        _text("name", filled=True),
        _code("parent", filled=False),
        Column("level", kinds.choice(*LEVELS), filled=True),
    ),
    key=("region_code",),
    references=(Reference(("parent",), "regions", ("region_code",)),),
)

UNITS = TableSpec(
    "units",
    (
        _code("dept_code"),
        _text("name", filled=True),
        _any("region_code"),
        _code("parent", filled=False),
        _text("kind"),
        _code("leader_id", filled=False),
    ),
    key=("dept_code",),
    references=(
        OF_REGION,
        Reference(("parent",), "units", ("dept_code",)),
        Reference(("leader_id",), "staff", ("staff_id",)),
    ),
)

STAFF = TableSpec(
    "staff",
    (
        _code("staff_id"),
        _text("name"),
        _code("dept_code"),
        _text("staff_type"),
        _text("post"),
        Column("roles", kinds.CODES, empty=()),
        SINCE_EVER,
        UNTIL_OPEN,
    ),
    lasting=("staff_id",),
    references=(OF_UNIT,),
)

POSTS = TableSpec(
    "posts",
    (_code("post"), _any("item_code"), _any("stage_code"), _any("region_code"), SINCE_EVER, UNTIL_OPEN),
    lasting=("post", "item_code", "stage_code", "region_code"),
    references=(
        Reference(("item_code",), "items", ("item_code",), required=True),
        Reference(("item_code", "stage_code"), "stages", ("item_code", "stage_code")),
        Reference(("stage_code",), "stages", ("stage_code",), where_empty="item_code"),
        OF_REGION,
    ),
)

DUTY = TableSpec(
    "duty",
    (
        _code("dept_code"),
        _code("staff_id"),
        _code("deputy_id", filled=False),
        Column("weekdays", kinds.ON_WEEKDAYS, empty=frozenset(range(1, 8))),
        SINCE_EVER,
        UNTIL_OPEN,
        Column("takes", kinds.choices("tickets", "alerts"), empty=frozenset({"tickets", "alerts"})),
    ),
    lasting=("dept_code", "staff_id", "weekdays", "takes"),
    references=(
        OF_UNIT,
        Reference(("staff_id",), "staff", ("staff_id",)),
        Reference(("deputy_id",), "staff", ("staff_id",)),
    ),
)

ABSENCES = TableSpec(
    "absences",
    (
        _code("staff_id"),
        Column("valid_from", kinds.DATE, filled=True),
        UNTIL_OPEN,
        _code("deputy_id", filled=False),
    ),
    lasting=("staff_id",),
    references=(
        Reference(("staff_id",), "staff", ("staff_id",), required=True),
        Reference(("deputy_id",), "staff", ("staff_id",)),
    ),
)

DEVIATIONS = TableSpec(
    "deviations",
    (
        _code("rule_id"),
        Column("scope", kinds.SCOPE, empty=""),
        _text("reason", filled=True),
        _text("owner", filled=True),
        Column("expires", kinds.DATE, filled=True),
    ),
    key=("rule_id", "scope"),
)

EXEMPTIONS = TableSpec(
    "exemptions",
    (
        Column("ground", kinds.choice(*GROUNDS), filled=True),
        Column("scope", kinds.SCOPE, filled=True),
        Column("filed_at", kinds.DATE, filled=True),
        _text("filed_by", filled=True),
        *(_text(element, optional=True) for element in GROUNDS),
    ),
    key=("ground", "scope", "filed_at"),
)

GUIDE = TableSpec(
    "guide",
    (*ITEM_VERSION, *(_text(element, optional=True) for element in GUIDE_ELEMENTS)),
    key=("item_code", "version"),
    references=(OF_ITEM_VERSION,),
)

SPECS: Mapping[str, TableSpec] = {
    spec.name: spec
    for spec in (
        ITEMS,
        STAGES,
        MATERIALS,
        FEES,
        BASIS,
        REGIONS,
        UNITS,
        STAFF,
        POSTS,
        DUTY,
        ABSENCES,
        DEVIATIONS,
        EXEMPTIONS,
        GUIDE,
    )
}
