"""The truth of a simulated city: the cards and leads that must be there at its end, worked out by who planted them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

NEVER = 1 << 62


class Fact(NamedTuple):
    """A rule that is violated from the instant `violated_at`, and is known to be from `known_at` on.

    `occasion` names the clock, visit, person or event it is about, as the card does; `group` is what it shares with
    other rules of its class, where that is not the occasion. `dept` is the department it falls on, where that is not
    the case's; `until` the instant from which it is no longer so.
    """

    rule_id: str
    colour: str
    occasion: str
    violated_at: int
    known_at: int
    proposed: bool = False
    group: str = ""
    dept: str = ""
    until: int = NEVER


class Clue(NamedTuple):
    """A rule that opens a lead, known from `known_at` on; `scope` is an item's finding, or the case."""

    rule_id: str
    scope: str
    known_at: int


class Planted(NamedTuple):
    """One card that must be there at the end, and the planter that made it necessary."""

    case_no: str
    rule_id: str
    colour: str
    occasion: str
    state: str
    violated_at: str
    planter: str


class PlantedLead(NamedTuple):
    """One lead that must be there at the end."""

    rule_id: str
    scope: str
    state: str
    planter: str


class PlantedTicket(NamedTuple):
    """The ticket of a bad rating as it must be at the end; `overdue` are the deadlines that passed unmet."""

    ticket_id: str
    case_no: str
    state: str
    overdue: tuple[str, ...]
    planter: str


class PlantedCheat(NamedTuple):
    """One cheat: the rule over many cases that looks for such, and whom it ought to name (`person:`, `identity:` or
    `dept:`). Of strength 1 it is bold; near 0 it is weaker than the rule looks for."""

    rule_id: str
    whom: str
    strength: float


Rows = tuple[Planted, ...] | tuple[PlantedLead, ...] | tuple[PlantedTicket, ...] | tuple[PlantedCheat, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What must stand when stream time has reached `end` (RFC 3339): judge `--until` it."""

    seed: int
    end: str
    cases: int
    events: int
    planted: tuple[Planted, ...]
    leads: tuple[PlantedLead, ...] = ()
    tickets: tuple[PlantedTicket, ...] = ()
    cheats: tuple[PlantedCheat, ...] = ()


def write_truth(file: BinaryIO, truth: Truth) -> None:
    """Write the truth as JSON, one planted card, lead or ticket a line."""
    head = {"seed": truth.seed, "end": truth.end, "cases": truth.cases, "events": truth.events}
    parts: Mapping[str, Rows] = {
        "planted": truth.planted,
        "leads": truth.leads,
        "tickets": truth.tickets,
        "cheats": truth.cheats,
    }
    lists = ",\n".join(f'"{name}": [\n{_lines(rows)}\n]' for name, rows in parts.items())
    file.write(f"{json.dumps(head)[:-1]}, {lists}}}\n".encode())


def read_truth(path: Path) -> Truth:
    """Read what `write_truth` wrote."""
    found = json.loads(path.read_text(encoding="utf-8"))
    planted = tuple(Planted(**each) for each in found["planted"])
    leads = tuple(PlantedLead(**each) for each in found["leads"])
    tickets = tuple(PlantedTicket(**each | {"overdue": tuple(each["overdue"])}) for each in found["tickets"])
    cheats = tuple(PlantedCheat(**each) for each in found["cheats"])
    head = (found["seed"], found["end"], found["cases"], found["events"])
    return Truth(*head, planted, leads, tickets, cheats)


def _lines(rows: Rows) -> str:
    return ",\n".join(json.dumps(each._asdict(), ensure_ascii=False) for each in rows)
