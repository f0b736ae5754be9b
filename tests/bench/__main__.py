"""`make bench`: what the budgets promise, measured on this machine, each figure with its budget as ok or short.

`python -m tests.bench NAME…` measures only some parts; `--list` names them. One line of verdict at the end; exit 1
where something is short.
"""

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from streams.services import KafkaService, kafka
from tests.bench.alerts import alert_delays
from tests.bench.archiving import archiving
from tests.bench.catalogue import BUDGET, MANY, waiting
from tests.bench.check_rate import check_rates
from tests.bench.deadlines import deadlines, history
from tests.bench.figures import Figures
from tests.bench.intake import intake_rates, print_rates
from tests.bench.latencies import latencies, low_load, rows
from tests.bench.parts import parts_of, path_cost
from tests.bench.peer_rates import side_by_side
from tests.bench.ratings import print_delays
from tests.bench.restoring import moving, restoring
from tests.bench.worker import filled, growth, without_rules, worker_rate
from tests.bench.worlds import World, make_world

CASES, FEWER = 22_000, 11_000
"""Cases of the city that `check` reads, about 250,000 events; and of the one that lies on Kafka."""

ROUNDS = 3
PATH_BUDGET = 55.0  # µs of CPU an event, bytes → changes and state records
AGAINST_FAUST, AGAINST_QUIX = 7.0, 1.0


@dataclass
class Bench:
    """What the parts of a run share, each made when first asked for."""

    folder: Path
    figures: Figures
    stack: ExitStack

    @cached_property
    def world(self) -> World:
        """The city that `check` reads."""
        return make_world(self.folder, CASES)

    @cached_property
    def on_kafka(self) -> World:
        """The city whose events lie on Kafka."""
        return make_world(self.folder, FEWER)

    @cached_property
    def service(self) -> KafkaService:
        """A Kafka of this run."""
        return self.stack.enter_context(kafka(self.folder / "kafka"))

    def room(self, name: str) -> Path:
        """A folder for one part."""
        place = self.folder / name
        place.mkdir(exist_ok=True)
        return place


def _check(bench: Bench) -> None:
    check_rates(bench.world, make_world(bench.folder, CASES * 3, months=9), bench.figures)


def _path(bench: Bench) -> None:
    bench.figures.at_most(
        "bytes → changes and state records", path_cost(bench.world), PATH_BUDGET, "µs CPU an event"
    )
    bench.figures.say("    where the time goes (one process, µs an event, including the cost of measuring):")
    for name, micros in parts_of(bench.world):
        bench.figures.say(f"      {name:<28}{micros:8.1f}")


def _peers(bench: Bench) -> None:
    bootstrap, world, figures = bench.service.bootstrap, bench.on_kafka, bench.figures
    full, none = "this worker, full rulebook", "this worker, no rules"
    own = {
        full: lambda: worker_rate(bootstrap, world, world.rulebook),
        none: lambda: worker_rate(bootstrap, world, without_rules(world)),
    }
    rates = side_by_side(filled(bootstrap, world), own, ROUNDS, figures)
    for name, budget in (
        ("stock Faust with a Table", AGAINST_FAUST),
        ("quixstreams with state", AGAINST_QUIX),
    ):
        if rates.get(name):
            figures.at_least(f"{full} against {name}", rates[full] / rates[name], budget, "times")


def _low_load(bench: Bench) -> None:
    local = bench.service.local
    low_load(bench.service.bootstrap, local.pid if local else None, bench.room("low"), bench.figures)


def _http(bench: Bench) -> None:
    if not print_rates(intake_rates(bench.service.bootstrap, bench.room("http")), bench.figures.say):
        bench.figures.failed("HTTP door", "below its rates")


def _ratings(bench: Bench) -> None:
    rulebook = bench.on_kafka.rulebook
    if not print_delays(bench.service.bootstrap, rulebook, bench.room("ratings"), bench.figures.say):
        bench.figures.failed("rating → ticket", "over its delay")


