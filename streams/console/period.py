"""The period of a list or a board: two days in the address, both named, of the zone; and links to the usual ones."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dashboards.console.models import Choice, Texts
from streams.console.visit import Visit

FIRST_YEAR, LAST_YEAR = 1970, 2299
"""What the archive can compare with."""

SINCE, UNTIL = "since_day", "until_day"
_PLACES = dict.fromkeys(("before", "before_id", "after", "after_id"), "")
"""Where a page of the list began; another period begins at its beginning."""


class Shortcut(NamedTuple):
    """A usual period: its name, the page's address with it, whether it is the one shown."""

    name: str
    link: str
    shown: bool


def day_of(visit: Visit, name: str) -> date | None:
    """The day that a filter of the address names; None where it names none."""
    try:
        found = date.fromisoformat(visit.asked(name))
    except ValueError:
        return None
    return found if FIRST_YEAR < found.year < LAST_YEAR else None


def instants_of(visit: Visit) -> dict[str, str]:
    """The period as parameters of a query, as far as it is bounded: the end is the midnight after its last day."""
    first, last = day_of(visit, SINCE), day_of(visit, UNTIL)
    found = {}
    if first is not None:
        found["since"] = midnight(visit, first)
    if last is not None:
        found["until"] = midnight(visit, last + timedelta(days=1))
    return found


def midnight(visit: Visit, day: date) -> str:
    """The instant at which the day begins in the zone."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(visit.viewer.office.zone.name)).isoformat()


def period_choices(visit: Visit, name: Texts, since: str = "", until: str = "") -> list[Choice]:
    """The two days as filters, with what the list takes where the address names none. `name` is the first one's."""
    return [
        Choice(SINCE, visit.viewer.word(name), since or visit.asked(SINCE), kind="date"),
        Choice(UNTIL, visit.say("至（含）", "Until (inclusive)"), until or visit.asked(UNTIL), kind="date"),
    ]


def shortcuts(visit: Visit, since: str = "", until: str = "") -> list[Shortcut]:
    """Links to the usual periods, the other filters as they are."""
    shown = (since or visit.asked(SINCE), until or visit.asked(UNTIL))
    return [
        Shortcut(visit.viewer.word(name), visit.address(**_PLACES, **{SINCE: days[0], UNTIL: days[1]}), days == shown)
        for name, days in usual(date.fromordinal(visit.viewer.office.day))
    ]  # fmt: skip


def usual(today: date) -> Iterator[tuple[Texts, tuple[str, str]]]:
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    after = (month + timedelta(days=31)).replace(day=1)
    year = today.replace(month=1, day=1)
    yield ("今日", "today"), _days(today, today + timedelta(days=1))
    yield ("本月", "this month"), _days(month, after)
    yield ("上月", "last month"), _days(before, month)
    yield ("本年", "this year"), _days(year, year.replace(year=year.year + 1))
    yield ("上年", "last year"), _days(year.replace(year=year.year - 1), year)


def _days(first: date, end: date) -> tuple[str, str]:
    return first.isoformat(), (end - timedelta(days=1)).isoformat()
