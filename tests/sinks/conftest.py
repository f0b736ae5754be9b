"""A database of its own for each test, on the embedded engine that all tests of the process share."""

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client

from sinks.archive import ClickHouseArchive
from sinks.clickhouse import open_for_writing
from sinks.dsn import ArchiveAddress, parse_dsn
from sinks.named_queries import Reader
from streams.topics import create
from tests.sinks.running import PARTITIONS

_numbers = count(1)


@pytest.fixture
def address(engine_folder: Path) -> Iterator[ArchiveAddress]:
    """An archive that does not exist yet; dropped at the end."""
    made = parse_dsn(f"chdb://{engine_folder}?database=archive_{next(_numbers)}")
    yield made
    with closing(open_for_writing(parse_dsn(f"chdb://{engine_folder}?database=default"))) as client:
        client.command(f"DROP DATABASE IF EXISTS {made.database} SYNC")


@pytest.fixture
def archive(address: ArchiveAddress) -> Iterator[ClickHouseArchive]:
    """An archive with all its tables."""
    made = ClickHouseArchive(address)
    made.connect()
    yield made
    made.close()


@pytest.fixture
def client(address: ArchiveAddress) -> Iterator[Client]:
    """SQL on the archive; the database is made if it is not there."""
    opened = open_for_writing(address)
    yield opened
    opened.close()


@pytest.fixture
def reader(address: ArchiveAddress) -> Iterator[Reader]:
    made = Reader(address)
    yield made
    made.close()


@pytest.fixture
def prefix(kafka_bootstrap: str, topic_prefix: str) -> str:
    """The prefix of topics that are there, four partitions each."""
    create(kafka_bootstrap, topic_prefix, PARTITIONS, 1)
    return topic_prefix
