"""One door for all tests of the intake that do not harm it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from streams.services.process import free_address
from tests.intake.place import LATE_CASE, STRUCTURED, Place, event
from tests.worker.city import PROGRAM, wait_until_judged
from tests.worker.running import Worker, running


@pytest.fixture(scope="session")
def place(kafka_bootstrap: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An open door, on topics of its own."""
    folder = tmp_path_factory.mktemp("intake")
    found = Place(kafka_bootstrap, f"intake-{folder.parent.name}-", folder)
    try:
        yield found.open()
    finally:
        if found.process is not None:
            found.kill()


@pytest.fixture(scope="session")
def worker(place: Place) -> Iterator[Worker]:
    """A worker that has judged one case accepted three months ago and still open."""
    then = (datetime.now(UTC) - timedelta(days=90)).isoformat()
    late = event(
        "late", subject=LATE_CASE, item_code="430100-0001", voucher_no="v", staff_id="u04", dept_code=None
    )
    assert place.post("/events", late | {"time": then, "recordedtime": then}, STRUCTURED).status == 202
    http = free_address()
    options = {
        "--kafka-bootstrap": place.bootstrap, "--prefix": place.prefix, "--http": http, "--id": "one",
        "--key-file": str(place.folder / "key"),
    }  # fmt: skip
    words = [word for option in options.items() for word in option]
    with running([Worker("one", place.folder / "one.log", http, ["-c", PROGRAM, *words])]) as (started,):
        wait_until_judged([started], 1)
        yield started