def _catalogue(bench: Bench) -> None:
    bench.figures.say(f"  a rulebook of {MANY:,} items:")
    for name, seconds in waiting(bench.room("catalogue-of-many")):
        bench.figures.at_most(name, seconds, BUDGET, "s")


PARTS: Mapping[str, tuple[str, Callable[[Bench], None]]] = {
    "check": ("check on files", _check),
    "path": ("the whole path of an event", _path),
    "growth": (
        "worker, from Kafka to confirmed cards, states and offsets, 12 partitions",
        lambda bench: growth(bench.service.bootstrap, bench.on_kafka, bench.figures),
    ),
    "peers": ("peers side by side: they count per case, this worker judges", _peers),
    "latency": (
        "from event to card, read committed; sender, Kafka, worker and reader on this machine",
        lambda bench: latencies(bench.service.bootstrap, bench.room("latency"), bench.figures),
    ),
    "rows": (
        "from event to row in ClickHouse, a sink beside the worker",
        lambda bench: rows(bench.service.bootstrap, bench.room("rows"), bench.figures),
    ),
    "low-load": ("processor time at low load, by the pace of turns", _low_load),
    "deadlines": (
        "very many cases due at one moment",
        lambda bench: deadlines(bench.service.bootstrap, bench.room("due"), bench.figures),
    ),
    "history": (
        "old cases loaded into a running worker",
        lambda bench: history(bench.service.bootstrap, bench.room("history"), bench.figures),
    ),
    "restore": (
        "a worker takes over a million open cases",
        lambda bench: restoring(bench.service.bootstrap, bench.room("restore"), bench.figures),
    ),
    "moving": (
        "partitions move between live workers",
        lambda bench: moving(bench.service.bootstrap, bench.room("moving"), bench.figures),
    ),
    "archive": (
        "the archive",
        lambda bench: archiving(
            bench.service.bootstrap, bench.on_kafka, bench.room("archive"), bench.figures
        ),
    ),
    "http": ("the HTTP door, from request to Kafka's confirmation, client and Kafka on this machine", _http),
    "ratings": ("from a bad rating to its ticket, read committed", _ratings),
    "alerts": (
        "from an alert on its topic to its webhook",
        lambda bench: alert_delays(bench.service.bootstrap, bench.room("alerts"), bench.figures),
    ),
    "catalogue": ("how long a catalogue takes", _catalogue),
}


def main(words: list[str]) -> int:
    """Measure the parts named, or all; exit 1 where something is short."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measure, against the budgets."
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one or more of: {', '.join(PARTS)}")
    parser.add_argument("--list", action="store_true", help="name the parts and end")
    asked = parser.parse_args(words)
    if unknown := [name for name in asked.parts if name not in PARTS]:
        parser.error(f"found {', '.join(unknown)}, expected some of {', '.join(PARTS)}")
    if asked.list:
        for name, (title, _) in PARTS.items():
            say(f"{name:<10} {title}")
        return 0
    return _measure(asked.parts or list(PARTS))


def _measure(names: list[str]) -> int:
    say(
        f"machine: {os.cpu_count()} × {_processor()}, Python {platform.python_version()}, {platform.system()}"
    )
    figures, began = Figures(say), time.monotonic()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="liangpai-bench-"))
        bench = Bench(Path(folder), figures, stack)
        for name in names:
            title, part = PARTS[name]
            say(f"\n{name}: {title}")
            started = time.monotonic()
            try:
                part(bench)
            except Exception as error:  # noqa: BLE001 - the other parts are measured all the same
                figures.failed(name, f"not measured: {type(error).__name__}: {error}")
            say(f"    ({time.monotonic() - started:.0f} s)")
    say(f"\n{figures.verdict()} ({(time.monotonic() - began) / 60:.0f} min)")
    return 1 if figures.short else 0


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
    sys.exit(main(sys.argv[1:]))
