"""The days off by regulation, for years that have no notice."""

from datetime import date

import pytest
from holidays.calendars.chinese import _ChineseLunisolar

from streams.statutory_days import StatutoryDays, statutory_days

SOLAR = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


def days(year: int) -> set[tuple[int, int]]:
    return {(day.month, day.day) for day in map(date.fromordinal, statutory_days(year))}


def test_2027_has_the_days_of_the_regulation() -> None:
    spring_festival = {(2, 5), (2, 6), (2, 7), (2, 8)}

    assert days(2027) == SOLAR | spring_festival | {(4, 5), (6, 9), (9, 15)}


@pytest.mark.parametrize(
    ("year", "first_day", "qingming", "dragon_boat", "mid_autumn"),
    [
        (2008, (2, 7), (4, 4), (6, 8), (9, 14)),
        (2020, (1, 25), (4, 4), (6, 25), (10, 1)),  # Mid-Autumn on National Day
        (2023, (1, 22), (4, 5), (6, 22), (9, 29)),  # a leap second month
        (2026, (2, 17), (4, 5), (6, 19), (9, 25)),
        (2033, (1, 31), (4, 4), (6, 1), (9, 8)),  # a leap eleventh month
    ],
)
def test_lunar_days_of_known_years(
    year: int,
    first_day: tuple[int, int],
    qingming: tuple[int, int],
    dragon_boat: tuple[int, int],
    mid_autumn: tuple[int, int],
) -> None:
    eve = date.fromordinal(date(year, *first_day).toordinal() - 1)

    assert {first_day, (eve.month, eve.day), qingming, dragon_boat, mid_autumn} <= days(year)


def test_a_century_and_a_half_of_lunar_days_agrees_with_another_table() -> None:
    other = _ChineseLunisolar()
    wrong = []
    for year in range(1950, 2100):
        known = statutory_days(year)
        for lookup in (other.lunar_new_year_date, other.dragon_boat_date, other.mid_autumn_date):
            found = lookup(year)[0]
            if found is None or found.toordinal() not in known:
                wrong.append((year, found))

    # The new moon of September 2089 falls within seconds of midnight; the tables differ by that day.
    assert wrong == [(2089, date(2089, 9, 18))]


def test_every_year_has_between_11_and_13_days_off_and_qingming_early_in_april() -> None:
    for year in range(1950, 2100):
        april = [day for month, day in days(year) if month == 4]

        assert 11 <= len(statutory_days(year)) <= 13
        assert len(april) == 1
        assert april[0] in (4, 5, 6)


@pytest.mark.parametrize("year", [1, 1899, 2100, 9999])
def test_years_beyond_the_lunar_tables_have_the_solar_days_only(year: int) -> None:
    assert days(year) == SOLAR


def test_the_mapping_holds_every_year_a_date_can_have() -> None:
    mapping = StatutoryDays()

    assert (len(mapping), min(mapping), max(mapping)) == (9999, 1, 9999)
    assert mapping.get(10_000) is None
    assert mapping[2027] is mapping[2027]
