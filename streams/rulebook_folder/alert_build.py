"""Makes the values about alerts of checked tables: the tree of routes, with what a row has from the row above it."""

from collections.abc import Mapping, Sequence
from typing import Any

from rules.routes import Outage, Receiver, Route, Silence, Source
from streams.rulebook_folder.tables import Entry

Rows = Mapping[str, list[Entry]]
INHERITED = ("receivers", "ack_hours", "repeat_hours", "urgent", "group")
"""What a row that leaves it empty has from the row above it; 0 hours are said, and mean none."""
EMPTY: tuple[Any, ...] = (None, (), frozenset())


def alert_tables(rows: Rows) -> dict[str, Any]:
    """The fields of `rules.rulebook.Rulebook` about alerts."""
    return {
        "receivers": {row["receiver"]: Receiver(**row.values) for row in rows.get("receivers", ())},
        "routes": _under(None, rows.get("routes", []), {}),
        "silences": tuple(Silence(**row.values) for row in rows.get("silences", ())),
        "outages": tuple(Outage(**row.values) for row in rows.get("outages", ())),
        "sources": {row["source"]: _source(row) for row in rows.get("sources", ())},
    }


def settled(row: Entry, above: Mapping[str, Any]) -> dict[str, Any]:
    """What the row says of delivery, or has from `above`."""
    return {name: above.get(name) if row.values.get(name) in EMPTY else row[name] for name in INHERITED}


def _under(parent: str | None, rows: Sequence[Entry], above: Mapping[str, Any]) -> tuple[Route, ...]:
    return tuple(_route(row, rows, above) for row in rows if row["parent"] == parent)


def _route(row: Entry, rows: Sequence[Entry], above: Mapping[str, Any]) -> Route:
    said = settled(row, above)
    return Route(
        route=row["route"],
        kinds=row["kinds"],
        stages=row["stages"],
        colours=row["colours"],
        rules=row["rules"],
        depts=frozenset(row["depts"]),
        regions=frozenset(row["regions"]),
        items=frozenset(row["items"]),
        receivers=said["receivers"] or (),
        ack_hours=said["ack_hours"] or None,
        repeat_hours=said["repeat_hours"] or None,
        urgent=bool(said["urgent"]),
        group=tuple(sorted(said["group"] or ())),
        go_on=row["go_on"],
        children=_under(row["route"], rows, said),
    )


def _source(row: Entry) -> Source:
    return Source(**{**row.values, "floor": float(row["floor"])})
