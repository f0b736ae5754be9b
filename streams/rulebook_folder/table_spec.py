"""What the description of a table is made of: columns, references, keys; and those that many tables have."""

from dataclasses import dataclass
from typing import Any

from rules.rulebook import FOREVER
from streams.rulebook_folder import kinds
from streams.rulebook_folder.kinds import Kind


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `filled` if a cell may not be empty, `empty` the value of an empty cell, `optional` if
    the column itself may be absent.
    """

    name: str
    kind: Kind
    filled: bool = False
    empty: Any = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """The values of `columns` must be those of `targets` in a row of `table`.

    Empty cells refer to nothing. Where the table is not in the folder nothing is checked, unless it is
    `required`. `where_empty` names a column: the reference is meant only in rows where that is empty.
    """

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    required: bool = False
    where_empty: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: no two rows have the same `key`; rows with the same `lasting` must not be valid on one
    day.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that name one row: its key, or what it is about and since when."""
        return self.key or (*self.lasting, "valid_from")


def code(name: str, filled: bool = True) -> Column:
    """A code; None where it may be empty and is."""
    return Column(name, kinds.CODE, filled, empty="" if filled else None)


def text(name: str, filled: bool = False, optional: bool = False) -> Column:
    """A text."""
    return Column(name, kinds.TEXT, filled, empty="", optional=optional)


def any_code(name: str) -> Column:
    """A code whose empty cell means any (posts) or none (items), kept as an empty text."""
    return Column(name, kinds.CODE, empty="")


def flag(name: str, empty: bool | None = None, optional: bool = False) -> Column:
    """True or false."""
    return Column(name, kinds.FLAG, empty=empty, optional=optional)


def days(name: str, optional: bool = False) -> Column:
    """A number of days."""
    return Column(name, kinds.DAY_COUNT, optional=optional)


SINCE_EVER = Column("valid_from", kinds.DATE, empty=1)
UNTIL_OPEN = Column("valid_to", kinds.DATE, empty=FOREVER)
ITEM_VERSION = (code("item_code"), code("version"))
OF_ITEM_VERSION = Reference(("item_code", "version"), "items", ("item_code", "version"), required=True)
OF_UNIT = Reference(("dept_code",), "units", ("dept_code",))
OF_REGION = Reference(("region_code",), "regions", ("region_code",))
