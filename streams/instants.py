"""Instants that people write on a command line."""

from datetime import datetime

from rules.decode import milliseconds
from rules.storable import FIRST_YEAR, LAST_YEAR, within
from streams.exits import Misuse


def parse_instant(text: str, where: str) -> int:
    """RFC 3339 with offset → ms UTC, rounded down; raises Misuse naming the option (`where`) and what was found."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Misuse(f"{where}: found {text!r}, expected a time such as 2026-01-05T10:00:00+08:00") from None
    if instant.tzinfo is None:
        raise Misuse(f"{where}: found {text!r} without an offset, expected e.g. {text}+08:00")
    if not within(instant):
        raise Misuse(f"{where}: found {text!r}, expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    return milliseconds(instant)
