"""Progress that is seen in a terminal and told in plain lines without one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

QUIET_SECONDS = 10.0
"""Without a terminal: a line at most this often."""


@contextmanager
def progress(
    title: str, total: int | None, console: Console | None = None
) -> Iterator[Callable[[int], None]]:
    """Show how far a long step has come; the block calls what it is given with the number of steps done since."""
    console = console or Console(stderr=True)
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console) as bar:
            task = bar.add_task(title, total=total)
            yield lambda steps: bar.advance(task, steps)
    else:
        yield _Lines(title, total, console).advance


class _Lines:
    """Progress as plain lines, rarely."""

    def __init__(self, title: str, total: int | None, console: Console) -> None:
        self._title = title
        self._total = total
        self._console = console
        self._done = 0
        self._told = monotonic()

    def advance(self, steps: int) -> None:
        self._done += steps
        if monotonic() - self._told >= QUIET_SECONDS:
            self._told = monotonic()
            of = f" of {self._total:,}" if self._total else ""
            self._console.print(f"{self._title}: {self._done:,}{of}", highlight=False)
