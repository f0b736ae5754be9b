"""Turns a rulebook folder into a workbook and a workbook into a folder; what it says stays the same."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streams.exits import Misuse
from streams.mistakes import Mistakes
from streams.output_files import Outputs
from streams.rulebook_folder import kinds
from streams.rulebook_folder.as_folder import folder_files
from streams.rulebook_folder.as_workbook import workbook_bytes
from streams.rulebook_folder.folder import CALENDAR_FOLDER, WORKBOOK_FILE
from streams.rulebook_folder.load import LoadedRulebook, open_source
from streams.rulebook_folder.raw import RawTable, Source
from streams.rulebook_folder.table_specs import SPECS
from streams.rulebook_folder.workbook import CALENDAR_SHEET

XLSX = ".xlsx"


def converted(loaded: LoadedRulebook, *, to_workbook: bool) -> dict[str, bytes]:
    """The files of the folder, or the one workbook, that say what the loaded rulebook says.

    Files that are of that kind already stay as they are. Comments of rulebook.toml have no place in a workbook;
    all else is kept, columns that no rulebook has too. Raises Misuse for what a workbook cannot hold.
    """
    if (WORKBOOK_FILE in loaded.files) == to_workbook:
        return dict(loaded.files)
    mistakes = Mistakes()
    source = open_source(loaded.rulebook.name, loaded.files, mistakes)
    tables = _tables(source, mistakes) if source is not None else {}
    head = loaded.head.tree
    if to_workbook:
        notices = _json_notices(loaded.files) if loaded.own_calendar else None
        files = {WORKBOOK_FILE: workbook_bytes(head, tables, notices)}
    else:
        calendar = source.table(CALENDAR_SHEET, mistakes) if source is not None else None
        files = folder_files(head, tables, _sheet_notices(calendar) if calendar is not None else [])
    mistakes.stop_if_any()
    return files


def write_converted(loaded: LoadedRulebook, target: Path) -> list[Path]:
    """Write the rulebook to a new or empty folder, or to a new .xlsx; the files written.

    Raises Misuse where there is something already.
    """
    to_workbook = target.suffix.lower() == XLSX
    if target.exists() and (to_workbook or not target.is_dir() or any(target.iterdir())):
        raise Misuse(
            f"found something at {target}, expected a new or empty folder or a new {XLSX}: name another"
        )
    files = converted(loaded, to_workbook=to_workbook)
    places = {target if to_workbook else target / name: content for name, content in files.items()}
    with Outputs() as outputs:
        for place, content in places.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            outputs.open(place).write(content)
    return list(places)


def _tables(source: Source, mistakes: Mistakes) -> dict[str, RawTable]:
    found = {name: source.table(name, mistakes) for name in SPECS if source.holds(name)}
    return {name: table for name, table in found.items() if table is not None}


def _json_notices(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    trees = [json.loads(files[name]) for name in sorted(files) if name.startswith(CALENDAR_FOLDER)]
    return sorted(trees, key=lambda tree: int(tree["year"]))


def _sheet_notices(calendar: RawTable) -> list[dict[str, Any]]:
    """The calendar sheet as one tree a year, as the notices of a folder."""
    notices: dict[int, dict[str, Any]] = {}
    for row in calendar.rows:
        said = dict(zip(calendar.header.cells, row.cells, strict=False))
        year = int(said["year"])
        notice = notices.setdefault(year, {"year": year, "papers": [], "days": []})
        notice["papers"] += filter(None, said.get("papers", "").split("\n"))
        off = kinds.FLAG.parse(said["isOffDay"])
        notice["days"].append({"name": said["name"], "date": said["date"], "isOffDay": off})
    return list(notices.values())
