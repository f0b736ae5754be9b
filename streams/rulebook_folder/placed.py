"""Says where the lint's findings stand in the files, and adds what only the files can show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.lint import Finding, dead_rules, lint
from rules.rulebook import GUIDE_ELEMENTS
from streams.calendar_source import announced_years
from streams.rulebook_folder.load import LoadedRulebook
from streams.rulebook_folder.tables import Table


@dataclass(frozen=True, slots=True, order=True)
class PlacedFinding:
    """A finding with its file (or sheet), row and column, all counted from 1."""

    file: str
    row: int
    column: int
    code: str
    sentence: str


def placed_findings(loaded: LoadedRulebook) -> list[PlacedFinding]:
    """Everything odd in a loaded rulebook, in order of place."""
    places = {name: _rows_by_identity(table) for name, table in loaded.tables.items()}
    found = [
        _placed(finding, loaded, places)
        for finding in lint(loaded.rulebook)
        if not _is_of_absent_column(finding, loaded.tables)
    ]
    of_files = (_dead_rules, _absent_guide_columns, _unknown_columns, _strangers)
    return sorted([*found, *(finding for check in of_files for finding in check(loaded))])


def notes(loaded: LoadedRulebook, today: date) -> list[str]:
    """What to know that is nothing odd: unannounced years, rules on by default that have nothing to look at."""
    return [*_calendar_notes(loaded, today), *_silent_rules(loaded)]


def _calendar_notes(loaded: LoadedRulebook, today: date) -> list[str]:
    announced = announced_years(loaded.calendar)
    return [
        f"{year} is not announced in the calendar ({loaded.calendar.version}): "
        "deadlines that need it are provisional, and never red"
        for year in (today.year, today.year + 1)
        if year not in announced
    ]


def _silent_rules(loaded: LoadedRulebook) -> list[str]:
    """One line for all rules that nobody named and that can never fire, so that a small rulebook is not flooded."""
    named = loaded.head.tree.get("rules", {})
    silent = [f"{rule} ({why})" for rule, why in dead_rules(loaded.rulebook).items() if rule not in named]
    return [f"switched on by default, but can never fire here: {', '.join(silent)}"] if silent else []


def _dead_rules(loaded: LoadedRulebook) -> Iterator[PlacedFinding]:
    """Rules the office named, so that it counts on them, and that can never fire."""
    for rule_id, why in dead_rules(loaded.rulebook).items():
        place = loaded.head.places.get(("rules", rule_id))
        if place is not None:
            sentence = f"rule {rule_id} is switched on and can never fire: {why}"
            yield PlacedFinding(loaded.head.label, *place, "rule_dead", sentence)


def _rows_by_identity(table: Table) -> dict[tuple[Any, ...], int]:
    columns = table.spec.identity
    return {key: entry.line for entry in table.entries if (key := entry.key(columns)) is not None}


def _placed(
    finding: Finding, loaded: LoadedRulebook, places: Mapping[str, Mapping[tuple[Any, ...], int]]
) -> PlacedFinding:
    table = loaded.tables[finding.table]
    row = places[finding.table][finding.key]
    return PlacedFinding(table.label, row, table.column(finding.column), finding.code, finding.sentence)


def _is_of_absent_column(finding: Finding, tables: Mapping[str, Table]) -> bool:
    return finding.table == "guide" and finding.column not in tables["guide"].columns


def _absent_guide_columns(loaded: LoadedRulebook) -> Iterator[PlacedFinding]:
    """An element without a column is told once, not once for each guide."""
    table = loaded.tables.get("guide")
    if table is None:
        return
    for element in GUIDE_ELEMENTS:
        if element not in table.columns:
            sentence = f"there is no column {element}: no guide says anything of it"
            yield PlacedFinding(table.label, table.header_line, 1, "guide_element_missing", sentence)


def _unknown_columns(loaded: LoadedRulebook) -> Iterator[PlacedFinding]:
    for table in loaded.tables.values():
        for name, number in table.unknown.items():
            sentence = f"column {name} is not one of this table and is not read"
            yield PlacedFinding(table.label, table.header_line, number, "unknown_column", sentence)


def _strangers(loaded: LoadedRulebook) -> Iterator[PlacedFinding]:
    for name in loaded.strangers:
        sentence = f"{name} is not a table of a rulebook and is not read"
        yield PlacedFinding(name, 1, 1, "unknown_table", sentence)
