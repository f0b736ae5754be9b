"""Leads about times that cannot be: done in seconds (A-08), closed for show (A-10), moved across a limit (A-14)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from rules.counting import add_days
from rules.decode import milliseconds
from rules.finding_rules import Scope
from rules.office import Office
from rules.rulebook import Item
from sinks.findings.finding import Finding
from sinks.findings.reading import Row, about_row, evidence, whole


def too_fast(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A-08: persons with cases decided in less than the least time of the item.

    That is `min_minutes` of the catalogue, else `seconds` of the rule. What is quick for every case of an item is a
    matter of the catalogue (即办件), and not of a person.
    """
    found = (_fast(row, office) for row in rows)
    return [finding for finding in found if finding is not None]


def _fast(row: Row, office: Office) -> Finding | None:
    least = whole(office, "A-08", "seconds")
    cases = [
        (case, at, int(used))
        for case, at, used, item in zip(row["refs"], row["times"], row["seconds"], row["items"], strict=True)
        if int(used) < _least_seconds(office, str(item), least)
    ]
    if len(cases) < whole(office, "A-08", "count"):
        return None
    entries = evidence(((case, at) for case, at, _ in cases), office)
    figures: dict[str, int | str] = {"n": len(cases), "shortest": min(used for _, _, used in cases)}
    return about_row(row, str(row["period"]), "A-08", entries, figures)


def _least_seconds(office: Office, item_code: str, otherwise: int) -> int:
    item = _item(office, item_code)
    return otherwise if item is None or item.min_minutes is None else 60 * item.min_minutes


def closed_for_show(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A-10: persons with cases that were closed and not done: not delivered in `days` working days, gone on with, or
    the closing taken back, each within that time."""
    found = (_for_show(row, office) for row in rows)
    return [finding for finding in found if finding is not None]


def _for_show(row: Row, office: Office) -> Finding | None:
    days = whole(office, "A-10", "days")
    cases = [
        (case, at, fault)
        for case, at, fault, since in zip(
            row["refs"], row["times"], row["faults"], row["faults_at"], strict=True
        )
        if _within(str(at), str(fault), str(since), days, office)
    ]
    if len(cases) < whole(office, "A-10", "count"):
        return None
    faults = [fault for _, _, fault in cases]
    figures: dict[str, int | str] = {
        name: faults.count(name) for name in ("undelivered", "reopened", "corrected")
    }
    entries = evidence(((case, at) for case, at, _ in cases), office)
    return about_row(row, str(row["period"]), "A-10", entries, {**figures, "n": len(cases), "days": days})


def _within(closed: str, fault: str, since: str, days: int, office: Office) -> bool:
    """What is missing is missing once the time is over; what was done counts if it was within it."""
    over = office.zone.start_of(office.calendar.add_working(_day(closed, office), days) + 1)
    return over <= office.now if fault == "undelivered" else _instant(since) < over


def moved_across(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A-14: persons whose corrections moved a time across a limit: an end to before it, or a start so that the end
    is in time. By the limit of the case as it stands, days excluded left out; each correction by itself."""
    across = [(row, moved) for row in rows if (moved := _crossed(row, office)) is not None]
    across.sort(key=lambda each: _key(each[0]))
    return [_moved(list(each), office) for _, each in groupby(across, key=lambda each: _key(each[0]))]


def _key(row: Row) -> tuple[str, str]:
    return str(row["name"]), str(row["period"])


def _moved(across: list[tuple[Row, str]], office: Office) -> Finding:
    rows = [row for row, _ in across]
    entries = evidence(((row["ref"], row["at"]) for row in rows), office)
    last = max(rows, key=lambda row: str(row["at"]))
    moved = ", ".join(f"{row['case_no']}: {word}" for row, word in across[:5])
    scope = Scope(str(last["period"]), person=str(last["name"]))
    dept, region = str(last["dept_code"]) or None, str(last["region_code"]) or None
    return Finding("A-14", scope, tuple(entries), dept, region, {"n": len(rows), "moved": moved})


def _crossed(row: Row, office: Office) -> str | None:
    old, new = _day(str(row["old_time"]), office), _day(str(row["new_time"]), office)
    for name in ("promise", "legal"):
        if any(_is_across(old, new, row, name, office)):
            first, last = (date.fromordinal(day).isoformat() for day in (old, new))
            return f"{row['of_type']} {first} → {last} ({name})"
    return None


def _is_across(old: int, new: int, row: Row, name: str, office: Office) -> Iterator[bool]:
    due = row[f"{name}_due_date"]
    if due is None:
        return
    day = date.fromisoformat(str(due)[:10]).toordinal()
    if row["of_type"] != "case.accepted":
        yield new <= day < old
    elif row[f"{name}_limit"] is not None:
        ended = _day(str(row["end_at"] or row["at"]), office)
        yield _due(old, int(row[f"{name}_limit"]), str(row["item_code"]), office) < ended <= day


def _due(start: int, limit: int, item_code: str, office: Office) -> int:
    item = _item(office, item_code)
    if item is None:
        return office.calendar.add_working(start, limit)
    return add_days(office.calendar, item.day_kind, start, limit)


def _item(office: Office, item_code: str) -> Item | None:
    versions = office.register.items.get(item_code, ())
    return versions[-1] if versions else None


def _instant(said: Any) -> int:
    return milliseconds(datetime.fromisoformat(str(said)))


def _day(said: str, office: Office) -> int:
    return office.zone.day_of(_instant(said))
