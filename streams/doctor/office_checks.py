"""What the office's rulebooks, calendar and key come to."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from rules.calendar import Calendar
from streams.calendar_source import announced_years
from streams.doctor.finding import Around, Check, Missing, Said, fail, ok, warn
from streams.doctor.office_facts import OfficeFacts

MONTH_OF_NOTICE = 12
"""The State Council's office tells the days off of a year in November of the year before, at the latest."""


def rulebooks(office: OfficeFacts, around: Around) -> Iterable[Said]:
    """Whether a rulebook is in force, and every record of one can be read."""
    yield from map(fail, office.published.broken.values())
    if books := office.published.rulebooks:
        newest = books[-1]
        yield ok(f"{len(books)} version{'s'[: len(books) != 1]}, the newest {newest.name} {newest.version}")
    elif not office.published.broken:
        yield warn(
            f"found no rulebook on topic {around.prefix}rulebooks; the first worker publishes the one it is given, or "
            "run "
            "`liangpai rulebook publish DIR`."
        )


def calendar(office: OfficeFacts, around: Around) -> Iterable[Said]:
    """Whether the days off of this year are known, and after 1 December those of the next."""
    books = office.published.rulebooks
    today = around.now.astimezone(ZoneInfo(books[-1].zone if books else "Asia/Shanghai")).date()
    yield said_of_calendar(office.published.calendar, today)


def said_of_calendar(known: Calendar, today: date) -> Said:
    """What a day finds in the calendar in force."""
    announced, year = announced_years(known), today.year
    if year not in announced:
        return fail(
            f"the days off of {year} are not in the calendar: no deadline of this year is certain, none becomes red; "
            f"run `liangpai calendar load {year}.json` with the notice."
        )
    if year + 1 in announced:
        return ok(f"days off are known to the end of {year + 1}")
    if today.month < MONTH_OF_NOTICE:
        return ok(
            f"days off are known to the end of {year}; the notice for {year + 1} is due by the end of November"
        )
    return warn(
        f"the days off of {year + 1} are not in the calendar, expected them after 1 December: deadlines that reach "
        "into "
        f"{year + 1} are provisional; run `liangpai calendar load {year + 1}.json` with the notice."
    )


def key(office: OfficeFacts, around: Around) -> Iterable[Said]:
    """Whether the deployment key is there, and is the one this deployment was started with."""
    first = office.published.fingerprint
    if isinstance(office.key, Missing):
        yield fail(office.key.sentence)
    elif first is not None and office.key != first:
        yield fail(
            f"found a deployment key with the fingerprint {office.key}, expected {first} as on topic "
            f"{around.prefix}rulebooks; give the key this deployment was started with (LIANGPAI_KEY_FILE)."
        )
    else:
        yield ok(f"deployment key {office.key}" + (", not in use yet" if first is None else ""))


OFFICE_CHECKS = (
    Check("rulebooks in force", rulebooks),
    Check("calendar", calendar),
    Check("deployment key", key),
)
