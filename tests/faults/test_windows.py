"""The short form of `make faults` among the tests: two workers die in every window, and all is as `check` has it."""

from pathlib import Path

from tests.faults.stage import Size, Stage
from tests.faults.windows import windows
from tests.worker.city import simulated

SHORTEST = Size(cases=300, kills=0, moves=0, freezes=0, broker_kills=0, hits=1, away=0, patience=120, burst=0)


def test_workers_that_die_in_every_window_lose_double_and_spoil_nothing(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    town = simulated(tmp_path, SHORTEST.cases)
    stage = Stage(kafka_bootstrap, tmp_path / "windows", town, SHORTEST, prefix=topic_prefix)

    outcome = windows(stage)

    assert outcome.good, outcome
    assert outcome.differences is not None
    assert outcome.differences.compared > SHORTEST.cases
