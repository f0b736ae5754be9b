"""Exchange databases that tests make, with SQLite, and a mapping that tells of every state entered."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from rules.privacy import Border
from streams.exchange.memory import MemoryFile
from streams.exchange.readers import SqliteReader
from streams.exchange.table import StatesTable, states_table
from streams.exchange.turns import Snapshot, Turn, Turns
from streams.importing.mapping_file import read_mapping

MAPPING = """
source = "exchange/test"
subject = "{case_no}"
zone = "Asia/Shanghai"
time = "updated"

[snapshot]
state = "state"

[[row]]
name = "entered"
type = "case.stage_left"
[row.data]
stage_code = { column = "state.entered" }
opinion = { column = "state" }
"""
"""One event for each state entered; `opinion` is the state that stands in the row."""

BEGIN = datetime(2026, 1, 20, tzinfo=UTC)
QUERY = "SELECT case_no, state, updated FROM cases ORDER BY rowid"


class Event(NamedTuple):
    """What an event of the mapping says: which state was entered, and which one the row showed then."""

    case: str
    entered: str
    shown: str


class Exchange:
    """A database, the memory of who watches it, and the folder of events."""

    def __init__(self, folder: Path, mapping: str = MAPPING) -> None:
        self.folder = folder
        self.database = folder / "exchange.db"
        (folder / "map.toml").write_text(mapping, encoding="utf-8")
        self.table = table_of(folder / "map.toml")
        self.file = MemoryFile(folder / "memory.json", folder / "events")
        self.file.out.mkdir()
        self.snapshots = 0
        self.run("CREATE TABLE cases (case_no TEXT, state, updated TEXT)")

    def run(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute(statement, values)

    def put(self, case: str, state: object, updated: str | None = None) -> None:
        """The case's row as it is from now on."""
        self.delete(case)
        self.run("INSERT INTO cases VALUES (?, ?, ?)", case, state, updated)

    def delete(self, case: str) -> None:
        self.run("DELETE FROM cases WHERE case_no = ?", case)

    def resume(self) -> Turns:
        """One who begins to watch, with what is remembered."""
        return Turns.resume(self.table, self.file)

    def look(self, turns: Turns) -> Turn:
        """Take a snapshot, an hour after the last."""
        self.snapshots += 1
        taken = BEGIN + timedelta(hours=self.snapshots)
        return turns.take(Snapshot("cases", taken, SqliteReader(self.database, QUERY)))

    def raw_events(self) -> list[dict[str, Any]]:
        """All events there are, in the order of the turns."""
        files = sorted(self.file.out.glob("events-*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]

    def events(self) -> list[Event]:
        return [
            Event(each["subject"], each["data"]["stage_code"], each["data"]["opinion"])
            for each in self.raw_events()
        ]


def table_of(mapping: Path | str) -> StatesTable:
    return states_table(read_mapping(str(mapping)), Border())
