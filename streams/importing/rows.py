"""What every reader hands on: rows of named cells, and the problems a row can have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

ENTITIES = (
    "found a document type or entity definition, expected none; refused, because such definitions can blow up a "
    "small file or read others: export the log again without them"
)
"""What is said of XML that brings its own definitions."""

Cell = str | int | float | bool | None


@dataclass(slots=True)
class Row:
    """One row of a log. `number` is where a person finds it: line, sheet row, or the event's ordinal."""

    file: str
    number: int
    cells: dict[str, Cell]


class Reject(NamedTuple):
    """One row (or one event of a case rule) that could not be imported, and why."""

    file: str
    row: int
    column: str
    found: str
    expected: str

    def sentence(self) -> str:
        """The problem as one line, `FILE:ROW:COLUMN: found …, expected …`."""
        return f"{self.file}:{self.row}:{self.column}: found {self.found}, expected {self.expected}"


@dataclass(slots=True)
class Table:
    """An open log: its columns, None where each row names its own (XES, JSON), and its rows in file order."""

    columns: tuple[str, ...] | None
    rows: Iterator[Row | Reject]


class RowProblem(Exception):
    """Raised while a row is turned into events: the column at fault, what was in it, what belongs there."""

    def __init__(self, column: str, found: str, expected: str) -> None:
        self.column, self.found, self.expected = column, found, expected
        super().__init__(f"{column}: found {found}, expected {expected}")

    def at(self, row: Row) -> Reject:
        """The same problem with the place where it happened."""
        return Reject(row.file, row.number, self.column, self.found, self.expected)


def text_of(cell: Cell) -> str:
    """The cell as a person reads it, without surrounding blanks; "" for an empty one; 12.0 is "12"."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def is_broken(text: str) -> bool:
    """Whether the text holds lone surrogates: bytes that could not be decoded, or half a character."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
