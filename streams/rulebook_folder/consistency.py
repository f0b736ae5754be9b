"""Checks rows against each other: doubles, overlapping validity, references to nothing, circles."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any

from rules.rule_table import RULES
from rules.rulebook import FOREVER
from rules.scopes import parse_scope
from streams.mistakes import Mistakes, quoted
from streams.rulebook_folder.table_spec import Reference
from streams.rulebook_folder.tables import Entry, Table

Tables = Mapping[str, Table]

SCOPE_TABLES: Mapping[str, tuple[str, str]] = {
    "item": ("items", "item_code"),
    "dept": ("units", "dept_code"),
    "region": ("regions", "region_code"),
}
"""The table and column in which the code of a scope's condition must stand."""
ABOVE = (
    ("regions", "region_code", "parent"),
    ("units", "dept_code", "parent"),
    ("receivers", "receiver", "above"),
    ("routes", "route", "parent"),
)
"""Tables whose rows name another row of theirs that is above them: table, its code, the column."""


def check_rows(tables: Tables, mistakes: Mistakes) -> None:
    """Everything that can be wrong between rows of one table."""
    for table in tables.values():
        doubled = _check_doubles(table, mistakes)
        if "valid_from" in table.columns and "valid_to" in table.columns:
            _check_order(table, mistakes)
            _check_overlaps(table, doubled, mistakes)


def check_references(tables: Tables, unreadable: Iterable[str], mistakes: Mistakes) -> None:
    """Every reference to a row that is not there. Tables that could not be read are taken to hold
    everything.
    """
    missing = frozenset(unreadable)
    for table in tables.values():
        for reference in table.spec.references:
            if reference.table not in missing:
                _check_reference(table, reference, tables.get(reference.table), mistakes)
    if "deviations" in tables:
        _check_rule_ids(tables["deviations"], mistakes)
    for name in ("deviations", "exemptions", "silences", "outages"):
        if name in tables:
            _check_scopes(tables[name], _known_codes(tables), mistakes)


def check_circles(tables: Tables, mistakes: Mistakes) -> None:
    """Stages that wait for themselves, stages after unknown ones, regions and units above themselves."""
    if "stages" in tables:
        _check_stage_order(tables["stages"], mistakes)
    for name, code, column in ABOVE:
        table = tables.get(name)
        if table is not None:
            nodes = {entry.values.get(code): entry for entry in table.entries}
            edges = {node: _above(entry, column) for node, entry in nodes.items()}
            _report_circles(table, column, nodes, edges, mistakes)


def _above(entry: Entry, column: str) -> tuple[str, ...]:
    above = entry.values.get(column)
    return (above,) if above else ()


def _check_doubles(table: Table, mistakes: Mistakes) -> set[int]:
    """Report rows of one key; the lines reported."""
    key_columns = table.spec.key
    first: dict[tuple[Any, ...], int] = {}
    doubled: set[int] = set()
    for entry in table.entries if key_columns else ():
        key = entry.key(key_columns)
        if key is None:
            continue
        if key in first:
            doubled.add(entry.line)
            found = f"{_named(key_columns, key)} again (first in line {first[key]})"
            expected = f"one row for each {', '.join(key_columns)}"
            mistakes.add(table.label, entry.line, table.column(key_columns[0]), found, expected)
        else:
            first[key] = entry.line
    return doubled


def _check_order(table: Table, mistakes: Mistakes) -> None:
    for entry in table.entries:
        key = entry.key(("valid_from", "valid_to"))
        if key is not None and key[1] < key[0]:
            expected = f"a day not before valid_from {_day(key[0])}"
            mistakes.add(
                table.label, entry.line, table.column("valid_to"), f"valid_to {_day(key[1])}", expected
            )


def _check_overlaps(table: Table, doubled: set[int], mistakes: Mistakes) -> None:
    groups: dict[tuple[Any, ...], list[Entry]] = {}
    for entry in table.entries if table.spec.lasting else ():
        key = entry.key((*table.spec.lasting, "valid_from", "valid_to"))
        if key is not None and entry.line not in doubled and key[-2] <= key[-1]:
            for split in _split(key[:-2]):
                groups.setdefault(split, []).append(entry)
    told: set[tuple[int, int]] = set()
    for key, entries in groups.items():
        _check_group(table, key, entries, told, mistakes)


