"""The days of a clock as a picture: every month has its name, and no name runs into the next."""

from datetime import date, timedelta

from dashboards.console.days import BOX, GAP, picture_of
from rules.trace import DayLine, What


def months(first: date, days: int, lang: int = 0) -> list[tuple[int, str]]:
    """Week and text of the labels above the boxes."""
    lines = [
        DayLine((first + timedelta(days=each)).toordinal(), each, What.COUNTED, "", "")
        for each in range(days)
    ]
    picture = picture_of(lines, None, lang)
    assert picture is not None
    top = min(label.y for label in picture.labels)
    left = min(box.x for box in picture.boxes)
    return [((label.x - left) // (BOX + GAP), label.text) for label in picture.labels if label.y == top]


def test_each_month_stands_above_its_first_week() -> None:
    assert months(date(2026, 9, 7), 60) == [(0, "2026-09"), (3, "2026-10"), (7, "2026-11")]


def test_a_name_with_another_in_the_next_column_goes_without_its_year() -> None:
    assert months(date(2026, 9, 21), 21) == [(0, "9月"), (1, "2026-10")]
    assert months(date(2026, 9, 21), 21, 1) == [(0, "Sep"), (1, "2026-10")]


def test_two_months_in_the_first_week_share_a_name() -> None:
    assert months(date(2026, 9, 28), 10) == [(0, "9–10月")]
    assert months(date(2026, 12, 28), 10, 1) == [(0, "Dec–Jan")]


def test_a_single_day_has_room_for_its_month() -> None:
    assert months(date(2026, 9, 7), 1) == [(0, "2026-09")]
