"""The truth of a simulated city: which cards must stand at its end, worked out by whoever planted them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from streams.simulation.days import written

_RISING = frozenset({"T-01", "T-07", "T-10"})  # one card per occasion whose colour rises
_LIMIT = frozenset({"T-03", "T-04", "T-05"})  # one card each, only the highest stands
_GRAVITY = {"warning": 0, "yellow": 1, "red": 2}


class Fact(NamedTuple):
    """Something that is violated from the instant `violated_at`, and can be known from `known_at` on.

    `occasion` tells apart the clocks, visits and events a rule is about, within one case.
    """

    rule_id: str
    colour: str
    occasion: str
    violated_at: int
    known_at: int
    proposed: bool = False


class Planted(NamedTuple):
    """One card that must be there at the end, and the planter that made it necessary."""

    case_no: str
    rule_id: str
    colour: str
    occasion: str
    state: str
    violated_at: str
    planter: str


@dataclass(frozen=True, slots=True)
class Truth:
    """The cards that must stand when stream time has reached `end` (RFC 3339): judge `--until` it."""

    seed: int
    end: str
    cases: int
    events: int
    planted: tuple[Planted, ...]


def standing(case_no: str, planter: str, facts: Iterable[Fact], end: int) -> list[Planted]:
    """The cards that the facts of one case make at `end`: none too early, lower ones superseded."""
    come = [fact for fact in facts if fact.violated_at <= end and fact.known_at <= end]
    top = max((_GRAVITY[fact.colour] for fact in come if fact.rule_id in _LIMIT), default=0)
    return [_card(case_no, planter, fact, top) for fact in come if not _risen(fact, come)]


def _card(case_no: str, planter: str, fact: Fact, top: int) -> Planted:
    state = "proposed" if fact.proposed else "issued"
    if fact.rule_id in _LIMIT and _GRAVITY[fact.colour] < top:
        state = "superseded"
    moment = written(fact.violated_at)
    return Planted(case_no, fact.rule_id, fact.colour, fact.occasion, state, moment, planter)


def _risen(fact: Fact, come: list[Fact]) -> bool:
    return fact.rule_id in _RISING and any(
        other.rule_id == fact.rule_id
        and other.occasion == fact.occasion
        and _GRAVITY[other.colour] > _GRAVITY[fact.colour]
        for other in come
    )


def write_truth(file: BinaryIO, truth: Truth) -> None:
    """Write the truth as JSON, one planted card a line."""
    head = {"seed": truth.seed, "end": truth.end, "cases": truth.cases, "events": truth.events}
    lines = ",\n".join(json.dumps(each._asdict(), ensure_ascii=False) for each in truth.planted)
    file.write(f'{json.dumps(head)[:-1]}, "planted": [\n{lines}\n]}}\n'.encode())


def read_truth(path: Path) -> Truth:
    """Read what `write_truth` wrote."""
    found = json.loads(path.read_text(encoding="utf-8"))
    planted = tuple(Planted(**each) for each in found["planted"])
    return Truth(found["seed"], found["end"], found["cases"], found["events"], planted)
