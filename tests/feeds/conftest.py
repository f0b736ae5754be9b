"""A door of its own for all tests of the feeds."""

from collections.abc import Iterator

import pytest

from tests.intake.place import Place


@pytest.fixture(scope="session")
def place(kafka_bootstrap: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An open door, on topics of its own."""
    folder = tmp_path_factory.mktemp("feeds")
    found = Place(kafka_bootstrap, f"feeds-{folder.parent.name}-{folder.name}-", folder)
    try:
        yield found.open()
    finally:
        if found.process is not None:
            found.kill()
