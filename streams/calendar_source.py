"""Hands `rules.calendar.Calendar` values: the one that ships with the program, or one of notice files."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import constants

from rules.calendar import Calendar, NamedDay, Notice
from streams.exits import Misuse
from streams.mistakes import Mistakes
from streams.notices import read_notices
from streams.statutory_days import StatutoryDays

STATUTORY = StatutoryDays()
CHINESE_NAMES: Mapping[str, str] = {holiday.value: holiday.chinese for holiday in constants.Holiday} | {
    constants.Holiday.tomb_sweeping_day.value: "清明节",
    constants.Holiday.dragon_boat_festival.value: "端午节",
    constants.Holiday.mid_autumn_festival.value: "中秋节",
}


@cache
def built_in_calendar() -> Calendar:
    """The calendar that ships with the program: the notices of 2004 to the last year `chinesecalendar`
    knows.
    """
    return calendar_of(_built_in_notices(), f"chinesecalendar {version('chinesecalendar')}")


def calendar_of(notices: Iterable[Notice], name: str) -> Calendar:
    """A calendar of these notices whose version is a name, the years announced and a hash of the days."""
    kept = sorted(notices, key=lambda notice: notice.year)
    years = [notice.year for notice in kept if notice.days]
    span = f"{years[0]}–{years[-1]}" if years else "no year"
    return Calendar(tuple(kept), STATUTORY, f"{name}, {span} ({_digest(kept)})")


def overlaid(base: Calendar, notices: Iterable[Notice]) -> Calendar:
    """The calendar with these notices in place of its own for their years; the same one where there are none."""
    given = {notice.year: notice for notice in notices}
    if not given:
        return base
    kept = [notice for notice in base.notices if notice.year not in given]
    years = ", ".join(str(year) for year in sorted(given))
    return calendar_of([*kept, *given.values()], f"{base.version} with the published {years}")


def calendar_from_files(files: Mapping[str, bytes]) -> Calendar:
    """The calendar of notice files (label → bytes); Misuse with every mistake in them."""
    mistakes = Mistakes()
    notices = read_notices(files, mistakes)
    mistakes.stop_if_any()
    return calendar_of(notices, "notices")


def load_calendar_folder(folder: Path) -> Calendar:
    """The calendar of a folder's `*.json` notices; Misuse with every mistake, or if there is none."""
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not paths:
        raise Misuse(f"found no *.json in {folder}, expected a folder of notices in the holiday-cn form")
    return calendar_from_files({str(path): path.read_bytes() for path in paths})


def announced_years(calendar: Calendar) -> list[int]:
    """The years whose notice has days, ascending."""
    return sorted({notice.year for notice in calendar.notices if notice.days})


def _built_in_notices() -> list[Notice]:
    named: dict[int, list[NamedDay]] = {}
    for days, off in ((constants.holidays, True), (constants.workdays, False)):
        for day, english in days.items():
            entry = NamedDay(day.toordinal(), off, CHINESE_NAMES[english])
            named.setdefault(_notice_year(day, english), []).append(entry)
    return [
        Notice(year, tuple(sorted(entries, key=lambda each: each.day))) for year, entries in named.items()
    ]


def _notice_year(day: date, english: str) -> int:
    """Days around New Year that lie in December belong to the next year's notice."""
    of_next_year = day.month == 12 and english == constants.Holiday.new_years_day.value
    return day.year + 1 if of_next_year else day.year


def _digest(notices: Iterable[Notice]) -> str:
    lines = [
        f"{notice.year} {day.day} {day.off:d} {day.name}"
        for notice in notices
        for day in sorted(notice.days, key=lambda each: each.day)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]
