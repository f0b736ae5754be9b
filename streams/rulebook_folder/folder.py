"""A rulebook as the files of a folder: where they lie, and what they say as tables of text."""

import csv
import io
import posixpath
from collections.abc import Mapping
from pathlib import Path

from rules.calendar import Notice
from streams.exits import Misuse
from streams.mistakes import Mistakes, Place, decode_utf8
from streams.notices import read_notices
from streams.rulebook_folder.raw import RawHead, RawRow, RawTable, as_table, one_break
from streams.rulebook_folder.shipped import shipped_names
from streams.rulebook_folder.table_specs import SPECS
from streams.rulebook_folder.toml_places import read_toml

HEAD_FILE = "rulebook.toml"
CSV_FILES = tuple(f"{name}.csv" for name in SPECS)
WORKBOOK_FILE = (
    "rulebook.xlsx"  # under this name a workbook's bytes are hashed and published, whatever its path
)
CALENDAR_FOLDER = "calendar/"


def read_files(path: Path) -> dict[str, bytes]:
    """The files of a rulebook folder, or the one workbook, by name; Misuse if there is neither."""
    if path.is_file() and path.suffix.lower() == ".xlsx":
        return {WORKBOOK_FILE: path.read_bytes()}
    if not path.is_dir():
        raise Misuse(
            f"found no rulebook at {path}, expected a folder with {HEAD_FILE} and items.csv, an .xlsx, or the name of "
            f"one that ships: {', '.join(shipped_names())}"
        )
    names = [HEAD_FILE, *CSV_FILES]
    paths = [path / name for name in names if (path / name).is_file()]
    paths += sorted((path / CALENDAR_FOLDER).glob("*.json"))
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in paths}


def places_of_files(path: Path, *, to_be: bool = False) -> list[Path]:
    """Where the files of a rulebook lie or would lie: in the folder (or one `to_be`), or the workbook itself."""
    if not path.is_dir() and not to_be:
        return [path]
    return [path / name for name in (HEAD_FILE, *CSV_FILES)] + sorted((path / CALENDAR_FOLDER).glob("*.json"))


def unknown_tables(path: Path) -> list[str]:
    """The `*.csv` files of a folder that no rulebook has."""
    found = path.glob("*.csv") if path.is_dir() else ()
    return sorted(str(each) for each in found if each.name not in CSV_FILES)


class FolderSource:
    """The files of a folder, by name; `name` is what messages put before them."""

    def __init__(self, name: str, files: Mapping[str, bytes]) -> None:
        self.name = name
        self.files = files

    def label(self, name: str) -> str:
        return self._path(HEAD_FILE if name == "rulebook" else f"{name}.csv")

    def head(self, mistakes: Mistakes) -> RawHead | None:
        content = self.files.get(HEAD_FILE)
        if content is None:
            mistakes.add(self._path(HEAD_FILE), 1, 1, "no such file", "the head of the rulebook")
            return None
        return read_toml(self._path(HEAD_FILE), content, mistakes)

    def holds(self, name: str) -> bool:
        return f"{name}.csv" in self.files

    def table(self, name: str, mistakes: Mistakes) -> RawTable | None:
        content = self.files.get(f"{name}.csv")
        return None if content is None else read_csv(self.label(name), content, mistakes)

    def notices(self, mistakes: Mistakes) -> list[Notice] | None:
        found = {
            self._path(name): content
            for name, content in self.files.items()
            if name.startswith(CALENDAR_FOLDER) and name.endswith(".json")
        }
        return read_notices(found, mistakes) if found else None

    def strangers(self) -> list[str]:
        return sorted(
            self._path(name) for name in self.files if name.endswith(".csv") and name not in CSV_FILES
        )

    def _path(self, file: str) -> str:
        return posixpath.join(self.name, file) if self.name else file


def read_csv(label: str, content: bytes, mistakes: Mistakes) -> RawTable | None:
    """The rows of a CSV file, blank ones left out; None if it cannot be read at all."""
    text = decode_utf8(label, content, mistakes, _after_cells)
    if text is None:
        return None
    lines = csv.reader(io.StringIO(one_break(text), newline=""), strict=True)
    rows: list[RawRow] = []
    begins = 1
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                rows.append(RawRow(begins, [cell.strip() for cell in cells]))
            begins = lines.line_num + 1
    except csv.Error as error:
        mistakes.add(
            label, begins, 1, f"a row that is no CSV ({error})", "cells separated by commas, quotes closed"
        )
        return None
    return as_table(label, rows, mistakes)


def _after_cells(text: str) -> Place:
    """Line where the row of what follows `text` begins, and the number of its cell."""
    lines = csv.reader(io.StringIO(text + "x", newline=""))
    place, begins = (1, 1), 1
    for cells in lines:
        place, begins = (begins, len(cells)), lines.line_num + 1
    return place
