"""Calendars as the State Council announced them, and the offices the examples are about."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.oracle.book import Book, ItemFacts, StageFacts
from tests.rules.looking import Office
from tests.rules.writing import Days, notice, span

ANNOUNCED = Days(
    {
        2018: notice(span("2018-10-01", "2018-10-07"), ["2018-09-29", "2018-09-30"]),
        2024: notice(
            span("2024-02-10", "2024-02-17") + span("2024-10-01", "2024-10-07"),
            ["2024-02-04", "2024-02-18", "2024-09-29", "2024-10-12"],
        ),
        2025: notice(span("2025-01-01", "2025-01-01") + span("2025-10-01", "2025-10-08"), ["2025-09-28"]),
    },
    statutory=frozenset({date(2026, 1, 1), *span("2026-02-16", "2026-02-19")}),
)
WITH_2026 = replace(
    ANNOUNCED,
    notices={**ANNOUNCED.notices, 2026: notice(span("2026-01-01", "2026-01-03"), ["2026-01-04"])},
)


def office(
    *stages: StageFacts,
    days: Days = ANNOUNCED,
    parameters: dict[str, int] | None = None,
    confirm: tuple[str, str] | None = None,
    roll: bool = True,
    approver_levels: tuple[str, ...] | None = None,
    disabled: str | None = None,
    **item: Any,
) -> Office:
    """An office with the one item I; promise, legal, natural and joint as given."""
    book = Book(
        (ItemFacts("I", stages=stages, **item),),
        roll=roll,
        parameters=parameters or {},
        approver_levels=approver_levels,
        disabled=frozenset({disabled} if disabled else ()),
    )
    if confirm:
        book = replace(book, confirm=book.confirm | {confirm})
    return Office(book, days)
