"""Who may read what in ClickHouse: users, grants and row policies, as SQL made from an office's registers.

Limits lie in ClickHouse, not in boards: whoever may use a data source of Grafana can send it any SELECT, and a URL can
set any variable. So each audience has a user of its own; what it may not read is not granted to it, and rows of others
are filtered by ClickHouse itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from rules.rulebook import Region, Unit
from sinks.tables import TABLES

STAFF = frozenset(
    {
        "staff_id",
        "accepted_by",
        "ended_by",
        "decided_by",
        "responsible_staff_id",
        "responsible_post",
        "responsible_role",
    }
)
CITIZENS = frozenset({"evaluator_hash", "phone_hash", "device_hash", "ip_hash", "account_hash"})
WHOLE = frozenset({"data", "value", "key", "dossier", "original", "evidence", "event"})
"""Columns that hold whole records, in which everything else stands too."""

WITHHELD = STAFF | CITIZENS | WHOLE
LATEST = {
    "cards": "latest_cards",
    "tickets": "latest_tickets",
    "leads": "latest_leads",
    "ratings": "latest_ratings",
}
VIEWS = {
    "case_states": ("current_case_states",),
    "latest_cards": ("current_cards", "standing_cards"),
    "latest_tickets": ("current_tickets",),
    "latest_leads": ("current_leads",),
    "latest_ratings": ("current_ratings",),
}
"""A view is read with the rights of whoever asks, so what lies below is granted too, and filtered there."""

READ = ("case_states", "latest_cards", "latest_tickets", "latest_leads", "latest_ratings", "events")
"""What a part of the city may read: each of these says whose it is."""

SUPERVISION_ONLY = ("archived_cases", "access_log")
"""Read by nobody through Grafana: sealed dossiers, and who looked at whom."""

PROFILE = "liangpai_reading"
SUPERVISION, FIGURES = "liangpai_supervision", "liangpai_figures"

_HEAD = """\
-- Written by `liangpai grafana` from the registers of an office; a change here is lost.
-- Run it as an administrator of ClickHouse, again whenever the registers change: it is safe to repeat.
-- A new user cannot sign in until it has a password:
--   ALTER USER liangpai_supervision IDENTIFIED BY '…' HOST ANY
-- A user whose unit left the register stays until it is dropped: DROP USER.
"""


class Part(NamedTuple):
    """A part of the city with a user of its own: whose rows, by which column, and its name."""

    user: str
    column: str
    codes: tuple[str, ...]
    name: str


def parts(units: Collection[Unit], regions: Collection[Region]) -> list[Part]:
    """Each unit with those below it, and each region below the top with those below it."""
    above = {unit.dept_code: unit.parent for unit in units}
    around = {region.region_code: region.parent for region in regions}
    named = {unit.dept_code: unit.name for unit in units} | {
        region.region_code: region.name for region in regions
    }
    return [
        *(Part(f"liangpai_dept_{code}", "dept_code", _below(code, above), named[code]) for code in above),
        *(
            Part(f"liangpai_region_{code}", "region_code", _below(code, around), named[code])
            for code, parent in around.items()
            if parent
        ),
    ]


def access_sql(database: str, made: Iterable[Part]) -> str:
    """The whole file: statements that make the users, or bring what they may read up to date."""
    limited = list(made)
    return _HEAD + "".join(
        f"{statement};\n"
        for statement in (
            *_profile(),
            *_users([SUPERVISION, FIGURES, *(part.user for part in limited)]),
            *_everything(database),
            *_figures(database, [FIGURES, *(part.user for part in limited)]),
            *_policies(database, limited),
        )
    )


def columns_granted(table: str) -> tuple[str, ...]:
    """The columns of a table that a part of the city, or whoever reads figures only, may read."""
    written = {name: written for written, name in LATEST.items()}.get(table, table)
    return tuple(column for column in TABLES[written].columns if column not in WITHHELD)


def rows_granted(part: Part) -> str:
    """The condition that the rows of a part fulfil."""
    return f"{_name(part.column)} IN ({', '.join(_text(code) for code in part.codes)})"


def _profile() -> Iterator[str]:
    """Limits that a query cannot widen. The plugin sets a time limit itself, and may.

    Row policies must look at the newest revision: before FINAL they would let a department see what was once its own.
    A server that is too old to know that setting refuses the profile, and so the whole file.
    """
    yield (
        f"CREATE SETTINGS PROFILE OR REPLACE {PROFILE} SETTINGS readonly = 1,"
        " max_execution_time = 30 MIN 1 MAX 30 CHANGEABLE_IN_READONLY,"
        " max_memory_usage = 4000000000, max_result_rows = 100000, apply_row_policy_after_final = 1"
    )


def _users(users: Iterable[str]) -> Iterator[str]:
    for user in users:
        yield (
            f"CREATE USER IF NOT EXISTS {_name(user)} IDENTIFIED WITH no_password HOST NONE"
            f" SETTINGS PROFILE {PROFILE}"
        )


def _everything(database: str) -> Iterator[str]:
    """Supervision reads everything but what nobody reads here."""
    for table in (
        *TABLES,
        *LATEST.values(),
        *(view for views in VIEWS.values() for view in views),
        "matters",
    ):
        if table not in SUPERVISION_ONLY:
            yield f"GRANT SELECT ON {_name(database)}.{_name(table)} TO {_name(SUPERVISION)}"


def _figures(database: str, users: Iterable[str]) -> Iterator[str]:
    """Neither members of staff nor citizens nor whole records; for a view what is granted below it."""
    receivers = ", ".join(_name(user) for user in users)
    for table in READ:
        columns = ", ".join(_name(column) for column in columns_granted(table))
        for each in (table, *VIEWS.get(table, ())):
            place = f"{_name(database)}.{_name(each)}"
            yield f"REVOKE ALL ON {place} FROM {receivers}"
            yield f"GRANT SELECT({columns}) ON {place} TO {receivers}"


def _policies(database: str, limited: Iterable[Part]) -> Iterator[str]:
    """One policy a part and table; where there is any, whoever has none needs one that lets everything through."""
    some = list(limited)
    apart = f" EXCEPT {', '.join(_name(part.user) for part in some)}" if some else ""
    for table in READ:
        place = f"{_name(database)}.{_name(table)}"
        yield f"CREATE ROW POLICY OR REPLACE liangpai_all ON {place} USING 1 TO ALL{apart}"
        for part in some:
            yield (
                f"CREATE ROW POLICY OR REPLACE {_name(part.user)} ON {place}"
                f" USING {rows_granted(part)} TO {_name(part.user)}"
            )


def _below(code: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The code and every one below it, in order. The register holds no circles, and is not trusted in that."""
    found, new = {code}, {code}
    while new := {child for child, parent in parents.items() if parent in new} - found:
        found |= new
    return tuple(sorted(found))


def _name(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
