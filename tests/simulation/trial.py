"""Simulated files, and the cards that `check` makes of them."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from rules.court import Court
from rules.lane import Lane, Record
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
    folder: Path,
    *,
    cases: int = 1000,
    seed: int = 1,
    months: int = 3,
    end: str = END,
    violations: int = 250,
    at_once: bool = False,
    cheats: int = 0,
) -> City:
    """Make a city in the folder."""
    places = Places(folder / "events.jsonl", folder / "truth.json", folder / "rulebook")
    order = order_of(
        cases,
        seed,
        months,
        datetime.fromisoformat(end),
        violations=violations,
        at_once=at_once,
        cheats=cheats,
    )
    return City(places, simulate(order, built_in_calendar(), places, lambda _: None))


class Judged(NamedTuple):
    """What `check` made: every revision of every card, lead, ticket and rating, and every outcome at the desk."""

    cards: list[dict[str, Any]]
    leads: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    tickets: list[dict[str, Any]]
    ratings: list[dict[str, Any]]


def judged(city: City) -> Judged:
    """The city judged up to the truth's end. Fails if an event was not taken."""
    loaded = load_rulebooks([city.places.rulebook])
    court = Court(loaded.rulebooks, loaded.calendar, Border())
    out = city.places.events.with_name("outputs.jsonl")
    with out.open("wb") as sink:
        until = parse_instant(city.truth.end, "end")
        tally = check_files([city.places.events], court, until_ms=until, outlets=Outlets(sink))
    assert tally.records == city.truth.events
    assert set(tally.outcomes) <= {"applied", "duplicate"}
    assert not tally.unknown_fields
    outputs = [json.loads(line) for line in out.read_bytes().splitlines()]
    return Judged(*(_data(outputs, family) for family in ("card.", "lead.", "action.", "ticket.", "rating.")))


def loaded_at_once(city: City) -> list[dict[str, Any]]:
    """Every revision of every card that a lane makes whose clock stands at the truth's end before the first event."""
    loaded = load_rulebooks([city.places.rulebook])
    court = Court(loaded.rulebooks, loaded.calendar, Border())
    lane = Lane(court, {}, clock=parse_instant(city.truth.end, "end"))
    for number, line in enumerate(city.places.events.read_bytes().splitlines()):
        stamp = parse_instant(json.loads(line)["recordedtime"], "recordedtime")
        lane.take(Record("events", -1, number, None, line, stamp))
    lane.judge_backlog()
    return _data([json.loads(output.value) for output in lane.end_turn().outputs], "card.")


def _data(outputs: list[dict[str, Any]], family: str) -> list[dict[str, Any]]:
    return [output["data"] for output in outputs if output["type"].startswith(family)]
