"""CSV logs: any delimiter and encoding, with or without a BOM; a row is found by the line it begins on."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING

from streams.exits import Misuse
from streams.importing.rows import Reject, Row, Table, is_broken

if TYPE_CHECKING:
    from _csv import Reader

CELL_LIMIT = 131_072  # the csv module's own


def csv_table(text: TextIOWrapper, name: str, *, delimiter: str, header_row: int) -> Table:
    """Open a CSV log; wrong bytes are lone surrogates, newline="" was given. Misuse: no header."""
    lines = csv.reader(text, delimiter=delimiter)
    header = _header(lines, name, header_row, text.encoding)
    return Table(columns=tuple(header), rows=_rows(lines, name, header, text.encoding))


def _header(lines: "Reader", name: str, header_row: int, encoding: str) -> list[str]:
    cells: list[str] = []
    try:
        while lines.line_num < header_row:
            cells = next(lines)
    except StopIteration:
        raise Misuse(f"{name}:{header_row}: found the end of the file, expected the column names") from None
    except (csv.Error, UnicodeError) as error:
        raise Misuse(f"{name}:1: found {error}, expected column names as {encoding} text") from None
    if is_broken("".join(cells)):
        raise Misuse(
            f"{name}:{header_row}: found bytes that are not {encoding}, expected that [file] encoding fits"
        )
    return unique_header([cell.strip().removeprefix("\ufeff") for cell in cells], f"{name}:{header_row}")


def unique_header(names: list[str], place: str) -> list[str]:
    """The column names, each once. Misuse: none at all, or one twice; unnamed columns are left out later."""
    if not any(names):
        raise Misuse(f"{place}: found an empty row, expected the column names")
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise Misuse([f"{place}:{name}: found the column name twice, expected each once" for name in twice])
    return names


def _rows(lines: "Reader", name: str, header: list[str], encoding: str) -> Iterator[Row | Reject]:
    while True:
        number = lines.line_num + 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield Reject(
                name, number, "", str(error), f"quotes closed and cells up to {CELL_LIMIT} characters"
            )
            continue
        except UnicodeError as error:
            raise Misuse(f"{name}:{number}: found {error}, expected {encoding} text") from None
        if cells:
            yield _row(name, number, header, cells)


def _row(name: str, number: int, header: list[str], cells: list[str]) -> Row | Reject:
    if len(cells) != len(header):
        return Reject(name, number, "", f"{len(cells)} cells", f"{len(header)} as in the header")
    return Row(name, number, {column: cell for column, cell in zip(header, cells, strict=True) if column})
