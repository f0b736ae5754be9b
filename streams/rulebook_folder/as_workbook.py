"""Writes a rulebook as one .xlsx: a sheet a table, every cell of a table as text, so that codes such as 0001 stay."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from streams.exits import Misuse
from streams.rulebook_folder.raw import RawTable
from streams.rulebook_folder.toml_text import toml_value
from streams.rulebook_folder.workbook import CALENDAR_SHEET, HEAD_SHEET, TEXT_SETTINGS, value_of

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST_CELL = 32_767  # characters: what Excel keeps of a text
LONGEST_NUMBER = 10**15  # from here on Excel rounds
DAY_SETTINGS = frozenset({("valid_from",), ("go_live",)})
UNWRITABLE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
AS_TEXT = "@"

Row = Sequence[str | int | bool]


def workbook_bytes(
    head: Mapping[str, Any], tables: Mapping[str, RawTable], notices: Sequence[Mapping[str, Any]] | None
) -> bytes:
    """The workbook; `notices` as JSON trees, None where the rulebook has no calendar of its own.

    Raises Misuse where a cell holds more than a workbook can, or a key of the head cannot be said with dots.
    """
    sheets: dict[str, Iterable[Row]] = {HEAD_SHEET: [("key", "value"), *_settings((), head)]}
    sheets |= {name: [row.cells for row in (table.header, *table.rows)] for name, table in tables.items()}
    if notices is not None:
        sheets[CALENDAR_SHEET] = [("year", "name", "date", "isOffDay", "papers"), *_days(notices)]
    return _saved({name: _sayable(name, rows) for name, rows in sheets.items()})


def _sayable(name: str, rows: Iterable[Row]) -> list[Row]:
    """The rows with every text as a sheet can say it."""
    return [
        [
            _writable(value, f"{name}:{number}:{column}") if isinstance(value, str) else value
            for column, value in enumerate(row, start=1)
        ]
        for number, row in enumerate(rows, start=1)
    ]


def _saved(sheets: Mapping[str, Iterable[Row]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: "WriteOnlyWorksheet", value: str | int | bool) -> object:
    """A text as a cell that stays one when a person edits it: no formula, no number."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    if not value:
        return None
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.number_format = "s", AS_TEXT
    return cell


def _writable(text: str, place: str) -> str:
    """The text with what XML cannot say as `_x0000_`, and what would be read as such escaped."""
    escaped = UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(escaped) > LONGEST_CELL:
        raise Misuse(
            f"{place}: found {len(escaped)} characters, expected {LONGEST_CELL} at most in a workbook"
        )
    return escaped


def _settings(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[Row]:
    for key, value in table.items():
        here = (*path, key)
        if not key or "." in key or key != key.strip():
            raise Misuse(
                f"found the setting {'.'.join(here)!r}, expected keys without dots and blanks in a workbook"
            )
        if isinstance(value, Mapping) and value:
            yield from _settings(here, value)
        else:
            yield (".".join(here), _setting(here, value))


def _setting(path: tuple[str, ...], value: object) -> str | int | bool:
    """What the cell has to say so that the same value is read from it."""
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < LONGEST_NUMBER):
        return value
    if path in TEXT_SETTINGS or path in DAY_SETTINGS:
        return str(value)
    plain = isinstance(value, str) and value.isprintable() and value_of(value) == value != ""
    return str(value) if plain else toml_value(value)


def _days(notices: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    for notice in notices:
        papers = "\n".join(map(str, notice.get("papers", ())))
        for day in notice["days"]:
            off = "true" if day["isOffDay"] else "false"
            yield (str(notice["year"]), day["name"], day["date"], off, papers)
            papers = ""
