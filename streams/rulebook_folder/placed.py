"""Says where the lint's findings stand in the files, and adds what only the files can show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rules.lint import Finding, lint
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
    places = {name: _rows_by_key(table) for name, table in loaded.tables.items()}
    found = [_placed(finding, loaded, places) for finding in lint(loaded.rulebook)]
    return sorted([*found, *_unknown_columns(loaded), *_strangers(loaded)])


def calendar_notes(loaded: LoadedRulebook, today: date) -> list[str]:
    """What to know about the calendar: whether this year and the next are announced."""
    announced = announced_years(loaded.calendar)
    return [
        f"{year} is not announced in the calendar ({loaded.calendar.version}): "
        "deadlines that need it are provisional, and never red"
        for year in (today.year, today.year + 1)
        if year not in announced
    ]


def _rows_by_key(table: Table) -> dict[tuple[str, ...], int]:
    return {key: entry.line for entry in table.entries if (key := entry.key(table.spec.key)) is not None}


def _placed(
    finding: Finding, loaded: LoadedRulebook, places: dict[str, dict[tuple[str, ...], int]]
) -> PlacedFinding:
    table = loaded.tables[finding.table]
    row = places[finding.table][finding.key]
    return PlacedFinding(table.label, row, table.column(finding.column), finding.code, finding.sentence)


def _unknown_columns(loaded: LoadedRulebook) -> Iterator[PlacedFinding]:
    for table in loaded.tables.values():
        for name, number in table.unknown.items():
            sentence = f"column {name} is not one of this table and is not read"
            yield PlacedFinding(table.label, table.header_line, number, "unknown_column", sentence)


def _strangers(loaded: LoadedRulebook) -> Iterator[PlacedFinding]:
    for name in loaded.strangers:
        sentence = f"{name} is not a table of a rulebook and is not read"
        yield PlacedFinding(name, 1, 1, "unknown_table", sentence)
