"""What makes rows that came twice collapse: engine, order and months of each table, as the migrations make them.

Rows are compared by their order, so a table of another engine or order keeps doubles, and every figure of it is wrong.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from clickhouse_connect.driver.client import Client

from sinks.away import WrongSchema

ENGINE = "ReplacingMergeTree"
"""Or what a cluster has in its place: Replicated… and Shared… of the same."""

MONTHS = "toYYYYMM(stamp)"

Shapes = Mapping[str, "Shape"]


class Shape(NamedTuple):
    """`order`: the columns by which two rows are the same; `months`: how the table is cut into parts."""

    order: str
    months: str = MONTHS
    engine: str = ENGINE


SHAPES: Shapes = {
    "access_log": Shape("subject, id, revision"),
    "action_outcomes": Shape("subject, id, revision"),
    "alerts": Shape("subject, id, revision"),
    "archived_cases": Shape("case_no, stamp", ""),
    "assessments": Shape("subject, id, revision", ""),
    "cards": Shape("subject, card_id, revision"),
    "case_states": Shape("case_no", ""),
    "dead_letters": Shape("topic, partition, offset, event_id"),
    "deliveries": Shape("subject, id, revision"),
    "events": Shape("subject, topic, partition, offset"),
    "latest_alerts": Shape("subject, id", ""),
    "latest_cards": Shape("subject, card_id"),
    "latest_leads": Shape("subject, id"),
    "latest_ratings": Shape("subject, rating_id"),
    "latest_tickets": Shape("subject, id"),
    "leads": Shape("subject, id, revision"),
    "ratings": Shape("subject, rating_id, revision"),
    "subjects_by_id": Shape("id, subject", ""),
    "tickets": Shape("subject, id, revision"),
}
VIEWS = frozenset(
    f"current_{each}" for each in ("alerts", "cards", "case_states", "leads", "ratings", "tickets")
) | {"matters", "standing_cards"}
FEEDS = frozenset(
    f"latest_{each}_feed" for each in ("alerts", "cards", "leads", "ratings", "tickets")
) | frozenset(f"subjects_of_{each}" for each in ("alerts", "cards", "leads", "tickets"))


def shape_faults(found: Shapes) -> list[str]:
    """What is wrong with the tables there are, or is missing, a sentence each: which, found, expected."""
    wanted = {
        **SHAPES,
        **dict.fromkeys(VIEWS, Shape("", "", "View")),
        **dict.fromkeys(FEEDS, Shape("", "", "MaterializedView")),
    }
    return [
        sentence
        for name, shape in sorted(wanted.items())
        for sentence in _faults(name, found.get(name), shape)
    ]


def _faults(name: str, found: Shape | None, wanted: Shape) -> Sequence[str]:
    if found is None:
        return [f"{name}: found no such table, expected a {wanted.engine}"]
    if _kind(found.engine) != wanted.engine:
        return [f"{name}: found the engine {found.engine}, expected {wanted.engine}"]
    return [
        f"{name}: found {said} {was or 'nothing'}, expected {must or 'nothing'}"
        for said, was, must in (
            ("ORDER BY", found.order, wanted.order),
            ("PARTITION BY", found.months, wanted.months),
        )
        if was != must and wanted.engine == ENGINE
    ]


def _kind(engine: str) -> str:
    return engine.removeprefix("Replicated").removeprefix("Shared")


def refuse_other_shapes(client: Client, shown: str) -> None:
    """Raise WrongSchema where a table of a database that has all migrations is not what they make."""
    rows = client.query(
        "SELECT name, engine, sorting_key, partition_key FROM system.tables WHERE database = currentDatabase()"
    )
    found = {name: Shape(order, months, engine) for name, engine, order, months in rows.result_rows}
    if faults := shape_faults(found):
        raise WrongSchema(
            f"the tables at {shown} are not those the program makes: {'; '.join(faults)}. Move them aside (RENAME "
            "TABLE), "
            "start the sink on a new database with --from-start, and compare before they are dropped"
        )
