"""An archive of each test's own, as the pages ask it."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from sinks.archive import ClickHouseArchive
from sinks.clickhouse import open_for_writing
from sinks.dsn import parse_dsn
from sinks.named_queries import Reader
from sinks.records import Record
from streams.citizen.archive import Rows
from tests.sinks.samples import SHAPER

_numbers = count(1)


@dataclass
class Archived:
    """A real archive; `ask` is what the pages are given."""

    writer: ClickHouseArchive
    reader: Reader

    def write(self, *records: Record) -> None:
        """Archive records as they lie on Kafka."""
        self.writer.write(SHAPER.shape(records))

    async def ask(self, query: str, **parameters: str) -> Rows:
        """The rows of a named query."""
        return await asyncio.to_thread(self.reader.run, query, parameters)


@pytest.fixture
def archived(engine_folder: Path) -> Iterator[Archived]:
    address = parse_dsn(f"chdb://{engine_folder}?database=citizen_{next(_numbers)}")
    writer, reader = ClickHouseArchive(address), Reader(address)
    writer.connect()
    yield Archived(writer, reader)
    reader.close()
    writer.close()
    with closing(open_for_writing(parse_dsn(f"chdb://{engine_folder}?database=default"))) as client:
        client.command(f"DROP DATABASE IF EXISTS {address.database} SYNC")
