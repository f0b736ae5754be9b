"""A console for each test, on one archive that is emptied in between."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client
from selenium import webdriver

from sinks.archive import ClickHouseArchive
from sinks.clickhouse import open_for_writing
from sinks.dsn import parse_dsn
from tests.console.browsing import started
from tests.console.hall import Hall

DATABASE = "console"


@pytest.fixture(scope="session")
def console_dsn(engine_folder: Path) -> str:
    return f"chdb://{engine_folder}?database={DATABASE}"


@pytest.fixture(scope="session")
def console_archive(console_dsn: str) -> Iterator[ClickHouseArchive]:
    with closing(ClickHouseArchive(parse_dsn(console_dsn))) as archive:
        archive.connect()
        yield archive


@pytest.fixture(scope="session")
def console_tables(console_dsn: str, console_archive: ClickHouseArchive) -> Iterator[Client]:
    """SQL on the archive, once its tables are there."""
    with closing(open_for_writing(parse_dsn(console_dsn))) as client:
        yield client


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One browser for all tests of a process, who sit down at it one after the other."""
    browser = started(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.quit()


@pytest.fixture
def hall(
    tmp_path: Path, console_dsn: str, console_archive: ClickHouseArchive, console_tables: Client
) -> Iterator[Hall]:
    found = console_tables.query(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' "
        "AND total_rows > 0 AND name NOT LIKE '%migration%'"
    )
    for (name,) in found.result_rows:
        console_tables.command(f"TRUNCATE TABLE {name}")
    made = Hall(tmp_path, console_dsn, console_archive)
    yield made
    made.close()
