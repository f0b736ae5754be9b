"""How the system runs: what is behind, which sources are silent, what was not delivered, how far the calendar goes."""

import asyncio
from datetime import timedelta

from fastapi import APIRouter, Request, Response

from dashboards.catalogue import panel_named
from dashboards.console.models import Fact, Line, Listing
from rules.zone import iso_date
from streams.assessment.lag import Lag
from streams.calendar_source import announced_years
from streams.console.console import Console
from streams.console.panel_words import Narrowed, shown
from streams.console.shelf import Row
from streams.console.visit import Visit, visit_of
from streams.exits import Unavailable

DAYS = 30
SECONDS = 8.0
"""How long Kafka is waited for before the page says that it does not answer."""

_PANELS = ("sources", "deliveries")
_LAST = (("主题", "topic"), ("最近一条的时间戳", "newest record"), ("条数", "records"))


def add_system(router: APIRouter, console: Console) -> None:
    """The page."""

    @router.get("/console/system")
    async def system(request: Request) -> Response:
        visit = await visit_of(console, request, "system")
        lag, last, letters = await asyncio.gather(
            _lag(console), console.shelf.rows("last_records"), console.shelf.rows("dead_letters_waiting")
        )
        panels = await asyncio.gather(*(_panel(visit, name) for name in _PANELS))
        return visit.page(
            "told.html", visit.say("系统状态", "System"), "system", blocks=[],
            facts=[*_lag_facts(visit, lag), *_letters(visit, letters), *_books(visit)],
            lists=[*panels, _last(visit, last)],
        )  # fmt: skip


async def _lag(console: Console) -> Lag | None:
    """How far behind; None where Kafka does not answer."""
    try:
        async with asyncio.timeout(SECONDS):
            return await asyncio.to_thread(console.lag)
    except (Unavailable, TimeoutError):
        return None


def _lag_facts(visit: Visit, lag: Lag | None) -> list[Fact]:
    say = visit.say
    if lag is None:
        return [Fact("Kafka", say("没有应答", "does not answer"))]
    return [
        Fact(say("待判定的记录", "Records to be judged"), f"{lag.unjudged:,}"),
        Fact(say("待归档的记录（至少）", "Records to be archived (at least)"), f"{lag.unarchived:,}"),
    ]


def _letters(visit: Visit, rows: list[Row]) -> list[Fact]:
    waiting = sum(int(row["records"]) for row in rows)
    link = "/console/letters?waiting=1"
    return [Fact(visit.say("未重放的死信", "Dead letters not sent again"), f"{waiting:,}", link)]


def _books(visit: Visit) -> list[Fact]:
    """The rulebook in force, how far the calendar is announced, what is broken on the topic."""
    say, office = visit.say, visit.viewer.office
    published = visit.console.shelf.published()
    years = announced_years(published.calendar)
    book = office.register
    link = f"/console/rulebook/{book.rulebook_hash}"
    found = [
        Fact(say("现行规则库", "Rulebook in force"), f"{book.name} {book.version}", link),
        Fact(say("放假安排已公布至", "Days off announced until"), str(years[-1]) if years else "—"),
        Fact(say("今天", "Today"), iso_date(office.day)),
    ]  # fmt: skip
    if published.broken:
        said = "; ".join(published.broken.values())
        found.append(Fact(say("规则库主题上的坏记录", "Broken records of rulebooks"), said))
    return found


async def _panel(visit: Visit, name: str) -> Listing:
    """A panel of the catalogue over the last days, as a list."""
    panel, office = panel_named(name), visit.viewer.office
    end = office.zone.local(office.now) + timedelta(minutes=1)
    choice = {
        "since": (end - timedelta(days=DAYS)).isoformat(), "until": end.isoformat(), "now": office.zone.iso(office.now),
        "zone": office.zone.name, "department": "*", "limit": "200",
    }  # fmt: skip
    rows = await visit.console.shelf.rows(panel.query.name, **panel.given(choice))
    made = shown(panel, rows, visit.viewer, Narrowed("", "", ""))
    lines = [Line("", tuple(cell.text for cell in row.cells)) for row in made.rows]
    return Listing(made.title, made.heads, lines, made.means)


def _last(visit: Visit, rows: list[Row]) -> Listing:
    lines = [
        Line("", (str(row["topic"]), visit.viewer.when(row["newest"]), f"{row['records']:,}")) for row in rows
    ]
    heads = [visit.viewer.word(head) for head in _LAST]
    title = visit.say("各主题最近归档的记录", "The newest record archived of each topic")
    return Listing(title, heads, lines)
