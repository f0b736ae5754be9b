"""Dossiers of cases that are settled, on disk: what keeps the memory of `check` bounded by open cases."""

import sqlite3
from collections.abc import Iterator, MutableMapping
from heapq import merge
from pathlib import Path

BATCH = 500


class SpillingStore(MutableMapping[str, bytes]):
    """Encoded dossiers by subject: open ones in memory, settled ones in a scratch file beside them.

    A settled case that is touched again comes back from the file. The file is not a record of anything: it lives
    in the folder given and goes with it.
    """

    def __init__(self, folder: Path) -> None:
        self._open: dict[str, bytes] = {}
        self._leaving: dict[str, bytes] = {}
        self._disk = sqlite3.connect(folder / "settled.sqlite", isolation_level=None)
        self._disk.execute("PRAGMA journal_mode = OFF")
        self._disk.execute("PRAGMA synchronous = OFF")
        self._disk.execute("PRAGMA cache_size = -16384")
        self._disk.execute("CREATE TABLE settled (subject TEXT PRIMARY KEY, record BLOB) WITHOUT ROWID")

    def settle(self, subject: str) -> None:
        """Move a dossier out of memory."""
        self._leaving[subject] = self._open.pop(subject)
        if len(self._leaving) >= BATCH:
            self._write()

    def close(self) -> None:
        """Let go of the file."""
        self._disk.close()

    def __getitem__(self, subject: str) -> bytes:
        record = self._open.get(subject)
        if record is None:
            record = self._leaving.get(subject)
        if record is None:
            row = self._disk.execute("SELECT record FROM settled WHERE subject = ?", (subject,)).fetchone()
            if row is None:
                raise KeyError(subject)
            record = bytes(row[0])
        return record

    def __setitem__(self, subject: str, record: bytes) -> None:
        self._open[subject] = record

    def __delitem__(self, subject: str) -> None:
        if subject not in self:
            raise KeyError(subject)
        self._open.pop(subject, None)
        self._leaving.pop(subject, None)
        self._disk.execute("DELETE FROM settled WHERE subject = ?", (subject,))

    def __iter__(self) -> Iterator[str]:
        self._write()
        yield from self._open
        for (subject,) in self._disk.execute("SELECT subject FROM settled"):
            if subject not in self._open:
                yield subject

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def in_order(self) -> Iterator[tuple[str, bytes]]:
        """Every dossier in order of its subject, without holding those on disk in memory."""
        self._write()
        rows = self._disk.execute("SELECT subject, record FROM settled ORDER BY subject")
        on_disk = ((subject, bytes(record)) for subject, record in rows if subject not in self._open)
        yield from merge(((subject, self._open[subject]) for subject in sorted(self._open)), on_disk)

    def _write(self) -> None:
        self._disk.execute("BEGIN")
        self._disk.executemany("INSERT OR REPLACE INTO settled VALUES (?, ?)", self._leaving.items())
        self._disk.execute("COMMIT")
        self._leaving.clear()
