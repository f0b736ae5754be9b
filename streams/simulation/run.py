"""One run of the simulator into files: events, truth, rulebook folder."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from rules.calendar import Calendar
from streams.exits import Misuse
from streams.simulation.days import Days, instant_of, written
from streams.simulation.rulebook_files import write_rulebook
from streams.simulation.traffic import Order, Traffic
from streams.simulation.truth import Truth, write_truth


class Places(NamedTuple):
    """Where a run is written."""

    events: Path
    truth: Path
    rulebook: Path


def order_of(cases: int, seed: int, months: int, end: datetime, *, planted: bool = True) -> Order:
    """An order that ends at `end`, an aware time, rounded down to a whole second."""
    return Order(cases, seed, months, instant_of(end), planted)


def simulate(order: Order, calendar: Calendar, places: Places, progress: Callable[[int], None]) -> Truth:
    """Write events, truth and rulebook, and return the truth. `progress` is told how many cases are done.

    Files appear under their names only when they are complete. Misuse where one cannot be written.
    """
    traffic = Traffic(order, Days(calendar))
    write_rulebook(places.rulebook, traffic.city)
    part = places.events.with_name(places.events.name + ".part")
    try:
        with part.open("wb", buffering=1 << 20) as out:
            for line in traffic.lines():
                out.write(line)
                if traffic.events & 0xFFF == 0:
                    progress(traffic.built)
        part.replace(places.events)
        truth = Truth(order.seed, written(order.end), traffic.built, traffic.events, tuple(traffic.truth))
        write_truth(places.truth, truth)
    except OSError as error:
        message = f"found no way to write {error.filename}: {error.strerror}; name another place"
        raise Misuse(message) from None
    progress(traffic.built)
    return truth
