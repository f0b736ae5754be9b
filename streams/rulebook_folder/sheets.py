"""The cells of an .xlsx workbook, by sheet, each at its row and column."""

import datetime as dt
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError, ParserCreate

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from streams.mistakes import Mistakes

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
"""A cell of its own type; an empty one is an empty text."""

Sheet = list[list[Cell]]
"""Rows from the first of the sheet, cells from its first column, so that places are counted from both."""

MOST_CELLS = (
    4_000_000  # a table is kept as a rectangle: one stray cell in the last row of Excel would fill memory
)
REFERENCE = re.compile(r"([A-Z]{1,7})([0-9]{1,9})", re.ASCII)
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    ExpatError,
    DefusedXmlException,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,  # a password, a way of compressing nobody has
)
"""What the readers of zip and XML raise for bytes that are no workbook."""


class Workbook(NamedTuple):
    """The sheets asked for, and the names of all there are."""

    sheets: dict[str, Sheet]
    names: list[str]


def read_workbook(name: str, content: bytes, wanted: Collection[str], mistakes: Mistakes) -> Workbook | None:
    """The wanted sheets of an .xlsx; None, and a mistake, if the bytes are none, or hold what cannot be read.

    Formulas give the result stored with them; one that failed (#N/A, #REF!) is a mistake at its cell.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    before = len(mistakes)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {sheet: part for sheet, part in _parts(archive) if sheet in wanted}
            for sheet, part in parts.items():
                _check_part(f"{name}/{sheet}", archive, part, mistakes)
        if len(mistakes) > before:
            return None
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in parts}
    except (*UNREADABLE, CalamineError) as error:
        mistakes.add(name, 1, 1, f"no workbook ({error})", "an .xlsx with one sheet per file")
        return None
    return Workbook(sheets, list(book.sheet_names))


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each worksheet's name and the file in the archive that holds it."""
    links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target") or "" for link in links.findall(".//{*}Relationship")}
    there = set(archive.namelist())
    for sheet in fromstring(archive.read("xl/workbook.xml")).findall(".//{*}sheet"):
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        part = posixpath.normpath(posixpath.join("xl", targets.get(link, ""))).lstrip("/")
        if part in there:
            yield sheet.get("name") or "", part


def _check_part(label: str, archive: zipfile.ZipFile, part: str, mistakes: Mistakes) -> None:
    """Mistakes for a sheet too large to hold, and for each formula that failed."""
    extent = _Extent(archive.read(part))
    if extent.rows * extent.columns > MOST_CELLS:
        found = f"{extent.rows} rows and {extent.columns} columns"
        expected = f"a table of at most {MOST_CELLS} cells (delete what stands far below or beside it)"
        mistakes.add(label, 1, 1, found, expected)
        return
    for row, column in extent.failed:
        mistakes.add(label, row, column, "a formula that failed (such as #N/A)", "a value")


class _Extent:
    """How far the cells of a worksheet's XML reach, and the places of those that hold an error."""

    def __init__(self, xml: bytes) -> None:
        self.rows = self.columns = 0
        self.failed: list[tuple[int, int]] = []
        self._row = self._column = 0
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._begin
        parser.Parse(xml, True)

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._reach(int(attributes.get("r", self._row + 1)), 0)
            case "c":
                reference = attributes.get("r")
                self._reach(*(_place(reference) if reference else (self._row, self._column + 1)))
                if attributes.get("t") == "e":
                    self.failed.append((self._row, self._column))

    def _reach(self, row: int, column: int) -> None:
        self._row, self._column = row, column
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def _refuse(*_: object) -> None:
    raise ValueError("a document type, which no sheet has")


def _place(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as B12, both from 1."""
    match = REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(f"a cell at {reference}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column
