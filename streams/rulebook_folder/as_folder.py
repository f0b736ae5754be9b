"""Writes a rulebook as the files of a folder: the head as TOML, a CSV file a table, a JSON file a notice."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from streams.rulebook_folder.folder import CALENDAR_FOLDER, HEAD_FILE
from streams.rulebook_folder.raw import RawTable
from streams.rulebook_folder.toml_text import toml_of


def folder_files(
    head: Mapping[str, Any], tables: Mapping[str, RawTable], notices: Iterable[Mapping[str, Any]]
) -> dict[str, bytes]:
    """The files by name: `notices` are those of the calendar as JSON trees, each with its `year`."""
    files = {HEAD_FILE: toml_of(head)}
    files |= {f"{name}.csv": _csv(table) for name, table in tables.items()}
    files |= {f"{CALENDAR_FOLDER}{notice['year']}.json": _json(notice) for notice in notices}
    return {name: text.encode() for name, text in files.items()}


def _csv(table: RawTable) -> str:
    width = len(table.header.cells)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(_cut(row.cells, width) for row in (table.header, *table.rows))
    return out.getvalue()


def _cut(cells: Sequence[str], width: int) -> list[str]:
    """As many cells as the header has; what lies beyond is empty in a rulebook that could be loaded."""
    return [*cells[:width], *[""] * (width - len(cells))]


def _json(notice: Mapping[str, Any]) -> str:
    return json.dumps(notice, ensure_ascii=False, indent=2) + "\n"
