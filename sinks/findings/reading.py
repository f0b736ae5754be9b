"""How the rows of the scheduled queries are read: what they are about, their evidence, their figures.

A row has `kind` and `name` (what it is about), `period`, `dept_code`, `region_code`, `refs` and `times` (the evidence),
and its figures in columns that begin with `figure_`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from rules.decode import milliseconds
from rules.finding_rules import Entry, Scope
from rules.office import Office
from sinks.findings.finding import Finding

Row = Mapping[str, Any]
FIGURE = "figure_"
PERSON, ITEM, DEPT, IDENTITY, TEXT = "person", "item", "dept", "identity", "text"


def whole(office: Office, rule_id: str, name: str) -> int:
    """A parameter of a rule that is a whole number."""
    found = office.register.rules[rule_id].parameters[name]
    if not isinstance(found, int):
        raise TypeError(f"{rule_id}.{name} is {found!r}, a whole number was expected")
    return found


def entries_of(row: Row, office: Office) -> list[Entry]:
    """The pieces of evidence of a row, in order of time."""
    return evidence(zip(row["refs"], row["times"], strict=True), office)


def evidence(pairs: Any, office: Office) -> list[Entry]:
    """Pieces of evidence from what they name and when, in order of time."""
    entries = [
        Entry(str(ref), office.zone.local(milliseconds(datetime.fromisoformat(str(time)))))
        for ref, time in pairs
    ]
    return sorted(entries, key=lambda entry: (entry.time, entry.ref))


def scope_of(row: Row, period: str) -> Scope:
    """What a row is about."""
    kind, name = str(row["kind"]), str(row["name"])
    item, dept = str(row.get("item", "")) or None, str(row["dept_code"]) or None
    if kind == PERSON:
        return Scope(period, person=name, item=item)
    if kind == ITEM:
        return Scope(period, item=name)
    if kind == DEPT:
        return Scope(period, dept_code=name, item=item)
    if kind == TEXT:
        return Scope(period, text_hash=name, dept_code=dept)
    return Scope(period, identity=name, item=item)


def figures_of(row: Row) -> dict[str, int | str]:
    """The figures of a row."""
    return {
        name.removeprefix(FIGURE): value if isinstance(value, int) else str(value)
        for name, value in row.items()
        if name.startswith(FIGURE)
    }


def about_row(
    row: Row,
    period: str,
    rule_id: str,
    entries: Sequence[Entry],
    figures: Mapping[str, int | str] | None = None,
) -> Finding:
    """The finding about what a row is about."""
    return Finding(
        rule_id,
        scope_of(row, period),
        tuple(entries),
        str(row["dept_code"]) or None,
        str(row["region_code"]) or None,
        figures,
    )


def sign(row: Row, rule_id: str, office: Office, **more: int | str) -> Finding:
    """A finding with the row's evidence and figures, and more figures."""
    return about_row(row, str(row["period"]), rule_id, entries_of(row, office), {**figures_of(row), **more})


def percentage(share: Fraction) -> str:
    """A share as it is shown, with one decimal, cut."""
    tenths = share.numerator * 1000 // share.denominator
    return f"{tenths // 10}.{tenths % 10}%"
