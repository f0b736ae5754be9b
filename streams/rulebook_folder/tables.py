"""Checks one table cell by cell: missing and doubled columns, wrong types and ranges, rows out of shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from streams.mistakes import Mistakes, quoted
from streams.rulebook_folder.raw import RawRow, RawTable
from streams.rulebook_folder.table_spec import Column, TableSpec


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its line and its values by column. A cell that was wrong has no value."""

    line: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def key(self, columns: tuple[str, ...]) -> tuple[Any, ...] | None:
        """The values of these columns; None if one of them was wrong."""
        values = self.values
        return (
            tuple(values[column] for column in columns) if all(each in values for each in columns) else None
        )


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table; `columns` gives each column's number, `unknown` the columns no rulebook has."""

    spec: TableSpec
    label: str
    columns: Mapping[str, int]
    entries: list[Entry]
    header_line: int = 1
    unknown: Mapping[str, int] = field(default_factory=dict)

    def column(self, name: str) -> int:
        """The 1-based number of a column; 1 for one that is absent."""
        return self.columns.get(name, 1)


def read_table(raw: RawTable, spec: TableSpec, mistakes: Mistakes) -> Table:
    """All rows, with a mistake for each cell that is not what its column says."""
    columns, unknown = _header(raw, spec, mistakes)
    present = [(column, columns.get(column.name)) for column in spec.columns]
    width = len(raw.header.cells)
    entries = []
    for row in raw.rows:
        _check_width(raw, row, width, mistakes)
        entries.append(Entry(row.line, _values(raw.label, row, present, mistakes)))
    return Table(spec, raw.label, columns, entries, raw.header.line, unknown)


def _header(raw: RawTable, spec: TableSpec, mistakes: Mistakes) -> tuple[dict[str, int], dict[str, int]]:
    known = {column.name for column in spec.columns}
    columns: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for number, name in enumerate(raw.header.cells, start=1):
        if name in columns:
            mistakes.add(raw.label, raw.header.line, number, f"column {name} again", "each column once")
        elif name in known:
            columns[name] = number
        elif name:
            unknown[name] = number
    for column in spec.columns:
        if column.name not in columns and not column.optional:
            mistakes.add(raw.label, raw.header.line, 1, f"no column {column.name}", f"a column {column.name}")
    return columns, unknown


def _check_width(raw: RawTable, row: RawRow, width: int, mistakes: Mistakes) -> None:
    if len(row.cells) > width and any(row.cells[width:]):
        expected = f"{width} as in the header (quote cells that hold a comma)"
        mistakes.add(raw.label, row.line, width + 1, f"{len(row.cells)} cells", expected)


def _values(
    label: str, row: RawRow, present: list[tuple[Column, int | None]], mistakes: Mistakes
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    cells = row.cells
    for column, number in present:
        if number is None:
            if column.optional:
                values[column.name] = column.empty
            continue
        text = cells[number - 1] if number <= len(cells) else ""
        if text:
            try:
                values[column.name] = column.kind.parse(text)
            except ValueError:
                mistakes.add(label, row.line, number, f"{column.name} {quoted(text)}", column.kind.expected)
        elif column.filled:
            mistakes.add(label, row.line, number, f"an empty {column.name}", column.kind.expected)
        else:
            values[column.name] = column.empty
    return values
