"""Snapshots taken again and again: what is new is compared, and what was found is handed on."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from streams.exchange.readers import Reader
from streams.exchange.table import StatesTable
from streams.exchange.turns import Snapshot, Turn, Turns, snapshot_files
from streams.exits import Unavailable

News = Callable[[Turns], Iterable[Snapshot]]
"""The snapshots to be taken now, in order."""


def of_folder(table: StatesTable, folder: Path) -> News:
    """The files of a folder that were taken after the last one."""
    return lambda turns: (each for each in snapshot_files(table, folder) if turns.is_news(each))


def of_database(name: str, reader: Reader) -> News:
    """The table as it is now; nothing while the machine's clock stands before the last snapshot."""

    def news(turns: Turns) -> Iterable[Snapshot]:
        now = Snapshot(name, datetime.now(UTC), reader)
        return [now] if turns.is_news(now) else []

    return news


def watch(
    turns: Turns,
    news: News,
    *,
    every: float | None,
    wait: Callable[[float], object],
    tell: Callable[[Turn], None],
    deliver: Callable[[], None],
    complain: Callable[[Unavailable], None],
) -> None:
    """Take what is new, hand on, wait, without end; once where `every` (seconds from start to start) is None.

    What is not there at the first round ends it (Unavailable); later on it is complained of and tried again.
    """
    complaining = False
    while True:
        begun = monotonic()
        try:
            for snapshot in news(turns):
                tell(turns.take(snapshot))
            deliver()
        except Unavailable as error:
            if not complaining:
                raise
            complain(error)
        if every is None:
            return
        complaining = True
        wait(max(0.0, every - (monotonic() - begun)))
