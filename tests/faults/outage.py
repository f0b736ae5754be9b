"""m: nobody judges for three days; the records that came meanwhile are read in stream time, as if somebody had."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from streams.instants import parse_instant
from tests.faults.clocks import PROGRAM
from tests.faults.comparing import Made, by_check, on_topics
from tests.faults.stage import Outcome, Stage
from tests.faults.stepped import BESIDE, stand
from tests.worker.city import FOLLOWING, wait_until_judged
from tests.worker.running import Worker, running

DAYS = 3
AWAY_MS = DAYS * 86_400_000


def away_for_days(stage: Stage) -> Outcome:
    """m: two workers judge by a clock three days behind, then stop; all of these days wait when they start again.

    No card may have come that would not have come without the outage, not even one that was withdrawn since: whoever
    looks at the wall clock before the records that wait would write many.
    """
    clock = stage.folder / "clock"
    began = int(time.time() * 1000) - AWAY_MS
    before, after = _parted(stage, began)
    stand(clock, str(-AWAY_MS // 1000))
    stage.city.send(before)
    with running(_workers(stage, clock)) as workers:
        wait_until_judged(workers, began, stage.size.patience)
        codes = [worker.stop() for worker in workers]
    stage.city.send(after)
    stand(clock, "0")
    waited = len(after.read_bytes().splitlines())
    with running(_workers(stage, clock)) as workers:
        wait_until_judged(workers, int(time.time() * 1000), stage.size.patience)
        faults = [
            *(f"a worker that was stopped ended with {code}" for code in codes if code),
            *_never_due(stage),
        ]
        done = f"{stage.city.events:,} events, {waited:,} of them during {DAYS} days without a worker"
        return stage.finish(workers, done, faults)


def _workers(stage: Stage, clock: Path) -> list[Worker]:
    return [stage.city.worker(name, {BESIDE: str(clock)}, PROGRAM) for name in ("one", "two")]


def _parted(stage: Stage, moment: int) -> tuple[Path, Path]:
    """The city's events recorded until the moment (ms), and those after it."""
    halves = stage.folder / "before.jsonl", stage.folder / "after.jsonl"
    lines = stage.city.places.events.read_bytes().splitlines(keepends=True)
    for half, late in zip(halves, (False, True), strict=True):
        half.write_bytes(b"".join(line for line in lines if (_recorded(line) > moment) is late))
    return halves


def _recorded(line: bytes) -> int:
    return parse_instant(json.loads(line)["recordedtime"], "recordedtime")


def _never_due(stage: Stage) -> Iterator[str]:
    """Cards that `check` never wrote, withdrawn ones too."""
    made = on_topics(stage.city)
    checked = by_check(stage.city, int(time.time() * 1000), stage.folder / "ever.jsonl")
    for name in _ever(made) - _ever(checked):
        yield f"{name} was written, and `check` never wrote it"


def _ever(made: Made) -> set[str]:
    """The cards there ever were, of rules that follow no card and no ticket."""
    return {name for name, card in made.newest["card"].items() if card["rule_id"] not in FOLLOWING}
