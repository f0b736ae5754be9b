"""The calendar that ships with the program, against two sources that nobody on this project wrote."""

import json
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from rules.calendar import Calendar, DayState, NamedDay, Notice
from streams.calendar_source import (
    announced_years,
    built_in_calendar,
    calendar_from_files,
    load_calendar_folder,
    overlaid,
)

FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)


def every_day() -> list[date]:
    return [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


@pytest.fixture
def notice_files(test_data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (test_data / "holiday-cn").glob("*.json")}


def named_by(notices: dict[str, bytes]) -> dict[date, bool]:
    days: dict[date, bool] = {}
    for content in notices.values():
        for entry in json.loads(content)["days"]:
            days[date.fromisoformat(entry["date"])] = not entry["isOffDay"]
    return days


def test_every_day_of_twenty_years_is_what_the_state_council_announced(
    notice_files: dict[str, bytes],
) -> None:
    named = named_by(notice_files)
    calendar = built_in_calendar()

    wrong = [
        day for day in every_day() if calendar.works(day.toordinal()) != named.get(day, day.weekday() < 5)
    ]

    assert wrong == []


def test_a_calendar_made_of_the_notices_answers_like_the_built_in_one(notice_files: dict[str, bytes]) -> None:
    own, built_in = calendar_from_files(notice_files), built_in_calendar()

    assert [day for day in every_day() if own.state(day.toordinal()) != built_in.state(day.toordinal())] == []
    assert announced_years(own) == list(range(2007, 2027))


def test_a_notice_without_days_announces_nothing(test_data: Path) -> None:
    calendar = load_calendar_folder(test_data / "holiday-cn")

    assert 2027 not in announced_years(calendar)
    assert calendar.state(date(2027, 3, 1).toordinal()) is DayState.UNANNOUNCED


def test_every_day_of_twenty_years_is_what_another_library_says() -> None:
    other = holidays.country_holidays("CN", years=range(2006, 2028))
    calendar = built_in_calendar()

    assert [day for day in every_day() if calendar.works(day.toordinal()) != other.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("day", "name", "works"),
    [
        (date(2026, 10, 1), "国庆节", False),
        (date(2026, 2, 14), "春节", True),
        (date(2025, 4, 4), "清明节", False),
        (date(2025, 5, 31), "端午节", False),
        (date(2024, 9, 17), "中秋节", False),
        (date(2022, 12, 31), "元旦", False),
        (date(2026, 3, 2), None, True),
    ],
)
def test_days_carry_the_chinese_name_of_their_holiday(day: date, name: str | None, works: bool) -> None:
    calendar = built_in_calendar()

    assert (calendar.name(day.toordinal()), calendar.works(day.toordinal())) == (name, works)


def test_the_year_after_the_last_notice_is_unannounced_and_rests_on_the_statutory_days() -> None:
    calendar = built_in_calendar()
    after = announced_years(calendar)[-1] + 1
    new_year = date(after, 1, 1).toordinal()

    assert calendar.state(new_year) is DayState.UNANNOUNCED
    assert not calendar.works(new_year)
    assert calendar.state(date(after - 1, 12, 31).toordinal()) is not DayState.UNANNOUNCED


def test_the_version_names_the_source_and_changes_with_any_day() -> None:
    notice = '{"year": 2031, "papers": [], "days": [{"name": "元旦", "date": "2031-01-01", "isOffDay": %s}]}'
    off, working = (
        calendar_from_files({"2031.json": (notice % flag).encode()}) for flag in ("true", "false")
    )

    assert built_in_calendar().version.startswith("chinesecalendar ")
    assert off.version != working.version
    assert off.version == calendar_from_files({"again.json": (notice % "true").encode()}).version


def test_a_published_notice_stands_in_place_of_the_whole_notice_of_its_year() -> None:
    base = built_in_calendar()
    other = overlaid(base, [Notice(2025, (NamedDay(date(2025, 3, 3).toordinal(), True, "调休"),))])

    def works(calendar: Calendar, *days: date) -> list[bool]:
        return [calendar.works(day.toordinal()) for day in days]

    named, national, year_before = date(2025, 3, 3), date(2025, 10, 1), date(2024, 10, 1)
    assert works(base, named, national, year_before) == [True, False, False]
    assert works(other, named, national, year_before) == [False, True, False]
    assert announced_years(other) == announced_years(base)
    assert other.digest != base.digest
    assert overlaid(base, []) is base


def test_a_notice_of_a_later_year_overrules_an_earlier_one_on_the_same_day() -> None:
    def notice(year: int, off: str) -> bytes:
        return f'{{"year": {year}, "days": [{{"name": "元旦", "date": "2030-12-31", "isOffDay": {off}}}]}}'.encode()

    def new_years_eve(*contents: bytes) -> Calendar:
        return calendar_from_files({f"{number}.json": content for number, content in enumerate(contents)})

    eve = date(2030, 12, 31).toordinal()
    assert not new_years_eve(notice(2030, "false"), notice(2031, "true")).works(eve)
    assert new_years_eve(notice(2031, "false"), notice(2030, "true")).works(eve)
