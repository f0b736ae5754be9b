"""Where snapshots are read from: files of any kind that can be imported, and databases through DB-API."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from streams.exits import Misuse, Unavailable
from streams.importing.csv_rows import unique_header
from streams.importing.mapping import FileFormat
from streams.importing.readers import open_log
from streams.importing.rows import Cell, Row, Table


class Reader(Protocol):
    """One table of case states as it is now. Another database needs this one method."""

    def read(self) -> AbstractContextManager[Table]:
        """The table, readable within the context. Raises Misuse, Unavailable."""


class FileReader:
    """A file that holds one snapshot: CSV, XLSX or JSON."""

    def __init__(self, path: Path, form: FileFormat) -> None:
        self.path = path
        self.form = form

    @contextmanager
    def read(self) -> Iterator[Table]:
        """The file's table. Misuse: not there, not readable, or of no known kind."""
        with open_log(self.path, self.form) as log:
            yield log.table


class SqliteReader:
    """The rows a query gives, read in one transaction of a database opened for reading only."""

    def __init__(self, path: Path, query: str) -> None:
        self.path = path
        self.query = query

    @contextmanager
    def read(self) -> Iterator[Table]:
        """The answer as a table. Misuse: a query that gives no rows; Unavailable: no database, or none that answers."""
        if not self.path.is_file():
            raise Unavailable(f"{self.path}: found no file, expected an SQLite database")
        with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            yield self._asked(database)

    def _asked(self, database: sqlite3.Connection) -> Table:
        try:
            found = database.execute(self.query)
        except sqlite3.DatabaseError as error:
            raise Unavailable(
                f"{self.path}: the query failed ({error}); expected one that this database answers"
            ) from None
        if found.description is None:
            raise Misuse(f"--query {self.query}: found no columns, expected a SELECT")
        columns = unique_header([name for name, *_ in found.description], str(self.path))
        return Table(columns=tuple(columns), rows=self._rows(found, columns))

    def _rows(self, found: sqlite3.Cursor, columns: list[str]) -> Iterator[Row]:
        try:
            for number, values in enumerate(found, 1):
                cells = zip(columns, map(_cell, values), strict=True)
                yield Row(self.path.name, number, dict(cells))
        except sqlite3.DatabaseError as error:
            raise Unavailable(f"{self.path}: reading stopped ({error}); it is tried again") from None


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return value.decode(errors="surrogateescape") if isinstance(value, bytes) else str(value)
