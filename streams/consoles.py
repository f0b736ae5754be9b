"""The console that tables are printed on."""

from rich.console import Console

WIDTH = 150
"""Columns where there is no terminal to ask: wide enough that no column of a card is cut."""


def wide_console() -> Console:
    """The terminal as wide as it is, or a wide page where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)


def say(console: Console, sentence: str) -> None:
    """Print a sentence as it is, on one line where there is no terminal to wrap it."""
    console.print(sentence, soft_wrap=True, markup=False, highlight=False)
