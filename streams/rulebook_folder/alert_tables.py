"""The tables about alerts: who is told of what (receivers, routes), who is not (silences, outages), which sources
should report.
"""

from rules.alerts import AlertKind
from rules.routes import GROUPS, STAGES, UNITS
from rules.rulebook import Colour
from streams.rulebook_folder import kinds
from streams.rulebook_folder.table_spec import (
    OF_REGION,
    OF_UNIT,
    Column,
    Reference,
    TableSpec,
    code,
    flag,
    text,
)

NONE = frozenset[str]()
KINDS = Column("kinds", kinds.choices(*(kind.value for kind in AlertKind)), empty=NONE)
SCOPE = Column("scope", kinds.SCOPE, empty="")
HOURS = kinds.whole(0, 8760)


def _codes(name: str) -> Column:
    return Column(name, kinds.CODES, empty=())


def _hours(name: str) -> Column:
    return Column(name, HOURS)


RECEIVERS = TableSpec(
    "receivers",
    (
        code("receiver"),
        text("name", filled=True),
        Column("unit", kinds.choice(*UNITS), filled=True),
        code("dept_code", filled=False),
        flag("office_hours", empty=True),
        code("above", filled=False),
    ),
    key=("receiver",),
    references=(OF_UNIT, Reference(("above",), "receivers", ("receiver",))),
)

ROUTES = TableSpec(
    "routes",
    (
        code("route"),
        code("parent", filled=False),
        KINDS,
        Column("stages", kinds.choices(*STAGES), empty=NONE),
        Column("colours", kinds.choices(*(colour.value for colour in Colour)), empty=NONE),
        _codes("rules"),
        _codes("depts"),
        _codes("regions"),
        _codes("items"),
        _codes("receivers"),
        _hours("ack_hours"),
        _hours("repeat_hours"),
        flag("urgent"),
        Column("group", kinds.choices(*GROUPS), empty=NONE),
        flag("go_on", empty=False),
    ),
    key=("route",),
    references=(Reference(("parent",), "routes", ("route",)),),
)

SILENCES = TableSpec(
    "silences",
    (
        code("silence"),
        SCOPE,
        _codes("receivers"),
        KINDS,
        _codes("rules"),
        text("reason", filled=True),
        text("owner", filled=True),
        Column("expires", kinds.DATE, filled=True),
    ),
    key=("silence",),
)

OUTAGES = TableSpec(
    "outages",
    (
        code("outage"),
        SCOPE,
        _codes("sources"),
        text("reason", filled=True),
        text("owner", filled=True),
        Column("starts_at", kinds.INSTANT, filled=True),
        Column("ends_at", kinds.INSTANT, filled=True),
    ),
    key=("outage",),
)

SOURCES = TableSpec(
    "sources",
    (
        code("source"),
        text("name", filled=True),
        Column("dept_code", kinds.CODE, empty=None),
        Column("region_code", kinds.CODE, empty=None),
        Column("floor", kinds.AMOUNT_OF_MONEY, empty="0"),
    ),
    key=("source",),
    references=(OF_UNIT, OF_REGION),
)

ALERT_TABLES = (RECEIVERS, ROUTES, SILENCES, OUTAGES, SOURCES)
