"""One simulated city for all tests of panels, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks.dsn import parse_dsn
from tests.dashboards.archive import Place, drop, settled


@pytest.fixture(scope="session")
def place(engine_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """250 cases of three months with everything planted, judged and archived."""
    made = settled(engine_folder, tmp_path_factory.mktemp("boards"), seed=2, cases=250, database="boards")
    yield made
    made.client.close()
    drop(parse_dsn(f"chdb://{engine_folder}?database=boards"))
