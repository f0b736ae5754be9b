"""The city that is measured: simulated once, the same for every figure of a run."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from streams.calendar_source import built_in_calendar
from streams.simulation.run import Places, order_of, simulate

END = datetime.fromisoformat("2026-09-30T18:00:00+08:00")


class World(NamedTuple):
    """A file of events in order, the rulebook that judges them, and how many there are."""

    folder: Path
    file: Path
    rulebook: Path
    events: int


def make_world(folder: Path, cases: int, months: int = 3) -> World:
    """Simulate `cases` cases over `months` months, seed 1, ending at END."""
    home = folder / f"city-{cases}-{months}"
    home.mkdir(parents=True)
    places = Places(home / "events.jsonl", home / "truth.json", home / "rulebook")
    truth = simulate(order_of(cases, 1, months, END), built_in_calendar(), places, lambda _: None)
    return World(home, places.events, places.rulebook, truth.events)
