"""The tables of a rulebook folder as data: their columns, keys, and what they refer to (contracts 3)."""

from collections.abc import Mapping

from rules.rulebook import GROUNDS, GUIDE_ELEMENTS
from streams.rulebook_folder import kinds
from streams.rulebook_folder.alert_tables import ALERT_TABLES
from streams.rulebook_folder.table_spec import (
    ITEM_VERSION,
    OF_ITEM_VERSION,
    OF_REGION,
    OF_UNIT,
    SINCE_EVER,
    UNTIL_OPEN,
    Column,
    Reference,
    TableSpec,
    any_code,
    code,
    days,
    flag,
    text,
)

LEVELS = ("province", "city", "county", "township", "village")

ITEMS = TableSpec(
    "items",
    (
        *ITEM_VERSION,
        Column("valid_from", kinds.DATE, filled=True),
        UNTIL_OPEN,
        text("name"),
        any_code("dept_code"),
        any_code("region_code"),
        Column("project_type", kinds.choice("instant", "promised")),
        Column("day_kind", kinds.choice("working", "natural"), empty="working"),
        days("promise_days"),
        days("legal_days"),
        flag("joint", empty=False),
        flag("free"),
        flag("hearing_required"),
        flag("notice_required"),
        flag("third_party"),
        Column("min_minutes", kinds.whole(0, 1_000_000)),
        flag("certificate", optional=True),
        days("lower_review_days", optional=True),
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
        code("stage_code"),
        text("name"),
        Column("position", kinds.whole(0, 10_000), empty=0),
        Column("role", kinds.choice("handle", "review", "approve"), empty=""),
        flag("required", empty=False),
        flag("statutory", empty=False),
        Column("after", kinds.CODES, empty=()),
        days("limit_days"),
    ),
    key=("item_code", "version", "stage_code"),
    references=(OF_ITEM_VERSION,),
)

MATERIALS = TableSpec(
    "materials",
    (
        *ITEM_VERSION,
        code("material_code"),
        text("name"),
        flag("required", empty=False),
        flag("shareable", empty=False),
        text("wording"),
    ),
    key=("item_code", "version", "material_code"),
    references=(OF_ITEM_VERSION,),
)

FEES = TableSpec(
    "fees",
    (
        *ITEM_VERSION,
        code("fee_code"),
        text("standard_id"),
        Column("amount", kinds.AMOUNT_OF_MONEY, filled=True),
    ),
    key=("item_code", "version", "fee_code", "standard_id"),
    references=(OF_ITEM_VERSION,),
)

BASIS = TableSpec(
    "basis", (code("basis_id"), text("name", filled=True), SINCE_EVER, UNTIL_OPEN), key=("basis_id",)
)

REGIONS = TableSpec(
    "regions",
    (
        code("region_code"),
        text("name", filled=True),
        code("parent", filled=False),
        Column("level", kinds.choice(*LEVELS), filled=True),
    ),
    key=("region_code",),
    references=(Reference(("parent",), "regions", ("region_code",)),),
)

UNITS = TableSpec(
    "units",
    (
        code("dept_code"),
        text("name", filled=True),
        any_code("region_code"),
        code("parent", filled=False),
        text("kind"),
        code("leader_id", filled=False),
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
        code("staff_id"),
        text("name"),
        code("dept_code"),
        text("staff_type"),
        text("post"),
        Column("roles", kinds.CODES, empty=()),
        SINCE_EVER,
        UNTIL_OPEN,
    ),
    lasting=("staff_id",),
    references=(OF_UNIT,),
)

POSTS = TableSpec(
    "posts",
    (
        code("post"),
        any_code("item_code"),
        any_code("stage_code"),
        any_code("region_code"),
        SINCE_EVER,
        UNTIL_OPEN,
    ),
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
        code("dept_code"),
        code("staff_id"),
        code("deputy_id", filled=False),
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
        code("staff_id"),
        Column("valid_from", kinds.DATE, filled=True),
        UNTIL_OPEN,
        code("deputy_id", filled=False),
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
        code("rule_id"),
        Column("scope", kinds.SCOPE, empty=""),
        text("reason", filled=True),
        text("owner", filled=True),
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
        text("filed_by", filled=True),
        *(text(element, optional=True) for element in GROUNDS),
    ),
    key=("ground", "scope", "filed_at"),
)

GUIDE = TableSpec(
    "guide",
    (*ITEM_VERSION, *(text(element, optional=True) for element in GUIDE_ELEMENTS)),
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
        *ALERT_TABLES,
    )
}
