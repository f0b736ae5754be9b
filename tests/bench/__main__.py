"""`make bench`: the rate and memory of `check`, where the time goes, the rates of the worker and of the HTTP door, how
long a bad rating takes to its ticket, and how long a catalogue takes to load, on this machine."""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from streams.services import kafka
from tests.bench.catalogue import BUDGET, MANY, waiting
from tests.bench.intake import intake_rates, print_rates
from tests.bench.parts import parts_of, path_cost
from tests.bench.ratings import print_delays
from tests.bench.worker import worker_rate
from tests.bench.worlds import World, make_world

CASES = 22_000  # about 200,000 events
RUNS = 3
CHECK_BUDGET = 15_000
PATH_BUDGET = 55.0  # µs of CPU an event, bytes → changes and state records

CHECK = """
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
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"records": tally.records, "wall": wall, "own_mib": own / 1024, "lane_mib": others / 1024}))
"""


def main() -> int:
    """Measure everything once; exit 1 where one of them misses its budget."""
    say(
        f"machine: {os.cpu_count()} × {_processor()}, Python {platform.python_version()}, {platform.system()}"
    )
    with tempfile.TemporaryDirectory(prefix="liangpai-bench-") as folder:
        world = make_world(Path(folder), CASES)
        longer = make_world(Path(folder), CASES * 3, months=9)
        say(f"events: {world.events:,} of {CASES:,} cases, seed 1, all built rules of the city's rulebook\n")
        rate, cost = _check_rates(world, longer), path_cost(world)
        say("\nwhere the time goes (one process, µs an event, including the cost of measuring):")
        for name, micros in parts_of(world):
            say(f"  {name:<28}{micros:8.1f}")
        say("\nworker, from Kafka to confirmed cards, states and offsets, 12 partitions, events sent before:")
        with kafka(Path(folder) / "kafka") as service:
            for workers in (1, 2):
                _print_rate(
                    f"  {workers} process{'es' if workers > 1 else ''}",
                    worker_rate(service.bootstrap, world, workers),
                )
            say(
                "\nthe HTTP door, from request to Kafka's confirmation, client and Kafka on the same machine:"
            )
            fluent = print_rates(intake_rates(service.bootstrap, Path(folder)), say)
            say(
                "\nfrom a bad rating to its ticket, read committed, sender, worker and reader on this machine:"
            )
            prompt = print_delays(service.bootstrap, world.rulebook, Path(folder), say)
        quick = _waiting(Path(folder))
    enough, cheap = rate >= CHECK_BUDGET, cost <= PATH_BUDGET
    say(f"\n{'ok' if enough else 'short'}: check {rate:,.0f} events/s, at least {CHECK_BUDGET:,}")
    say(f"{'ok' if cheap else 'over'}: the whole path {cost:.1f} µs CPU an event, at most {PATH_BUDGET:.0f}")
    return 0 if enough and cheap and quick and fluent and prompt else 1


def _waiting(folder: Path) -> bool:
    """Whether a catalogue loads within its budget."""
    say(f"\na rulebook of {MANY:,} items, at most {BUDGET:.0f} s to load:")
    spent = waiting(folder)
    for name, seconds in spent:
        say(f"  {name:<28}{seconds:8.2f} s")
    return all(seconds <= BUDGET for _, seconds in spent)


def _check_rates(world: World, longer: World) -> float:
    rates = {}
    for jobs in (1, os.cpu_count() or 1):
        runs = [_run_check(world, jobs) for _ in range(RUNS)]
        rates[jobs] = statistics.median(run["records"] / run["wall"] for run in runs)
        _print_rate(f"check, {jobs} judging process{'es' if jobs > 1 else ''}, median of {RUNS}", rates[jobs])
    near, far = _run_check(world, 1), _run_check(longer, 1)
    say(
        f"  peak memory: {near['own_mib']:.0f} MiB for {near['records']:,.0f} events in 3 months, "
        f"{far['own_mib']:.0f} MiB for {far['records']:,.0f} in 9 (as many cases open at a time)"
    )
    return max(rates.values())


def _run_check(world: World, jobs: int) -> dict[str, float]:
    out = world.folder / "out.jsonl"
    words = [sys.executable, "-c", CHECK, str(world.file), str(world.rulebook), str(out), str(jobs)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def _print_rate(name: str, rate: float) -> None:
    say(f"{name}: {rate:,.0f} events/s")


def _processor() -> str:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return names[0] if names else platform.machine()


say: Callable[[str], None] = lambda text: print(text, flush=True)  # noqa: E731

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
