"""i: the wall clock of the workers is stepped one hour forth and back while they judge."""

import time

from tests.faults.stage import Outcome, Stage, wait_until_under_way
from tests.faults.stepped import BESIDE, stand
from tests.worker.running import running

STEPS = ("3590", "-3600", "0", "-3600", "3590", "0")
"""Seconds beside the true time. A broker refuses records stamped more than an hour ahead of its own clock."""
STEP_SECONDS = 8.0
PROGRAM = "from tests.faults.stepped import main; main()"


def clock_stepped(stage: Stage) -> Outcome:
    """i: everything in the processes of the workers sees the other time; waiting goes by another clock."""
    clock = stage.folder / "clock"
    stand(clock, "0")
    stage.send()
    env = {BESIDE: str(clock)}
    with running([stage.city.worker(name, env, PROGRAM) for name in ("one", "two")]) as workers:
        wait_until_under_way(workers, stage.city.events // 10)
        for step in STEPS:
            stand(clock, step)
            time.sleep(STEP_SECONDS)
        done = f"{stage.city.events:,} events, clock stepped {len(STEPS)} times: {', '.join(STEPS)} s"
        return stage.finish(workers, done)
