"""The rate and the memory of `check` on files."""

import json
import os
import statistics
import subprocess
import sys

from tests.bench.figures import Figures
from tests.bench.worlds import World

RUNS = 3
BUDGET = 15_000
GROWTH = 1.25
"""Memory for three times the events, as many cases open at a time, against that for one: flat, but for noise."""

PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from rules.court import Court
from rules.privacy import Border
from streams.checking import Outlets, check_files
from streams.rulebook_folder import load_rulebooks
events, rulebook, out = map(Path, sys.argv[1:4])
jobs = int(sys.argv[4])
loaded = load_rulebooks([rulebook])
court = Court(loaded.rulebooks, loaded.calendar, Border())
if __name__ == "__main__":
    with out.open("wb") as file:
        wall = time.perf_counter()
        tally = check_files([events], court, outlets=Outlets(file), jobs=jobs)
        wall = time.perf_counter() - wall
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"records": tally.records, "wall": wall, "own_mib": own / 1024}))
"""


def check_rates(world: World, longer: World, figures: Figures) -> None:
    """Events a second with one judging process and with one for each processor; memory for few and for many events."""
    rates = {}
    for jobs in dict.fromkeys((1, os.cpu_count() or 1)):
        runs = [_run(world, jobs) for _ in range(RUNS)]
        rates[jobs] = statistics.median(run["records"] / run["wall"] for run in runs)
        figures.seen(f"check, {jobs} judging, median of {RUNS}", rates[jobs], "events/s")
    figures.at_least("check on files", max(rates.values()), BUDGET, "events/s")
    near, far = _run(world, 1), _run(longer, 1)
    figures.say(
        f"    peak memory {near['own_mib']:.0f} MiB for {near['records']:,.0f} events in 3 months, "
        f"{far['own_mib']:.0f} MiB for {far['records']:,.0f} in 9 (as many cases open at a time)"
    )
    figures.at_most(
        "memory of check for three times the events", far["own_mib"] / near["own_mib"], GROWTH, "times"
    )


def _run(world: World, jobs: int) -> dict[str, float]:
    out = world.folder / "out.jsonl"
    words = [sys.executable, "-c", PROGRAM, str(world.file), str(world.rulebook), str(out), str(jobs)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))
