"""Leads about a share that is too large (A-04, A-06, A-17): the lower bound of Wilson's 95 % interval is above it.

So a small sample names nobody: of thirty ratings all have to be so before a share of 80 % is exceeded for certain.
A row has `of`, how many there are, and `number`, how many of them are so.
"""

from collections.abc import Iterable
from fractions import Fraction

from rules.assessment.intervals import wilson
from rules.office import Office
from sinks.findings.finding import Finding
from sinks.findings.reading import Row, percentage, sign, whole


def praised_at_once(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A-04: persons most of whose ratings were good and came within seconds of closing."""
    seconds = whole(office, "A-04", "seconds")
    return [
        found for row in rows if (found := _above(row, "A-04", office, "rated", seconds=seconds)) is not None
    ]


def mostly_default(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A-06: departments whose ratings are default ones for too large a share."""
    return [found for row in rows if (found := _above(row, "A-06", office, "rated")) is not None]


def decided_outside(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A-17: departments whose cases come in at the window and are decided elsewhere for too large a share."""
    return [found for row in rows if (found := _above(row, "A-17", office, "decided")) is not None]


def _above(row: Row, rule_id: str, office: Office, of: str, **more: int) -> Finding | None:
    limit, number, total = whole(office, rule_id, "percent"), int(row["number"]), int(row["of"])
    if total < whole(office, rule_id, "fewest"):
        return None
    share = Fraction(number, total)
    low, _ = wilson(share, total)
    if 100 * low <= limit:
        return None
    said: dict[str, int | str] = {"n": number, of: total, "percent": limit, **more}
    return sign(row, rule_id, office, **said, share=percentage(share), low=percentage(low))
