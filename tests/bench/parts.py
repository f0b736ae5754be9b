"""What an event costs: the whole path of it, and where the time goes, function by function."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rules import lane as lanes
from rules import outputs
from rules.court import Court
from rules.privacy import Border
from rules.rules import RULES
from streams.checking import TURN, check_files
from streams.event_files import event_files
from streams.rulebook_folder import load_rulebooks
from tests.bench.worlds import World

PARTS: tuple[tuple[str, Any, str], ...] = (
    ("decode", lanes, "decode"),
    ("dossier from state", lanes, "restore"),
    ("fold", lanes, "fold"),
    ("view of the case", Court, "view"),
    ("judge, all of it", Court, "judge"),
    ("dossier to state", lanes, "encode"),
    ("case-states", outputs, "case_state"),
)
RULE_KINDS = {
    "T": "rules of time",
    "P": "rules of procedure",
    "B": "rules of basis",
    "C": "rules of composite cases",
    "R": "rules of ratings",
}
"""The first letter of a rule's id → the rules summed up under it."""

RUNS = 3


def path_cost(world: World) -> float:
    """µs of CPU an event on the whole path, bytes → changes and state records; the best of some runs, in one process.

    Nothing is measured inside it. Reading the files and writing outputs are not part of it.
    """
    loaded = load_rulebooks([world.rulebook])
    court = Court(loaded.rulebooks, loaded.calendar, Border())
    with event_files([world.file]) as files:
        records = list(files)
    return min(_cpu_of(court, records) for _ in range(RUNS)) / len(records) * 1e6


def _cpu_of(court: Court, records: list[lanes.Record]) -> float:
    lane = lanes.Lane(court, {})
    began = time.process_time()
    for start in range(0, len(records), TURN):
        for record in records[start : start + TURN]:
            lane.take(record)
        lane.end_turn()
    return time.process_time() - began


def parts_of(world: World) -> list[tuple[str, float]]:
    """(part, µs an event) of `check` in one process; the rules, by kind, are inside `judge`."""
    spent: dict[str, float] = defaultdict(float)
    loaded = load_rulebooks([world.rulebook])
    court = Court(loaded.rulebooks, loaded.calendar, Border())
    with _timed(spent):
        began = time.perf_counter()
        tally = check_files([world.file], court, jobs=1)
        spent["everything"] = time.perf_counter() - began
    names = [*(name for name, _, _ in PARTS), *RULE_KINDS.values(), "everything"]
    return [(name, spent[name] / tally.records * 1e6) for name in names]


@contextmanager
def _timed(spent: dict[str, float]) -> Iterator[None]:
    before = [(owner, name, getattr(owner, name)) for _, owner, name in PARTS]
    rules = dict(RULES)
    for label, owner, name in PARTS:
        setattr(owner, name, _clocked(getattr(owner, name), label, spent))
    mutable: dict[str, Any] = RULES  # type: ignore[assignment]
    for rule_id, rule in rules.items():
        mutable[rule_id] = rule._replace(judge=_clocked(rule.judge, RULE_KINDS[rule_id[0]], spent))
    try:
        yield
    finally:
        for owner, name, original in before:
            setattr(owner, name, original)
        mutable.update(rules)


def _clocked(function: Callable[..., Any], label: str, spent: dict[str, float]) -> Callable[..., Any]:
    def clocked(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        result = function(*args, **kwargs)
        spent[label] += time.perf_counter() - began
        return result

    return clocked
