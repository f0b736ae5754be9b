"""The rows of long sheets, written straight into the workbook's archive.

Formats, heads, filters and charts are xlsxwriter's, but it holds every cell until the end, and a month has millions.
So it makes a workbook whose sheets have a head and a last row only, and the rows are put between, none of them held.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from streams.assessment.tables import Row

MOST_CHARS = 32_000
"""A cell of Excel holds 32,767 characters."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
DATE = (1980, 1, 1, 0, 0, 0)
"""Of every part, so that equal figures have equal bytes."""

_SPECIAL = re.compile("[&<>_\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_CODE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_STYLED = re.compile(r'<c r="([A-Z]+)\d+"((?: s="\d+")?)>')

Start = tuple[str, str]
"""How a cell of a column begins: up to its row, and after it."""


def write_sheets(file: BinaryIO, skeleton: bytes, rows: Mapping[str, Iterable[Row]]) -> None:
    """Write the skeleton with these rows in the parts of its archive that are named (`part_of`)."""
    with ZipFile(io.BytesIO(skeleton)) as made, ZipFile(file, "w") as whole:
        for name in made.namelist():
            part = ZipInfo(name, DATE)
            part.compress_type = ZIP_DEFLATED
            with whole.open(part, "w", force_zip64=name in rows) as target:
                if name in rows:
                    _fill(target, made.read(name).decode(), rows[name])
                else:
                    target.write(made.read(name))


def part_of(number: int) -> str:
    """The part of the archive that holds a sheet, counted from one."""
    return f"xl/worksheets/sheet{number}.xml"


def _fill(target: IO[bytes], sheet: str, rows: Iterable[Row]) -> None:
    """The sheet with these rows under its head. Its own last row says how the cells of each column look."""
    head, _, rest = sheet.partition("</row>")
    last, _, tail = rest.partition("</row>")
    starts = [(f'<c r="{column}', f'"{style}') for column, style in _STYLED.findall(last)]
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    text.write(f"{head}</row>")
    for number, row in enumerate(rows, 2):
        text.write(f'<row r="{number}">{"".join(_cells(starts, number, row))}</row>')
    text.write(tail)
    text.detach()


def _cells(starts: Sequence[Start], number: int, row: Row) -> Iterator[str]:
    for (start, style), cell in zip(starts, row, strict=True):
        if isinstance(cell, str):
            said = _text(cell) if len(cell) > MOST_CHARS or _SPECIAL.search(cell) else cell
            yield f'{start}{number}{style} t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'
        elif cell is not None:
            yield f"{start}{number}{style}><v>{cell}</v></c>"


def _text(cell: str) -> str:
    """The text as a sheet says it: what looks like a code of Excel, and a carriage return, by such a code."""
    said = UNPRINTABLE.sub("�", cell[:MOST_CHARS])
    return escape(_CODE.sub("_x005F_", said), {"\r": "_x000D_"})
