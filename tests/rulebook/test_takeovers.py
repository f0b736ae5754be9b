"""Which days a version takes over from which: what decides whether publishing it needs an order."""

from dataclasses import replace
from datetime import date

import pytest

from rules.court import Court
from rules.privacy import Border
from rules.rulebook import Rulebook
from streams.calendar_source import built_in_calendar
from streams.publishing import takeovers
from streams.rulebook_folder import load_files
from tests.rulebook.books import FULL, encoded

ONE = load_files("city", encoded(FULL)).rulebook


def book(version: str, valid_from: str, content: str = "") -> Rulebook:
    day = date.fromisoformat(valid_from).toordinal()
    return replace(ONE, version=version, valid_from=day, rulebook_hash=f"{version}{valid_from}{content}")


def taken(before: list[Rulebook], after: list[Rulebook]) -> list[tuple[str, str, str, str]]:
    courts = [Court(books, built_in_calendar(), Border()) for books in (before, after)]
    return [
        (day(each.since), day(each.until), each.before.version, each.after.version)
        for each in takeovers(courts[0], courts[1])
    ]


def day(ordinal: int | None) -> str:
    return "" if ordinal is None else date.fromordinal(ordinal).isoformat()


FIRST, THIRD = book("1", "2026-01-01"), book("3", "2026-07-01")


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("2026-09-01", [("2026-09-01", "", "3", "2")]),
        ("2026-04-01", [("2026-04-01", "2026-06-30", "1", "2")]),
        ("2025-06-01", [("", "2025-12-31", "1", "2")]),
        ("2026-07-01", [("2026-07-01", "", "3", "2")]),
    ],
)
def test_a_version_takes_over_from_its_day_until_the_next_one_and_the_first_also_all_days_before(
    new: str, expected: list[tuple[str, str, str, str]]
) -> None:
    second = book("2", new)
    kept = [each for each in (FIRST, THIRD) if each.valid_from != second.valid_from]

    assert taken([FIRST, THIRD], [*kept, second]) == expected


def test_other_content_of_a_version_takes_over_its_own_days() -> None:
    assert taken([FIRST, THIRD], [book("1", "2026-01-01", "x"), THIRD]) == [("", "2026-06-30", "1", "1")]


def test_a_version_moved_to_a_later_day_gives_its_earlier_days_to_the_one_before() -> None:
    assert taken([FIRST, THIRD], [FIRST, book("3", "2026-09-01")]) == [
        ("2026-07-01", "2026-08-31", "3", "1"),
        ("2026-09-01", "", "3", "3"),
    ]


def test_the_same_versions_take_over_nothing() -> None:
    assert taken([FIRST, THIRD], [FIRST, THIRD]) == []
