"""Simulated files, and the cards that `check` makes of them."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from rules.court import Court
from rules.privacy import Border
from streams.calendar_source import built_in_calendar
from streams.checking import Outlets, check_files
from streams.instants import parse_instant
from streams.rulebook_folder import load_rulebooks
from streams.simulation.run import Places, order_of, simulate
from streams.simulation.truth import Truth

END = "2026-11-20T16:30:00+08:00"


class City(NamedTuple):
    """A simulated city: its files and its truth."""

    places: Places
    truth: Truth

    @property
    def events(self) -> list[dict[str, Any]]:
        """All events as they stand in the file."""
        return [json.loads(line) for line in self.places.events.read_bytes().splitlines()]


def simulated(
    folder: Path, *, cases: int = 1000, seed: int = 1, months: int = 3, end: str = END, planted: bool = True
) -> City:
    """Make a city in the folder."""
    places = Places(folder / "events.jsonl", folder / "truth.json", folder / "rulebook")
    order = order_of(cases, seed, months, datetime.fromisoformat(end), planted=planted)
    return City(places, simulate(order, built_in_calendar(), places, lambda _: None))


def card_revisions(city: City) -> list[dict[str, Any]]:
    """Every revision of every card made up to the truth's end. Fails if an event was not taken."""
    loaded = load_rulebooks([city.places.rulebook])
    court = Court(loaded.rulebooks, loaded.calendar, Border())
    out = city.places.events.with_name("outputs.jsonl")
    with out.open("wb") as sink:
        until = parse_instant(city.truth.end, "end")
        tally = check_files([city.places.events], court, until_ms=until, outlets=Outlets(sink))
    assert tally.records == city.truth.events
    assert set(tally.outcomes) <= {"applied", "duplicate"}
    assert not tally.unknown_fields
    outputs = (json.loads(line) for line in out.read_bytes().splitlines())
    return [output["data"] for output in outputs if output["type"].startswith("card.")]
