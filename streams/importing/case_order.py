"""Lines grouped by case: as they come where each case stands together in the log, else sorted on disk."""

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import msgspec

from streams.exits import Unavailable
from streams.importing.rows import Row
from streams.importing.values import Line

Case = tuple[str, Iterator[Line]]
"""A case number and its lines in the order of the log."""


class Scattered(Exception):
    """The log comes back to a case it had left: it has to be sorted."""


def as_they_come(lines: Iterable[Line]) -> Iterator[Case]:
    """Cases of a log in which each stands together; remembers 8 bytes a case. Raises Scattered."""
    left: set[bytes] = set()
    for subject, group in groupby(lines, _subject):
        mark = blake2b(subject.encode(), digest_size=8).digest()
        if mark in left:
            raise Scattered(subject)
        left.add(mark)
        yield subject, group


def sorted_on_disk(lines: Iterable[Line]) -> Iterator[Case]:
    """Cases in order of their number, from a temporary file; memory does not grow with the log."""
    with TemporaryDirectory(prefix="liangpai-import-") as folder:
        store = sqlite3.connect(Path(folder) / "rows.sqlite")
        try:
            store.execute("PRAGMA journal_mode = OFF")
            store.execute("PRAGMA synchronous = OFF")
            store.execute("CREATE TABLE line (subject TEXT, at INTEGER PRIMARY KEY, body BLOB)")
            store.executemany("INSERT INTO line VALUES (?, ?, ?)", _packed(lines))
            store.execute("CREATE INDEX by_case ON line (subject, at)")
            found = store.execute("SELECT body FROM line ORDER BY subject, at")
            yield from groupby((_unpacked(body) for (body,) in found), _subject)
        except sqlite3.Error as error:
            raise Unavailable(
                f"no room to sort the log in {gettempdir()} ({error}); free some, or name another folder as TMPDIR"
            ) from None
        finally:
            store.close()


def _subject(line: Line) -> str:
    return line.texts["subject"]


def _packed(lines: Iterable[Line]) -> Iterator[tuple[str, int, bytes]]:
    for at, line in enumerate(lines):
        packed = msgspec.msgpack.encode((line.row.file, line.row.number, line.texts))
        yield line.texts["subject"], at, packed


def _unpacked(body: bytes) -> Line:
    file, number, texts = msgspec.msgpack.decode(body, type=tuple[str, int, dict[str, str]])
    return Line(Row(file, number, {}), texts)
