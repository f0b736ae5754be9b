"""Instants that people write on a command line."""

import re
from datetime import date, datetime

from rules.decode import milliseconds
from rules.storable import FIRST_YEAR, LAST_YEAR, within
from streams.exits import Misuse

_BARE_DATE = re.compile(r"\d{4}-\d\d-\d\d(?![Tt ])")


def parse_instant(text: str, where: str) -> int:
    """RFC 3339 with offset → ms UTC, rounded down; raises Misuse naming the option (`where`) and what was found."""
    _refuse_bare_date(text, where)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Misuse(f"{where}: found {text!r}, expected a time such as 2026-01-05T10:00:00+08:00") from None
    if instant.tzinfo is None:
        raise Misuse(f"{where}: found {text!r} without an offset, expected e.g. {text}+08:00")
    if not within(instant):
        raise Misuse(f"{where}: found {text!r}, expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    return milliseconds(instant)


def _refuse_bare_date(text: str, where: str) -> None:
    """A date is no instant: `datetime.fromisoformat` takes one for its midnight, and an offset after it for a time."""
    if not _BARE_DATE.match(text):
        return
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return
    raise Misuse(f"{where}: found {text!r} without a time of day, expected e.g. {day}T00:00:00+08:00")
