"""A rulebook as it was read, before it is checked: tables of text and the tree of its head."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rules.calendar import Notice
from streams.mistakes import Mistakes


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row as text, and the line where it begins (1-based, header included)."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it was read: `label` is what messages call it."""

    label: str
    header: RawRow
    rows: list[RawRow]


@dataclass(frozen=True, slots=True)
class RawHead:
    """rulebook.toml (or the sheet `rulebook`) as a tree, and the line and column of each dotted key."""

    label: str
    tree: Mapping[str, Any]
    places: Mapping[tuple[str, ...], tuple[int, int]]


class Source(Protocol):
    """Anything that holds a rulebook. What cannot be read is added to the mistakes and given as None."""

    def label(self, name: str) -> str:
        """What messages call the table of this name (`rulebook` for the head)."""

    def head(self, mistakes: Mistakes) -> RawHead | None:
        """The head."""

    def holds(self, name: str) -> bool:
        """Whether there is a table of this name."""

    def table(self, name: str, mistakes: Mistakes) -> RawTable | None:
        """The table of this name."""

    def notices(self, mistakes: Mistakes) -> list[Notice] | None:
        """The calendar notices; None where the rulebook brings no calendar of its own."""

    def strangers(self) -> list[str]:
        """Tables that no rulebook has: most likely a misspelt name."""


def as_table(label: str, rows: list[RawRow], mistakes: Mistakes) -> RawTable | None:
    """Header and rows; an empty table is a mistake."""
    if not rows:
        mistakes.add(label, 1, 1, "nothing", "a header line with the names of the columns")
        return None
    return RawTable(label, rows[0], rows[1:])


def one_break(text: str) -> str:
    """The text with one kind of line break, whatever system wrote it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
