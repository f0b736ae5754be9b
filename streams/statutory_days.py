"""The statutory days off of any year, by regulation, before its notice is out (全国年节及纪念日放假办法).

1 January; Spring Festival from the eve to the third day; Qingming; 1–2 May; Dragon Boat; Mid-Autumn; 1–3
October. Lunar dates are known for 1900–2099; for other years only the solar days are given.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from borax.calendars.lunardate import LunarDate
from chinese_calendar.utils import get_solar_terms

SOLAR_DAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
LUNAR_DAYS = ((1, 1), (1, 2), (1, 3), (5, 5), (8, 15))
FIRST_LUNAR_YEAR, LAST_LUNAR_YEAR = 1900, 2099


class StatutoryDays(Mapping[int, frozenset[int]]):
    """Year (1–9999) → ordinals of its statutory days off, worked out when first asked for."""

    def __init__(self) -> None:
        self._known: dict[int, frozenset[int]] = {}

    def __getitem__(self, year: int) -> frozenset[int]:
        days = self._known.get(year)
        if days is None:
            days = self._known[year] = statutory_days(year)
        return days

    def __iter__(self) -> Iterator[int]:
        return iter(range(date.min.year, date.max.year + 1))

    def __len__(self) -> int:
        return date.max.year


def statutory_days(year: int) -> frozenset[int]:
    """The ordinals of the year's statutory days off; KeyError for a year no date can have."""
    if not date.min.year <= year <= date.max.year:
        raise KeyError(year)
    days = {date(year, month, day).toordinal() for month, day in SOLAR_DAYS}
    if FIRST_LUNAR_YEAR <= year <= LAST_LUNAR_YEAR:
        days |= _lunar(year) | {_qingming(year)}
    return frozenset(days)


def _lunar(year: int) -> set[int]:
    days = {LunarDate(year, month, day).to_solar_date().toordinal() for month, day in LUNAR_DAYS}
    eve = min(days) - 1  # counted back, because the last lunar month has 29 or 30 days
    return days | {eve}


def _qingming(year: int) -> int:
    """清明 falls on 4, 5 or 6 April."""
    terms = get_solar_terms(date(year, 4, 1), date(year, 4, 10))
    day: date = next(day for day, name in terms if name == "清明")
    return day.toordinal()
