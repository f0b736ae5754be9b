"""How long the archive keeps what: which months are over, and how they are taken away.

A month of a table is dropped whole. Rows of what must stay (cases on hold, cases that are still open) are kept from it:
then its other rows are deleted instead. What is found by an id alone is forgotten with the last record of that id.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from clickhouse_connect.driver.client import Client

from sinks.engines import MONTHS, SHAPES
from sinks.records import INPUTS


class Kept(NamedTuple):
    """What is kept for the same number of years: tables of the archive, and the topics they come from."""

    tables: tuple[str, ...]
    topics: tuple[str, ...]


def _with_latest(name: str) -> Kept:
    return Kept((name, f"latest_{name}"), (name,))


KINDS: Mapping[str, Kept] = {
    "events": Kept(("events",), INPUTS),
    "cards": _with_latest("cards"),
    "tickets": _with_latest("tickets"),
    "leads": _with_latest("leads"),
    "ratings": _with_latest("ratings"),
    "alerts": _with_latest("alerts"),
    "action_outcomes": Kept(("action_outcomes",), ("action-outcomes",)),
    "archived_cases": Kept(("archived_cases",), ("archived-cases",)),
    "case_states": Kept(("case_states",), ()),
    "deliveries": Kept(("deliveries",), ("deliveries",)),
    "dead_letters": Kept(("dead_letters",), ("dead-letters",)),
}
"""By the name that settings give years for. What is frozen of months (assessments) and who looked at what (access_log,
a chain in which each entry seals the one before) are kept for good."""

ID_COLUMN = {"cards": "card_id", "tickets": "id", "leads": "id", "alerts": "id"}
"""Of the kinds whose ids stand in `BY_ID`."""

BY_ID = "subjects_by_id"
_CASE_COLUMN = {"archived_cases": "case_no", "case_states": "case_no"}


class Piece(NamedTuple):
    """What is over of a table: a month (YYYYMM), or where it is not cut into months everything `before`; `held`: how
    many of its rows must stay. `of`: the table whose ids they are, of a piece of `BY_ID`."""

    table: str
    month: str
    before: datetime
    rows: int
    held: int
    of: str = ""


def years_of(text: str) -> dict[str, int]:
    """Years by kind of `10`, said of all, or of `events=10,alerts=3`. Raises ValueError with what was expected."""
    expected = f"years such as 10, or events=10,alerts=3 with names of {', '.join(KINDS)}"
    if text.strip().isascii() and text.strip().isdecimal():
        return dict.fromkeys(KINDS, _whole(text, expected))
    years: dict[str, int] = {}
    for part in text.split(","):
        name, _, number = part.partition("=")
        if name.strip() not in KINDS or name.strip() in years:
            raise ValueError(expected)
        years[name.strip()] = _whole(number, expected)
    return years


def _whole(text: str, expected: str) -> int:
    number = int(text) if text.strip().isascii() and text.strip().isdecimal() else 0
    if not 1 <= number <= 100:
        raise ValueError(f"{expected}; from 1 to 100 years")
    return number


def over_before(years: int, today: date) -> datetime:
    """The first instant that is kept: of the month of `today`, so many years ago, in UTC as the months are cut."""
    return datetime(today.year - years, today.month, 1, tzinfo=UTC)


def pieces(client: Client, kind: str, before: datetime, held: Collection[str]) -> Iterator[Piece]:
    """Everything of a kind that is over, with how much of it must stay, in the order in which it is taken away: the ids
    are told by the records, so they go first."""
    if kind in ID_COLUMN:
        yield from _ids(client, kind, before, held)
    for table in KINDS[kind].tables:
        if SHAPES[table].months == MONTHS:
            yield from _months(client, table, before, held)
        else:
            yield from _whole_table(client, table, before, held)


def _months(client: Client, table: str, before: datetime, held: Collection[str]) -> Iterator[Piece]:
    found = client.query(
        "SELECT toString(toYYYYMM(stamp)) AS month, count() FROM {table:Identifier} "
        "WHERE stamp < {before:DateTime64(3, 'UTC')} GROUP BY month ORDER BY month",
        parameters={"table": table, "before": before},
    )
    for month, rows in found.result_rows:
        yield Piece(table, month, before, rows, _staying(client, table, before, held, month))


def _whole_table(client: Client, table: str, before: datetime, held: Collection[str]) -> Iterator[Piece]:
    found = client.query(
        "SELECT count() FROM {table:Identifier} WHERE stamp < {before:DateTime64(3, 'UTC')}",
        parameters={"table": table, "before": before},
    )
    if rows := found.result_rows[0][0]:
        yield Piece(table, "", before, rows, _staying(client, table, before, held, ""))


def _ids(client: Client, table: str, before: datetime, held: Collection[str]) -> Iterator[Piece]:
    """The ids of which no record would be left."""
    found = client.query(
        f"SELECT count() FROM {{table:Identifier}} WHERE {_forgotten(table)}",  # noqa: S608
        parameters={"table": BY_ID, "before": before, "held": list(held)},
    )
    if rows := found.result_rows[0][0]:
        yield Piece(BY_ID, "", before, rows, 0, table)


def _forgotten(table: str) -> str:
    """Whether all records of an id are over."""
    column = ID_COLUMN[table]
    over = f"(stamp < {{before:DateTime64(3, 'UTC')}} AND NOT {_STAYS.format('subject')})"
    gone = f"SELECT {column} FROM {table} WHERE {over}"  # noqa: S608 - names of ours
    left = f"SELECT {column} FROM {table} WHERE {column} IN ({gone}) AND NOT {over}"  # noqa: S608
    return f"id IN ({gone}) AND id NOT IN ({left})"


def _staying(client: Client, table: str, before: datetime, held: Collection[str], month: str) -> int:
    """Rows of cases on hold, and of those that are open."""
    column = _CASE_COLUMN.get(table, "subject")
    found = client.query(
        f"SELECT count() FROM {{table:Identifier}} WHERE stamp < {{before:DateTime64(3, 'UTC')}} "  # noqa: S608
        f"AND ({{month:String}} = '' OR toString(toYYYYMM(stamp)) = {{month:String}}) AND {_STAYS.format(column)}",
        parameters={"table": table, "before": before, "month": month, "held": list(held)},
    )
    return int(found.result_rows[0][0])


_STAYS = (
    "({0} IN {{held:Array(String)}} OR {0} IN "
    "(SELECT case_no FROM current_case_states WHERE status IN ('open', 'pre_acceptance')))"
)


def take_away(client: Client, piece: Piece, held: Collection[str]) -> None:
    """Erase it from the disk: a whole month at once where nothing of it must stay."""
    named = {"table": piece.table, "month": piece.month}
    if piece.month and not piece.held:
        client.command("ALTER TABLE {table:Identifier} DROP PARTITION {month:String}", parameters=named)
        return
    place = "IN PARTITION {month:String} " if piece.month else ""
    client.command(
        f"ALTER TABLE {{table:Identifier}} DELETE {place}WHERE {_over(piece)} SETTINGS mutations_sync = 2, "
        "allow_nondeterministic_mutations = 1",
        parameters={**named, "before": piece.before, "held": list(held)},
    )


def _over(piece: Piece) -> str:
    """Which rows of it go."""
    if piece.of:
        return _forgotten(piece.of)
    column = _CASE_COLUMN.get(piece.table, "subject")
    return f"stamp < {{before:DateTime64(3, 'UTC')}} AND NOT {_STAYS.format(column)}"