def _split(key: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """A key with sets in it (weekdays) as one key for each combination of their members."""
    keys: list[tuple[Any, ...]] = [()]
    for part in key:
        members = sorted(part) if isinstance(part, frozenset) else [part]
        keys = [(*begun, member) for begun in keys for member in members]
    return keys


def _check_group(
    table: Table, key: tuple[Any, ...], entries: list[Entry], told: set[tuple[int, int]], mistakes: Mistakes
) -> None:
    ordered = sorted(entries, key=lambda entry: (entry["valid_from"], entry.line))
    longest = ordered[0]
    for entry in ordered[1:]:
        if entry["valid_from"] <= longest["valid_to"]:
            later, earlier = (entry, longest) if entry.line > longest.line else (longest, entry)
            if (later.line, earlier.line) not in told:
                told.add((later.line, earlier.line))
                found = f"{_named(table.spec.lasting, key)} valid {_span(later)}"
                expected = f"no day of line {earlier.line}, valid {_span(earlier)}"
                mistakes.add(table.label, later.line, table.column("valid_from"), found, expected)
        if entry["valid_to"] > longest["valid_to"]:
            longest = entry


def _check_reference(table: Table, reference: Reference, target: Table | None, mistakes: Mistakes) -> None:
    if target is None and not reference.required:
        return
    if target is not None and not all(column in target.columns for column in reference.targets):
        return
    entries = target.entries if target is not None else []
    known = {entry.key(reference.targets) for entry in entries}
    known_first = {key[0] for key in known if key}
    for entry in table.entries:
        key = entry.key(reference.columns)
        if key is None or not all(key) or key in known or entry.values.get(reference.where_empty):
            continue
        at_second = len(key) > 1 and key[0] in known_first
        column = table.column(reference.columns[1 if at_second else 0])
        expected = f"a row with it in {reference.table}"
        mistakes.add(table.label, entry.line, column, _named(reference.columns, key), expected)


def _check_rule_ids(table: Table, mistakes: Mistakes) -> None:
    for entry in table.entries:
        rule_id = entry.values.get("rule_id")
        if rule_id and rule_id not in RULES:
            found = f"rule_id {quoted(rule_id)}"
            mistakes.add(
                table.label, entry.line, table.column("rule_id"), found, "the id of a rule such as T-04"
            )


def _known_codes(tables: Tables) -> dict[str, set[Any]]:
    """By field of a scope the codes it may name, for each table that is there and could be read."""
    return {
        field: {entry.values.get(column) for entry in tables[name].entries}
        for field, (name, column) in SCOPE_TABLES.items()
        if name in tables and column in tables[name].columns
    }


def _check_scopes(table: Table, known: Mapping[str, set[Any]], mistakes: Mistakes) -> None:
    for entry in table.entries:
        for field, code in parse_scope(entry.values.get("scope") or ""):
            if field in known and code not in known[field]:
                name, column = SCOPE_TABLES[field]
                expected = f"the {column} of a row in {name}"
                mistakes.add(
                    table.label, entry.line, table.column("scope"), f"scope {field} {quoted(code)}", expected
                )


def _check_stage_order(table: Table, mistakes: Mistakes) -> None:
    flows: dict[tuple[Any, ...], dict[Hashable, Entry]] = {}
    for entry in table.entries:
        key = entry.key(("item_code", "version", "stage_code"))
        if key is not None:
            flows.setdefault(key[:2], {}).setdefault(key[2], entry)
    for flow in flows.values():
        for entry in flow.values():
            _check_after(table, entry, flow, mistakes)
        edges = {code: tuple(entry.values.get("after") or ()) for code, entry in flow.items()}
        _report_circles(table, "after", flow, edges, mistakes)


def _check_after(table: Table, entry: Entry, flow: Mapping[Hashable, Entry], mistakes: Mistakes) -> None:
    for code in entry.values.get("after") or ():
        if code not in flow:
            expected = "the stage_code of another stage of the same item and version"
            mistakes.add(table.label, entry.line, table.column("after"), f"after {quoted(code)}", expected)


def _report_circles(
    table: Table,
    column: str,
    nodes: Mapping[Hashable, Entry],
    edges: Mapping[Hashable, tuple[Hashable, ...]],
    mistakes: Mistakes,
) -> None:
    for circle in find_circles(edges):
        line = max(nodes[node].line for node in circle)
        shown = " → ".join(str(node) for node in (*circle, circle[0]))
        mistakes.add(table.label, line, table.column(column), f"a circle in {column}: {shown}", "an order")


def find_circles(edges: Mapping[Hashable, tuple[Hashable, ...]]) -> list[tuple[Hashable, ...]]:
    """The circles met when walking each node's edges once; without recursion, so that long chains do no
    harm.
    """
    circles: list[tuple[Hashable, ...]] = []
    done: set[Hashable] = set()
    for start in edges:
        path: list[Hashable] = []
        on_path: dict[Hashable, int] = {}
        walk: list[tuple[Hashable, bool]] = [(start, False)]
        while walk:
            node, leaving = walk.pop()
            if leaving:
                path.pop()
                del on_path[node]
                done.add(node)
            elif node in on_path:
                circles.append(tuple(path[on_path[node] :]))
            elif node not in done and node in edges:
                on_path[node] = len(path)
                path.append(node)
                walk.append((node, True))
                walk.extend((after, False) for after in reversed(edges[node]))
    return circles


def _named(columns: tuple[str, ...], key: tuple[Any, ...]) -> str:
    return ", ".join(f"{column} {quoted(str(value))}" for column, value in zip(columns, key, strict=False))


def _day(ordinal: int) -> str:
    return "open" if ordinal == FOREVER else date.fromordinal(ordinal).isoformat()


def _span(entry: Entry) -> str:
    return f"{_day(entry['valid_from'])} to {_day(entry['valid_to'])}"
