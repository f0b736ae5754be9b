"""The simulated city of the demo: its files, its way onto Kafka, and the truth about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from streams.calendar_source import built_in_calendar
from streams.contacts import file_border
from streams.privacy import Key
from streams.sending import Sent, send_files
from streams.simulation.run import Places, order_of, simulate
from streams.simulation.truth import Truth

SEED = 1
MONTHS = 3
CHEATED_FROM = 1000
"""A demo of fewer cases is a trial of the machinery, in which nobody cheats."""


def places_in(folder: Path) -> Places:
    """Where the city's files lie."""
    return Places(folder / "events.jsonl", folder / "truth.json", folder / "rulebook")


def make_city(folder: Path, cases: int, out: Console) -> Truth:
    """Simulate the three months that end now, with violations planted, and of each pattern of cheating the boldest,
    for workers whose clocks stand at now."""
    cheats = int(cases >= CHEATED_FROM)
    order = order_of(cases, SEED, MONTHS, datetime.now(UTC), at_once=True, cheats=cheats)
    with bars(out) as shown:
        task = shown.add_task("simulated", total=cases)
        return simulate(
            order,
            built_in_calendar(),
            places_in(folder),
            lambda done: shown.update(task, completed=done),
        )


def send_city(folder: Path, bootstrap: str, prefix: str, key_file: Path, out: Console) -> Sent:
    """Send its events, cleansed, stamped as recorded, as fast as they go."""
    key = Key.load(key_file)
    with bars(out) as shown:
        task = shown.add_task("sent", total=None)
        return send_files(
            [places_in(folder).events],
            bootstrap,
            prefix,
            border=file_border(key),
            started=lambda records: shown.update(task, total=records),
            sent=lambda more: shown.advance(task, more),
        )


@contextmanager
def bars(out: Console) -> Iterator[Progress]:
    """Bars that move in a terminal; elsewhere each is printed once, when it is done."""
    columns = (TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as shown:
        yield shown
