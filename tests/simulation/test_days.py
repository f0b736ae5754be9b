"""The simulator's own day arithmetic, against dates worked out by hand."""

from datetime import date, datetime

import pytest

from streams.calendar_source import built_in_calendar
from streams.simulation.days import DAY, HOUR, Days, instant_of, written


@pytest.fixture
def days() -> Days:
    return Days(built_in_calendar())


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_the_golden_dates_of_seven_and_ten_working_days(days: Days) -> None:
    start = _day("2018-10-15")
    assert days.due(start, 7) == _day("2018-10-24")
    assert days.due(start, 10) == _day("2018-10-29")


def test_make_up_days_count_and_holidays_do_not(days: Days) -> None:
    assert days.after(_day("2026-09-30"), 1) == _day("2026-10-08")
    assert days.after(_day("2026-10-09"), 1) == _day("2026-10-10")  # a Saturday made up for


def test_natural_days_end_on_a_working_day(days: Days) -> None:
    assert days.after(_day("2026-09-25"), 7, natural=True) == _day("2026-10-02")
    assert days.due(_day("2026-09-25"), 7, natural=True) == _day("2026-10-08")


def test_a_warning_leaves_exactly_its_days_to_the_due_date(days: Days) -> None:
    start, due = _day("2018-10-15"), _day("2018-10-24")
    assert days.warning(start, due, 7, 2) == _day("2018-10-22") * DAY


def test_a_warning_never_comes_before_the_first_counting_day(days: Days) -> None:
    start = _day("2018-10-15")
    assert days.warning(start, days.due(start, 2), 2, 2) == _day("2018-10-16") * DAY


def test_a_limit_of_one_day_warns_four_office_hours_before_closing(days: Days) -> None:
    start = _day("2018-10-15")
    assert days.warning(start, days.due(start, 1), 1, 2) == _day("2018-10-16") * DAY + 13 * HOUR


def test_the_last_working_day_before_a_moment(days: Days) -> None:
    monday = _day("2018-10-22")
    assert days.last_working(monday * DAY, _day("2018-10-15")) == _day("2018-10-19")
    assert days.last_working(monday * DAY, _day("2018-10-21")) == _day("2018-10-21")


def test_an_instant_is_written_with_the_offset_of_china() -> None:
    moment = datetime.fromisoformat("2026-01-05T01:02:03.900+00:00")
    assert written(instant_of(moment)) == "2026-01-05T09:02:03+08:00"
