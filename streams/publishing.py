"""Puts a version of a rulebook in force, after saying which cases it takes over and what that changes."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from rules.court import Court
from rules.privacy import Border
from rules.rulebook import Rulebook
from streams.calendar_source import announced_years
from streams.consoles import say
from streams.exits import Misuse
from streams.foreseen import Foreseen, foresee
from streams.foreseen_text import print_foreseen
from streams.open_cases import OpenCases
from streams.progress import progress
from streams.rulebook_folder import LoadedRulebook, load_rulebook
from streams.rulebook_folder.placed import placed_findings
from streams.rulebook_records import records_of, version_key
from streams.rulebook_topic import TOPIC, Published, publish, read_topic

LAST = 1 << 62
"""An offset after all there are: where the version would come."""


class PublishOrder(NamedTuple):
    """What a person asked for."""

    path: Path
    bootstrap: str
    prefix: str
    rejudge: bool
    dry_run: bool


class Takeover(NamedTuple):
    """Days on which cases begin that another version would judge: from `since` (None: from the first on) to `until`
    (None: without end), both inclusive ordinals."""

    since: int | None
    until: int | None
    before: Rulebook
    after: Rulebook


class Plan(NamedTuple):
    """A version, what stands before and after it is published, and the day it is published, an ordinal in its zone."""

    loaded: LoadedRulebook
    before: Published
    after: Published
    today: int

    @property
    def takeovers(self) -> list[Takeover]:
        """Which days it takes over from which versions; none where it is the first."""
        if not self.before.versions:
            return []
        return takeovers(court_of(self.before), court_of(self.after))

    @property
    def rejudges(self) -> list[Takeover]:
        """Those of them that lie before today."""
        return [each for each in self.takeovers if each.since is None or each.since < self.today]

    @property
    def replaced(self) -> Rulebook | None:
        """The standing version of the same name and version, with other content."""
        mine = self.loaded.rulebook
        same = (
            each for each in self.before.rulebooks if (each.name, each.version) == (mine.name, mine.version)
        )
        return next(same, None)


def publish_rulebook(order: PublishOrder, console: Console) -> None:
    """Load, show, check, publish. Raises Misuse where it cannot be loaded or needs --rejudge, Unavailable without
    Kafka."""
    loaded = load_rulebook(order.path)
    plan = plan_of(order, loaded)
    _show(console, plan)
    note_broken(console, plan.before)
    if version_key(loaded) in {version_key(each.loaded) for each in plan.before.versions}:
        say(console, f"this version is already on topic {order.prefix}{TOPIC}; nothing to do")
        return
    found = _foreseen(order, plan, console)
    if not order.rejudge:
        _refuse_unordered(plan, found)
    if order.dry_run:
        say(console, "dry run: nothing was published")
        return
    asyncio.run(publish(order.bootstrap, order.prefix, [loaded]))
    say(
        console,
        f"published {version_key(loaded)} with {len(loaded.files)} files; workers take it up by themselves",
    )


def plan_of(order: PublishOrder, loaded: LoadedRulebook) -> Plan:
    """What would stand on the topic if this version were published now."""
    topic = asyncio.run(read_topic(order.bootstrap, order.prefix))
    before = topic.published
    topic.contents.take(replace(record, offset=LAST) for record in records_of(loaded))
    today = datetime.now(ZoneInfo(loaded.rulebook.zone)).date().toordinal()
    return Plan(loaded, before, topic.published, today)


def court_of(published: Published) -> Court:
    """The court of what stands on the topic, for asking only: it opens nothing personal."""
    return Court(published.rulebooks, published.calendar, Border())


def note_broken(console: Console, published: Published) -> None:
    """Say what on the topic does not count, if anything."""
    for sentence in published.broken.values():
        say(console, f"note: a record is broken and does not count: {sentence}")


def takeovers(before: Court, after: Court) -> list[Takeover]:
    """The days whose cases another version judges, in order; neighbours of one pair of versions are one."""
    days = sorted({book.valid_from for court in (before, after) for book in court.rulebooks})
    found: list[Takeover] = []
    for since, until in zip((None, *days), (*(day - 1 for day in days), None), strict=True):
        day = days[0] - 1 if since is None else since
        pair = before.rulebook_of(day), after.rulebook_of(day)
        if pair[0].rulebook_hash == pair[1].rulebook_hash:
            continue
        if found and found[-1][2:] == pair and found[-1].until == day - 1:
            found[-1] = found[-1]._replace(until=until)
        else:
            found.append(Takeover(since, until, *pair))
    return found


def _show(console: Console, plan: Plan) -> None:
    book = plan.loaded.rulebook
    table = Table("version", "", title=f"{book.name} version {book.version}", title_justify="left")
    table.add_row("valid from", _day(book.valid_from))
    table.add_row("hash", book.rulebook_hash)
    table.add_row("items", f"{len(book.items):,}")
    table.add_row("findings of rulebook check", f"{len(placed_findings(plan.loaded)):,}")
    if plan.loaded.own_calendar:
        years = announced_years(plan.loaded.calendar)
        table.add_row("calendar of its own", f"{years[0]}–{years[-1]}" if years else "no year")
    for label, text in _neighbours(plan):
        table.add_row(label, text)
    console.print(table)


def _neighbours(plan: Plan) -> Iterator[tuple[str, str]]:
    mine = plan.loaded.rulebook
    earlier = [each for each in plan.before.rulebooks if each.valid_from < mine.valid_from]
    later = [each for each in plan.before.rulebooks if each.valid_from > mine.valid_from]
    if earlier:
        yield "follows", named(earlier[-1])
    if later:
        yield "holds until", f"{_day(later[0].valid_from - 1)}, then {named(later[0])}"
    standing = {each.rulebook_hash for each in plan.after.rulebooks}
    for gone in (each for each in plan.before.rulebooks if each.rulebook_hash not in standing):
        yield "replaces", f"{named(gone)}, hash {gone.rulebook_hash}"
    if not plan.before.versions:
        yield "follows", "nothing: it is the first version on the topic"


def _foreseen(order: PublishOrder, plan: Plan, console: Console) -> Foreseen:
    """What changes in the cases held now; nothing where no case can."""
    same_calendar = plan.before.calendar.digest == plan.after.calendar.digest
    reached = [each for each in plan.takeovers if each.since is None or each.since <= plan.today]
    if not plan.before.versions or (not reached and same_calendar):
        return Foreseen()
    courts, now = (court_of(plan.before), court_of(plan.after)), time.time_ns() // 1_000_000
    with progress("Asking what changes in the cases held", None) as step:
        found = foresee(OpenCases(order.bootstrap, order.prefix), courts, now, step)
    for each in reached:
        say(
            console,
            f"cases begun {_span(each)}: judged by {named(each.after)} instead of {named(each.before)}",
        )
    say(
        console,
        f"{found.rejudged:,} of {found.held:,} cases held are judged by another version, {found.rejudged_open:,} of "
        "them open",
    )
    print_foreseen(console, found)
    return found


def _refuse_unordered(plan: Plan, found: Foreseen) -> None:
    """Raise Misuse where the version would change what was judged, and nobody ordered that."""
    lines = [*_backdated(plan, found), *_same_name(plan)]
    if lines:
        raise Misuse(lines)


def _backdated(plan: Plan, found: Foreseen) -> Iterator[str]:
    book = plan.loaded.rulebook
    if plan.before.versions and book.valid_from < plan.today:
        taken = [f"{named(each.before)} for cases begun {_span(each)}" for each in plan.rejudges]
        yield (
            f"found valid_from {_day(book.valid_from)}, expected {_day(plan.today)} or later (today in {book.zone}): "
            f"{named(book)} would take the place of {' and of '.join(taken)}, and {found.rejudged_open:,} open cases "
            f"({found.rejudged:,} with closed ones still held) would be judged again; give --rejudge if that is meant"
        )


def _same_name(plan: Plan) -> Iterator[str]:
    if (gone := plan.replaced) is not None:
        yield (
            f"found other content for {named(gone)}, which is published with the hash {gone.rulebook_hash} and valid "
            f"from {_day(gone.valid_from)}; give the new content a version of its own, or --rejudge to replace it"
        )


def named(book: Rulebook) -> str:
    """How sentences name a version."""
    return f"{book.name} version {book.version}"


def _span(taken: Takeover) -> str:
    if taken.since is None:
        return "on any day" if taken.until is None else f"until {_day(taken.until)}"
    return f"since {_day(taken.since)}" + ("" if taken.until is None else f" until {_day(taken.until)}")


def _day(day: int) -> str:
    return date.fromordinal(day).isoformat()
