"""Simulated cities in real archives, one for each seed, made once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from rules.assessment.periods import Month
from sinks.clickhouse import open_for_writing
from sinks.dsn import parse_dsn
from streams.archive_client import ArchiveClient
from streams.assessment.computing import Assessor
from tests.assessment.archived import NOBODY, Archived, archived, folder_of
from tests.assessment.crowd import join, settle
from tests.simulation.trial import City, simulated

MONTH = Month(2026, 10)
FIRST = date(2026, 10, 1)
_numbers = count(1)


class World(NamedTuple):
    """A city, its archive, and who reads it."""

    city: City
    archive: Archived
    client: ArchiveClient

    @property
    def assessor(self) -> Assessor:
        return self.archive.assessor(self.client)


@pytest.fixture(scope="module", params=[1, 2, 3])
def seeded(
    request: pytest.FixtureRequest, engine_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A city of each of three seeds."""
    yield from _world(engine_folder, tmp_path_factory.mktemp("city"), request.param, 250, crowded=True)


@pytest.fixture
def world(engine_folder: Path, tmp_path: Path) -> Iterator[World]:
    """A small city that a test may change."""
    yield from _world(engine_folder, tmp_path, 7, 80)


def _world(engine: Path, place: Path, seed: int, cases: int, *, crowded: bool = False) -> Iterator[World]:
    database = f"assessed_{next(_numbers)}"
    address = parse_dsn(f"chdb://{engine}?database={database}")
    city = simulated(folder_of(place, seed), cases=cases, seed=seed)
    if crowded:
        join(city, seed)
        settle(city)
    made = archived(city, address)
    with ArchiveClient(f"{address.dsn}?database={database}", NOBODY) as client:
        yield World(city, made, client)
    with closing(open_for_writing(parse_dsn(f"chdb://{engine}?database=default"))) as dropping:
        dropping.command(f"DROP DATABASE IF EXISTS {database} SYNC")
