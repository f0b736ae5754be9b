"""The worker's rate: a topic is filled, then workers are started and timed from the first record to the last."""

import re
import time
from pathlib import Path

from rules.rule_table import RULES
from streams.sending import send_files
from streams.up.children import Child
from tests.bench.figures import Figures
from tests.bench.scene import Scene, scene, total, working
from tests.bench.worlds import World

BUDGET, TWICE = 15_000, 1.6
PROCESSES = (1, 2, 4)
PATIENCE_SECONDS = 600.0


def growth(bootstrap: str, world: World, figures: Figures) -> None:
    """One, two and four processes on twelve partitions."""
    rates = {}
    for workers in PROCESSES:
        rates[workers] = worker_rate(bootstrap, world, world.rulebook, workers)
        figures.seen(f"{workers} process{'es' if workers > 1 else ''}", rates[workers], "events/s")
    figures.at_least("worker, full rulebook, one process", rates[1], BUDGET, "events/s")
    figures.at_least("two processes against one", rates[2] / rates[1], TWICE, "times")


def worker_rate(bootstrap: str, world: World, rulebook: Path, workers: int = 1) -> float:
    """Events per second of `workers` processes together, from the first handled record to the last."""
    where = filled(bootstrap, world)
    with working(where, rulebook, workers) as children:
        return _timed(children, world.events)


def filled(bootstrap: str, world: World) -> Scene:
    """New topics with all events of the world."""
    where = scene(bootstrap, world.folder)
    send_files([world.file], where.bootstrap, where.prefix)
    return where


def without_rules(world: World) -> Path:
    """The world's rulebook with every rule switched off."""
    place = world.folder / "no-rules"
    if not place.exists():
        place.mkdir()
        for file in world.rulebook.iterdir():
            (place / file.name).write_bytes(file.read_bytes())
        head = place / "rulebook.toml"
        kept = re.split(r"^\[rules\.", head.read_text(encoding="utf-8"), maxsplit=1, flags=re.MULTILINE)[0]
        off = "".join(f"[rules.{rule_id}]\nenabled = false\n" for rule_id in RULES)
        head.write_text(kept + off, encoding="utf-8")
    return place


def _timed(children: list[Child], events: int) -> float:
    first: tuple[float, int] | None = None
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        now, handled = time.perf_counter(), total(children, "liangpai_events_total")
        if first is None and handled:
            first = now, handled
        if first is not None and handled >= events:
            return (handled - first[1]) / max(now - first[0], 1e-9)
        time.sleep(0.1)
    return 0.0
