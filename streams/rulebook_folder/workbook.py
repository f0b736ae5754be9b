"""A rulebook as one .xlsx: a sheet per table, `rulebook` with the columns key and value, `calendar` with
the days.

The keys of the sheet `rulebook` are those of rulebook.toml, dotted (`rules.T-04.colour`); a value may be a
cell of its own type or text as TOML would have it (`["09:00-12:00"]`). The sheet `calendar` has year, name,
date, isOffDay, and may have papers (on the first row of a year, one address a line).
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rules.calendar import NamedDay, Notice
from streams.mistakes import Mistakes, quoted
from streams.rulebook_folder import kinds
from streams.rulebook_folder.consistency import check_rows
from streams.rulebook_folder.raw import RawHead, RawRow, RawTable, as_table, one_break
from streams.rulebook_folder.sheets import Cell, Sheet, read_workbook
from streams.rulebook_folder.table_spec import Column, TableSpec
from streams.rulebook_folder.table_specs import SPECS
from streams.rulebook_folder.tables import Table, read_table

HEAD_SHEET, CALENDAR_SHEET = "rulebook", "calendar"
TEXT_SETTINGS = frozenset({("name",), ("version",), ("zone",)})  # a version 1 is the text "1" here
CALENDAR_SPEC = TableSpec(
    CALENDAR_SHEET,
    (
        Column("year", kinds.whole(1900, 9998), filled=True),
        Column("name", kinds.TEXT, filled=True),
        Column("date", kinds.DATE, filled=True),
        Column("isOffDay", kinds.FLAG, filled=True),
        Column("papers", kinds.TEXT, empty="", optional=True),
    ),
    key=("year", "date"),
)


class WorkbookSource:
    """The sheets of one workbook, read at once; `name` is what messages put before the sheet's.

    `others` are the names of sheets that no rulebook has.
    """

    def __init__(self, name: str, sheets: Mapping[str, Sheet], others: list[str]) -> None:
        self.name = name
        self.sheets = sheets
        self.others = others

    def label(self, name: str) -> str:
        return f"{self.name}/{name}"

    def head(self, mistakes: Mistakes) -> RawHead | None:
        if HEAD_SHEET not in self.sheets:
            mistakes.add(self.label(HEAD_SHEET), 1, 1, "no such sheet", "the head of the rulebook")
            return None
        return read_head(self.label(HEAD_SHEET), self.sheets[HEAD_SHEET], mistakes)

    def holds(self, name: str) -> bool:
        return name in self.sheets

    def table(self, name: str, mistakes: Mistakes) -> RawTable | None:
        if name not in self.sheets:
            return None
        return as_table(self.label(name), _rows(self.sheets[name]), mistakes)

    def notices(self, mistakes: Mistakes) -> list[Notice] | None:
        raw = self.table(CALENDAR_SHEET, mistakes)
        if raw is None:
            return None
        before = len(mistakes)
        table = read_table(raw, CALENDAR_SPEC, mistakes)
        check_rows({CALENDAR_SHEET: table}, mistakes)
        return _notices(table) if len(mistakes) == before else []

    def strangers(self) -> list[str]:
        return sorted(self.label(name) for name in self.others)


def _notices(table: Table) -> list[Notice]:
    days: dict[int, list[NamedDay]] = {}
    for row in table.entries:
        days.setdefault(row["year"], []).append(NamedDay(row["date"], row["isOffDay"], row["name"]))
    return [
        Notice(year, tuple(sorted(named, key=lambda each: each.day))) for year, named in sorted(days.items())
    ]


def open_workbook(name: str, content: bytes, mistakes: Mistakes) -> WorkbookSource | None:
    """The workbook's sheets; None, and a mistake, if the bytes are no .xlsx."""
    wanted = {*SPECS, HEAD_SHEET, CALENDAR_SHEET}
    book = read_workbook(name, content, wanted, mistakes)
    if book is None:
        return None
    return WorkbookSource(name, book.sheets, [sheet for sheet in book.names if sheet not in wanted])


def read_head(label: str, rows: Sheet, mistakes: Mistakes) -> RawHead | None:
    """The sheet `rulebook` as the tree that rulebook.toml would give."""
    tree: dict[str, Any] = {}
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    kept = [(line, cells) for line, cells in enumerate(rows, start=1) if any(cell != "" for cell in cells)]
    if not kept or [_text(cell) for cell in kept[0][1][:2]] != ["key", "value"]:
        mistakes.add(label, kept[0][0] if kept else 1, 1, "other columns", "the columns key and value")
        return None
    for line, cells in kept[1:]:
        dotted = _text(cells[0])
        key = tuple(part.strip() for part in dotted.split("."))
        if not all(key) or not _plant(tree, key, _setting(key, cells)):
            mistakes.add(label, line, 1, f"key {quoted(dotted)}", "a dotted key, each once")
        for length in range(1, len(key) + 1):
            places.setdefault(key[:length], (line, 1))
    return RawHead(label, tree, places)


def _setting(key: tuple[str, ...], cells: list[Cell]) -> object:
    cell = cells[1] if len(cells) > 1 else ""
    return _text(cell) if key in TEXT_SETTINGS else value_of(cell)


def _plant(tree: dict[str, Any], key: tuple[str, ...], value: object) -> bool:
    branch: Any = tree
    for part in key[:-1]:
        branch = branch.setdefault(part, {})
        if not isinstance(branch, dict):
            return False
    if key[-1] in branch:
        return False
    branch[key[-1]] = value
    return True


def value_of(cell: Cell) -> object:
    """A cell of its own type, or text: read as TOML where it is that, else as it stands."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if not isinstance(cell, str):
        return cell
    try:
        return tomllib.loads(f"value = {cell}")["value"]
    except tomllib.TOMLDecodeError:
        return cell.strip()


def _rows(rows: Sheet) -> list[RawRow]:
    texts = ((line, [_text(cell) for cell in cells]) for line, cells in enumerate(rows, start=1))
    return [RawRow(line, cells) for line, cells in texts if any(cells)]


def _text(cell: Cell) -> str:
    """What the same cell would say in CSV."""
    match cell:
        case str():
            return one_break(cell).strip()
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
