"""A small simulated city, its records in order, and the court that judges it."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from rules.court import Court
from rules.lane import Record
from rules.privacy import Border
from streams.calendar_source import built_in_calendar
from streams.event_files import event_files
from streams.rulebook_folder import load_rulebooks
from streams.simulation.run import Places, order_of, simulate

END = datetime.fromisoformat("2026-03-31T18:00:00+08:00")
FORTY_DAYS_MS = 40 * 86_400_000


class City(NamedTuple):
    """What is read, by which court, and a moment (ms) by which all its deadlines are over."""

    court: Court
    records: list[Record]
    until: int


def city_of(home: Path, cases: int, seed: int) -> City:
    """Three months of so many cases; its files lie in `home`."""
    places = Places(home / "events.jsonl", home / "truth.json", home / "rulebook")
    simulate(order_of(cases, seed, 3, END), built_in_calendar(), places, lambda _: None)
    loaded = load_rulebooks([places.rulebook])
    with event_files([places.events]) as files:
        records = list(files)
    return City(
        Court(loaded.rulebooks, loaded.calendar, Border()), records, records[-1].stamp + FORTY_DAYS_MS
    )
