"""XLSX logs, read row by row; date cells become ISO text without an offset."""

import datetime as dt
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from defusedxml.common import DefusedXmlException

from streams.exits import Misuse
from streams.importing.csv_rows import unique_header
from streams.importing.rows import ENTITIES, Cell, Row, Table, text_of


def xlsx_table(raw: BinaryIO, name: str, *, sheet: str | None, header_row: int) -> Table:
    """Open one sheet (the first by default); formulas give their stored result. Misuse: unreadable."""
    cells = _sheet(raw, name, sheet).iter_rows(min_row=header_row, values_only=True)
    with _guarded(name):
        first = next(cells, None)
    if first is None:
        raise Misuse(f"{name}:{header_row}: found the end of the sheet, expected the column names")
    header = unique_header([text_of(_cell(cell)) for cell in first], f"{name}:{header_row}")
    return Table(columns=tuple(header), rows=_rows(cells, name, header, header_row + 1))


def _sheet(raw: BinaryIO, name: str, sheet: str | None) -> Any:
    from openpyxl import load_workbook

    with _guarded(name):
        book = load_workbook(raw, read_only=True, data_only=True)
    if sheet is not None and sheet not in book.sheetnames:
        raise Misuse(f"{name}: found no sheet {sheet!r}, expected one of {', '.join(book.sheetnames)}")
    return book[sheet] if sheet is not None else book.worksheets[0]


@contextmanager
def _guarded(name: str) -> Iterator[None]:
    """Turns whatever the library raises (zip, XML, key errors as they come) into Misuse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles and extensions we do not read
            yield
    except Misuse:
        raise
    except Exception as error:  # noqa: BLE001 (the library has no error class of its own)
        if _is_refusal(error):
            raise Misuse(f"{name}: {ENTITIES}") from None
        first_line = next(iter(str(error).splitlines()), "")
        raise Misuse(
            f"{name}: found {type(error).__name__} ({first_line}), expected an .xlsx workbook"
        ) from None


def _is_refusal(error: BaseException | None) -> bool:
    """Whether the XML parser refused entities, however deep the library wrapped that."""
    return error is not None and (
        isinstance(error, DefusedXmlException)
        or _is_refusal(error.__cause__)
        or _is_refusal(error.__context__)
    )


def _rows(cells: Iterator[tuple[Any, ...]], name: str, header: list[str], number: int) -> Iterator[Row]:
    for row_number, values in enumerate(_safely(cells, name), number):
        row = {column: _cell(value) for column, value in zip(header, values, strict=False) if column}
        if any(value is not None for value in row.values()):
            yield Row(name, row_number, row)


def _safely(cells: Iterator[tuple[Any, ...]], name: str) -> Iterator[tuple[Any, ...]]:
    while True:
        with _guarded(name):
            values = next(cells, None)
        if values is None:
            return
        yield values


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value)
