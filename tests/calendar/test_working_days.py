"""Counting of working days against a walk from day to day."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import LAST_DAY, Calendar, NamedDay, Notice
from streams.calendar_source import STATUTORY, built_in_calendar


def ordinal(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal()


def walk(calendar: Calendar, day: int, days: int) -> int:
    while days:
        day += 1
        days -= calendar.works(day)
    return day


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Notices of 2029 and 2030 with days anywhere in them and around their ends; 2031 has none."""
    notices = []
    for year in (2029, 2030):
        span = st.integers(ordinal(year - 1, 12, 20), ordinal(year, 12, 31))
        days = draw(st.dictionaries(span, st.booleans(), max_size=40))
        notices.append(Notice(year, tuple(NamedDay(day, off, "假") for day, off in days.items())))
    return Calendar(tuple(notices), STATUTORY)


near = st.integers(ordinal(2028, 11, 1), ordinal(2031, 12, 31))
far = st.integers(ordinal(1, 1, 1), ordinal(9900, 1, 1))


@given(calendars(), near, st.integers(1, 300))
@settings(deadline=None)
def test_adding_days_is_walking_them(calendar: Calendar, day: int, days: int) -> None:
    assert calendar.add_working(day, days) == walk(calendar, day, days)


@given(calendars(), near, st.integers(-20, 400))
@settings(deadline=None)
def test_counting_days_is_walking_them(calendar: Calendar, day: int, length: int) -> None:
    until = day + length
    walked = sum(calendar.works(each) for each in range(day + 1, until + 1))

    assert calendar.count_working(day, until) == walked


@given(calendars(), near, st.integers(1, 300))
@settings(deadline=None)
def test_counting_takes_back_what_adding_did(calendar: Calendar, day: int, days: int) -> None:
    assert calendar.count_working(day, calendar.add_working(day, days)) == days


@given(far, st.integers(1, 60))
@settings(deadline=None)
def test_far_years_are_counted_like_near_ones(day: int, days: int) -> None:
    calendar = built_in_calendar()

    assert calendar.add_working(day, days) == walk(calendar, day, days)
    assert calendar.count_working(day, day + days) == sum(
        calendar.works(each) for each in range(day + 1, day + days + 1)
    )


@given(calendars(), near, st.integers(-3, 500))
@settings(deadline=None)
def test_a_span_is_announced_when_each_of_its_days_is(calendar: Calendar, day: int, length: int) -> None:
    each = all(calendar.announced(one) for one in range(day + 1, day + length + 1))

    assert calendar.announced_between(day, day + length) == each


def test_the_last_working_day_of_a_year_leads_to_the_first_of_the_next() -> None:
    calendar = built_in_calendar()

    assert calendar.add_working(ordinal(2025, 12, 31), 1) == ordinal(2026, 1, 4)  # a make-up Sunday
    assert calendar.add_working(ordinal(2024, 12, 31), 1) == ordinal(2025, 1, 2)


def test_no_count_goes_past_the_last_day_there_is() -> None:
    calendar = built_in_calendar()

    assert calendar.add_working(ordinal(2026, 1, 1), 10**12) == LAST_DAY
    assert calendar.add_working(ordinal(9999, 12, 1), 100) == LAST_DAY
    assert calendar.announced_between(LAST_DAY, LAST_DAY)
