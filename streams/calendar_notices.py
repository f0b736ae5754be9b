"""Puts a calendar notice in force, after saying which due dates it moves; shows the calendar a deployment has."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from rules.calendar import Calendar, Notice
from streams.consoles import say
from streams.exits import Misuse
from streams.foreseen import foresee
from streams.foreseen_text import print_foreseen
from streams.open_cases import OpenCases
from streams.progress import progress
from streams.publishing import LAST, court_of, note_broken
from streams.rulebook_records import RulebookRecord, notice_record
from streams.rulebook_topic import TOPIC, Published, read_published, read_topic, write

WEEKDAYS = ("一 Mon", "二 Tue", "三 Wed", "四 Thu", "五 Fri", "六 Sat", "日 Sun")


class LoadOrder(NamedTuple):
    """What a person asked for."""

    path: Path
    bootstrap: str
    prefix: str
    dry_run: bool


def load_notice(order: LoadOrder, console: Console) -> None:
    """Check, show, publish. Raises Misuse with every mistake in the file, Unavailable without Kafka."""
    record = _record(order.path)
    topic = asyncio.run(read_topic(order.bootstrap, order.prefix))
    before = topic.published
    topic.contents.take([replace(record, offset=LAST)])
    after = topic.published
    note_broken(console, before)
    year, digest = record.key.split("/")[1:]
    say(console, _told(_notice_of(after, int(year)), digest))
    if (int(year), digest) in {(each.notice.year, each.notice_hash) for each in before.notices}:
        say(console, f"this notice is already in force on topic {order.prefix}{TOPIC}; nothing to do")
        return
    _print_changes(order, before, after, console)
    if order.dry_run:
        say(console, "dry run: nothing was published")
        return
    asyncio.run(write(order.bootstrap, order.prefix, [record]))
    say(console, f"published {record.key}; workers take it up by themselves")


def print_years(bootstrap: str, prefix: str, console: Console) -> None:
    """The years that have a notice, ascending. Raises Unavailable without Kafka."""
    published = asyncio.run(read_published(bootstrap, prefix))
    sources = {
        each.notice.year: f"published {_utc(each.stamp)}, {each.notice_hash}" for each in published.notices
    }
    base = published.base_calendar.version
    table = Table("year", "days off", "make-up days", "from", title="Announced", title_justify="left")
    for notice in sorted(published.calendar.notices, key=lambda each: each.year):
        off = sum(day.off for day in notice.days)
        table.add_row(str(notice.year), str(off), str(len(notice.days) - off), sources.get(notice.year, base))
    console.print(table)


def print_year(bootstrap: str, prefix: str, year: int, console: Console) -> None:
    """The days of a year that are not as the week says. Raises Unavailable without Kafka."""
    calendar = asyncio.run(read_published(bootstrap, prefix)).calendar
    announced = calendar.announced(date(year, 7, 1).toordinal())
    title = f"{year}" if announced else f"{year}, not announced: provisional"
    table = Table("date", "", "", "name", title=title, title_justify="left")
    for day, name in _special_days(calendar, year):
        work = "班 working" if calendar.works(day) else "休 off"
        table.add_row(_day(day), WEEKDAYS[(day - 1) % 7], work, name)
    console.print(table)
    months = Table(
        *(f"{month}" for month in range(1, 13)), "year", title="Working days", title_justify="left"
    )
    counts = [_working(calendar, year, month) for month in range(1, 13)]
    months.add_row(*map(str, counts), str(sum(counts)))
    console.print(months)


def _record(path: Path) -> RulebookRecord:
    try:
        return notice_record(str(path), path.read_bytes())
    except OSError as error:
        raise Misuse(f"{path}: cannot be read ({error.strerror}), expected a notice in JSON") from error


def _notice_of(published: Published, year: int) -> Notice:
    return next(each.notice for each in published.notices if each.notice.year == year)


def _told(notice: Notice, digest: str) -> str:
    off = sum(day.off for day in notice.days)
    if not notice.days:
        return f"notice of {notice.year}: it names no day, so the year counts as not announced; hash {digest}"
    first, last = notice.days[0].day, notice.days[-1].day
    return (
        f"notice of {notice.year}: {off} days off and {len(notice.days) - off} make-up working days, "
        f"{_day(first)} to {_day(last)}; hash {digest}"
    )


def _print_changes(order: LoadOrder, before: Published, after: Published, console: Console) -> None:
    if before.calendar.digest == after.calendar.digest:
        say(console, f"the calendar in force ({before.calendar.version}) says the same; no due date moves")
        return
    say(console, f"calendar: {before.calendar.version} → {after.calendar.version}")
    if not before.versions:
        say(console, f"no rulebook is on topic {order.prefix}{TOPIC} yet, so no case was judged")
        return
    courts, now = (court_of(before), court_of(after)), time.time_ns() // 1_000_000
    with progress("Asking what moves in the cases held", None) as step:
        found = foresee(OpenCases(order.bootstrap, order.prefix), courts, now, step)
    print_foreseen(console, found)


def _special_days(calendar: Calendar, year: int) -> Iterator[tuple[int, str]]:
    for day in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        name = calendar.name(day)
        if name is not None:
            yield day, name
        elif not calendar.announced(day) and day in calendar.statutory.get(year, frozenset()):
            yield day, "法定节假日 statutory"


def _working(calendar: Calendar, year: int, month: int) -> int:
    first = date(year, month, 1).toordinal()
    following = date(year + month // 12, month % 12 + 1, 1).toordinal()
    return sum(calendar.works(day) for day in range(first, following))


def _day(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _utc(stamp: int) -> str:
    return datetime.fromtimestamp(stamp / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
