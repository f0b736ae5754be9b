"""Snapshots one after the other: each is a turn that leaves its events in a file and itself in the memory."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from streams.exchange.comparing import Cases, Found, Known, compare, state_of
from streams.exchange.memory import Memory, MemoryFile
from streams.exchange.readers import FileReader, Reader
from streams.exchange.states import UNREAD
from streams.exchange.table import StatesTable
from streams.exits import Misuse
from streams.importing.draft import RejectReport
from streams.importing.readers import KINDS
from streams.importing.rows import Reject, Row, RowProblem
from streams.output_files import Outputs

_encode = msgspec.msgpack.Encoder().encode


class Snapshot(NamedTuple):
    """A snapshot to be read: how it is called, when it was taken, and where its rows are."""

    name: str
    taken: datetime
    reader: Reader


class Turn(NamedTuple):
    """One snapshot compared; `events` is the file they are in, None where there was none.

    `same`: its rows are, by their hash, those of the snapshot before; what was wrong with them is not written again.
    """

    snapshot: Snapshot
    same: bool
    found: Found
    events: Path | None


@dataclass(slots=True)
class Turns:
    """The turns of one table. `take` is safe to break off at any moment."""

    table: StatesTable
    file: MemoryFile
    memory: Memory

    @classmethod
    def resume(cls, table: StatesTable, file: MemoryFile) -> "Turns":
        """Go on from what the memory file says."""
        return cls(table, file, file.load(table.text.mapping.source))

    def is_news(self, snapshot: Snapshot) -> bool:
        """Whether it was taken after the last one; of one moment the names decide."""
        return (_utc(snapshot.taken), snapshot.name) > (self.memory.taken, self.memory.name)

    def take(self, snapshot: Snapshot) -> Turn:
        """Compare a snapshot with those before, and put its events and the new memory in place.

        Raises Misuse, Unavailable where it cannot be read or written; then nothing of it has happened.
        """
        known = self.memory
        digest = sha256()
        with snapshot.reader.read() as rows:
            if rows.columns is not None:
                self.table.check_columns(snapshot.name, rows.columns)
            counted = _counted(rows.rows, digest.update)
            found = compare(self.table, known.cases, counted, snapshot.taken, first=known.turn == 0)
        memory = Memory(
            source=known.source,
            turn=known.turn + 1,
            name=snapshot.name,
            taken=_utc(snapshot.taken),
            digest=digest.hexdigest(),
            cases={**known.cases, **found.cases},
        )
        same = known.digest == memory.digest
        if found.rejects and not same:
            write_rejects(self.file.rejects_of(memory.turn), found.rejects)
        events = self.file.commit(memory, found.events)
        self.memory = memory
        return Turn(snapshot, same, found, events)


def snapshot_files(table: StatesTable, folder: Path) -> list[Snapshot]:
    """The snapshots of a folder in the order they were taken. Raises Misuse: no folder.

    Where the mapping has no pattern for names, every file of a kind that can be read is one, taken when it was last
    written. Hidden files are left alone: one that is being written is best named so.
    """
    try:
        paths = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    except OSError as error:
        raise Misuse(f"{folder}: found {error.strerror}, expected a folder of snapshots") from None
    found = [snapshot for path in paths if (snapshot := _of_file(table, path)) is not None]
    return sorted(found, key=lambda snapshot: (snapshot.taken, snapshot.name))


def file_snapshot(table: StatesTable, path: Path, taken: datetime | None = None) -> Snapshot:
    """One file, taken at the time given, else at the one its name says, else when it was last written."""
    at = taken or table.taken_at(path.name) or datetime.fromtimestamp(_written(path), UTC)
    return Snapshot(path.name, at, FileReader(path, table.text.mapping.file))


def compare_pair(table: StatesTable, before: Reader, after: Snapshot) -> Found:
    """What happened between two snapshots, with nothing else known. Raises Misuse, Unavailable."""
    with before.read() as rows:
        if rows.columns is not None:
            table.check_columns("the snapshot before", rows.columns)
        cases = cases_in(table, rows.rows)
    with after.reader.read() as rows:
        if rows.columns is not None:
            table.check_columns(after.name, rows.columns)
        return compare(table, cases, rows.rows, after.taken)


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """The rows that gave no event, as a CSV for the office. Raises Misuse, Unavailable."""
    with Outputs() as outputs:
        report = RejectReport(outputs.open(path))
        for reject in rejects:
            report.add(reject)
        report.finish()


def cases_in(table: StatesTable, rows: Iterable[Row | Reject]) -> Cases:
    """The states of a snapshot to compare with, of one without a readable state that it is unread."""
    cases: Cases = {}
    for row in rows:
        if isinstance(row, Reject):
            continue
        with suppress(RowProblem):  # told where the row stands in the snapshot that is judged
            line = table.lines.line(row)
            if (subject := line.texts["subject"]) not in cases:
                cases[subject] = Known(UNREAD)
                cases[subject] = Known(state_of(table, line))
    return cases


def _of_file(table: StatesTable, path: Path) -> Snapshot | None:
    if table.form.taken is None:
        return file_snapshot(table, path) if path.suffix.lower() in KINDS else None
    taken = table.taken_at(path.name)
    return None if taken is None else file_snapshot(table, path, taken)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError as error:
        raise Misuse(f"{path}: found {error.strerror}, expected a snapshot to read") from None


def _counted(rows: Iterable[Row | Reject], update: Callable[[bytes], object]) -> Iterator[Row | Reject]:
    for row in rows:
        update(_encode(row.cells if isinstance(row, Row) else row))
        yield row


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
