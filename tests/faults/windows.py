"""j: fail points. Two workers die in windows that random kills seldom hit, each window several times."""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial

from streams.worker.failpoints import EXIT, SETTING, Point
from tests.faults.stage import Outcome, Stage
from tests.worker.running import Worker

IN_TIME = 90.0
"""Seconds in which a worker should get to its fail point."""


def windows(stage: Stage) -> Outcome:
    """Each worker is started again and again, armed with the next point; who does not get there is killed."""
    stage.send()
    with stage.workers() as workers, ThreadPoolExecutor(len(workers)) as threads:
        plans = [_plan(stage, number, len(workers)) for number in range(len(workers))]
        hits: Counter[Point] = Counter()
        for found in threads.map(partial(_die_again_and_again, stage), workers, plans):
            hits += found
        for worker in workers:
            worker.kill_and_start_again()
        few = [
            f"{point}: hit {hits[point]} times of {stage.size.hits}"
            for point in Point
            if hits[point] < stage.size.hits
        ]
        counted = ", ".join(f"{point} {hits[point]}" for point in Point)
        return stage.finish(workers, f"{stage.city.events:,} events; hits: {counted}", few)


def _plan(stage: Stage, number: int, workers: int) -> list[tuple[Point, int]]:
    """(point, passings) in turn, dealt to the workers; each round begins with another point, so each gets all."""
    rounds = ([*Point][hit % len(Point) :] + [*Point][: hit % len(Point)] for hit in range(stage.size.hits))
    dealt = [point for points in rounds for point in points][number::workers]
    return [(point, 1 if point is Point.REVOKING else stage.dice.randint(1, 3)) for point in dealt]


def _die_again_and_again(stage: Stage, worker: Worker, plan: list[tuple[Point, int]]) -> "Counter[Point]":
    hits: Counter[Point] = Counter()
    for point, times in plan:
        for passings in (times, 1):
            worker.kill_and_start_again({SETTING: f"{point}:{passings}"})
            with _guest(stage, worker) if point is Point.REVOKING else nullcontext():
                died = _dies(worker)
            if died:
                hits[point] += 1
                break
    return hits


@contextmanager
def _guest(stage: Stage, worker: Worker) -> Iterator[None]:
    """Another worker joins once this one works, so that there is a rebalance for it."""
    ends = time.monotonic() + IN_TIME
    while worker.process.poll() is None and worker.get("/readyz")[0] != 200 and time.monotonic() < ends:
        time.sleep(0.1)
    guest = stage.city.worker(f"{worker.name}-guest")
    try:
        yield
    finally:
        guest.stop()


def _dies(worker: Worker) -> bool:
    try:
        code = worker.process.wait(IN_TIME)
    except subprocess.TimeoutExpired:
        return False
    assert code == EXIT, f"worker {worker.name} ended with {code}:\n{worker.log.read_text()[-2_000:]}"
    return True
