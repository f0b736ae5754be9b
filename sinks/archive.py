"""The archive as the sink sees it: one method, two implementations, one contract."""

from typing import Any, Protocol

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.away import WrongSchema
from sinks.clickhouse import open_for_writing, refusal
from sinks.dsn import ArchiveAddress
from sinks.engines import refuse_other_shapes
from sinks.records import Batch, Row, Rows
from sinks.schema import is_new, migrate
from sinks.tables import TABLES


class Archive(Protocol):
    """Where rows go. Blocking; used by one thread at a time."""

    def write(self, batch: Batch) -> None:
        """Write all rows, or raise ArchiveAway: some may be there then, and the batch may come again."""
        ...


class MemoryArchive:
    """Keeps rows in memory, one for each identity, the last written: an archive without a database."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Row, Row]] = {name: {} for name in TABLES}

    def write(self, batch: Batch) -> None:
        for name, rows in batch.items():
            table = TABLES[name]
            at = [table.columns.index(column) for column in table.identity]
            self.tables[name].update({tuple(row[i] for i in at): row for row in rows})


class ClickHouseArchive:
    """Writes column-oriented batches to ClickHouse, by server or embedded.

    Connects when the first batch comes, brings the schema up to date, and connects again after a failure.
    Raises ArchiveAway for whatever a later try may cure, WrongSchema for what it will not: `has_rows` says that the
    archive was written before, so that a database without tables is not the one, or is lost.
    """

    def __init__(self, address: ArchiveAddress, *, has_rows: bool = False) -> None:
        self._address = address
        self._has_rows = has_rows
        self._client: Client | None = None
        self._types: dict[str, list[Any]] = {}

    def connect(self) -> None:
        """Open and migrate, if that has not happened yet."""
        if self._client is not None:
            return
        client = open_for_writing(self._address)
        try:
            if self._has_rows and is_new(client):
                raise WrongSchema(
                    f"{self._address.shown} has no tables, but topics were archived before: what was read once is not "
                    "read again by itself. Name the database they were archived in, or start the sink once with "
                    "--from-start to archive all topics anew"
                )
            self._has_rows = False
            migrate(client)
            refuse_other_shapes(client, self._address.shown)
            self._types = {name: _column_types(client, name) for name in TABLES}
        except (ClickHouseError, OSError) as error:
            client.close()
            raise refusal(self._address, "takes no tables", error) from error
        except BaseException:
            client.close()
            raise
        self._client = client

    def write(self, batch: Batch) -> None:
        self.connect()
        try:
            for name, rows in batch.items():
                self._insert(name, rows)
        except (ClickHouseError, OSError) as error:
            self.close()
            raise refusal(self._address, "takes no rows", error) from error

    def close(self) -> None:
        """Let go of the connection; an embedded data folder is free again."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _insert(self, name: str, rows: Rows) -> None:
        if not rows or self._client is None:
            return
        self._client.insert(
            name,
            list(zip(*rows, strict=True)),
            column_names=TABLES[name].columns,
            column_types=self._types[name],
            column_oriented=True,
        )


def _column_types(client: Client, name: str) -> list[Any]:
    context = client.create_insert_context(name, list(TABLES[name].columns))
    return list(context.column_types)
