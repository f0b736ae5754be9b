"""One run of the simulator into files: events, truth, rulebook folder."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from rules.calendar import Calendar
from streams.output_files import Outputs, refuse_overwriting, unopened
from streams.rulebook_folder.folder import places_of_files
from streams.simulation.days import DAY, Days, instant_of, written
from streams.simulation.planters import VIOLATIONS
from streams.simulation.rulebook_files import write_rulebook
from streams.simulation.traffic import Order, Traffic
from streams.simulation.truth import Truth, write_truth


class Places(NamedTuple):
    """Where a run is written."""

    events: Path
    truth: Path
    rulebook: Path


def order_of(
    cases: int,
    seed: int,
    months: int,
    end: datetime,
    *,
    violations: int = VIOLATIONS,
    at_once: bool = False,
    cheats: int = 0,
) -> Order:
    """An order that ends at `end`, an aware time, rounded down to a whole second."""
    return Order(cases, seed, months, instant_of(end), violations, at_once, cheats)


def simulate(order: Order, calendar: Calendar, places: Places, progress: Callable[[int], None]) -> Truth:
    """Write events, truth and rulebook, and return the truth. `progress` is told how many cases are done.

    Files appear under their names only when all are complete. Misuse where one cannot be written or is another
    one, Unavailable where there is no room.
    """
    refuse_overwriting(
        {"--out": places.events, "--truth": places.truth},
        {"rulebook file": places_of_files(places.rulebook, to_be=True)},
    )
    traffic = Traffic(order, Days(calendar))
    try:
        write_rulebook(places.rulebook, traffic.city, order.end // DAY)
    except OSError as error:
        raise unopened(places.rulebook, error) from None
    with Outputs() as outputs:
        events, last = outputs.open(places.events), outputs.open(places.truth)
        for line in traffic.lines():
            events.write(line)
            if traffic.events & 0xFFF == 0:
                progress(traffic.built)
        cards, leads = tuple(traffic.truth), tuple(traffic.leads.values())
        tickets, cheats = tuple(traffic.tickets), tuple(traffic.cheats)
        head = (order.seed, written(order.end), traffic.built, traffic.events)
        truth = Truth(*head, cards, leads, tickets, cheats)
        write_truth(last, truth)
    progress(traffic.built)
    return truth
