"""Hypothesis strategies: cases of up to fourteen events of a theme, some corrected, looked at at one instant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle.book import Book
from tests.oracle.cards import standing_cards
from tests.rules.random_books import WINDOW, books, calendars
from tests.rules.themes import EARLY, LIMITS, Theme
from tests.rules.writing import Days

Event = dict[str, Any]

CLOCKS = ["00:00:00", "00:00:01", "09:00:00", "10:00:00", "12:59:59", "13:00:00", "17:00:00", "23:59:59"]
LAGS = [timedelta(0)] * 6 + [
    timedelta(seconds=2),
    timedelta(hours=24),
    timedelta(hours=24, seconds=1),
    timedelta(days=4),
    timedelta(hours=-1),
    timedelta(hours=-24),
]


@st.composite
def moments(draw: st.DrawFn, zone: ZoneInfo, last: int) -> datetime:
    """A time in the window, mostly at the edges of days and of office hours."""
    day = WINDOW[draw(st.integers(0, last))]
    clock = time.fromisoformat(draw(st.sampled_from(CLOCKS)))
    return datetime.combine(day, clock, tzinfo=zone)


@st.composite
def plain_events(
    draw: st.DrawFn, theme: Theme, zone: ZoneInfo, number: int, kind: str | None = None
) -> Event:
    kind = kind or draw(st.sampled_from([*theme.data, *theme.often]))
    when = draw(moments(zone, 12 if kind in EARLY else 28))
    return _event(draw, number, f"case.{kind}", when, draw(theme.data[kind]))


@st.composite
def corrections(draw: st.DrawFn, theme: Theme, zone: ZoneInfo, number: int, target: Event) -> Event:
    """A correction that voids, moves or replaces its target; corrections are voided or moved only."""
    data: dict[str, Any] = {"corrects": target["id"], "reason": "r", "approver_id": "a"}
    kind = str(target["type"]).removeprefix("case.")
    ways = ["void", "move", "move"] + (["replace", "both"] if kind in theme.data else [])
    way = draw(st.sampled_from(ways))
    if way == "void":
        data["void"] = True
    if way in ("move", "both"):
        data["new_time"] = draw(moments(zone, 20)).isoformat()
    if way in ("replace", "both"):
        data["replacement"] = draw(theme.data[kind])
    made = _event(draw, number, "case.corrected", draw(moments(zone, 45)), data)
    return {**made, "source": target["source"]}


def _event(draw: st.DrawFn, number: int, kind: str, when: datetime, data: dict[str, Any]) -> Event:
    recorded = when.astimezone(UTC) + draw(st.sampled_from(LAGS))
    return {
        "specversion": "1.0",
        "id": f"e{draw(st.integers(0, 9))}-{number}",
        "source": draw(st.sampled_from(["s", "t"])),
        "type": kind,
        "subject": "case-1",
        "time": when.isoformat(),
        "recordedtime": recorded.isoformat(),
        "data": data,
    }


@dataclass(frozen=True)
class Story:
    """One case under one rulebook and calendar, looked at at one instant."""

    events: tuple[Event, ...]
    book: Book
    days: Days
    until: datetime


@st.composite
def stories(draw: st.DrawFn, theme: Theme = LIMITS, largest: int = 14) -> Story:
    """A story of a theme: its openings, then its kinds of events at random, some corrected."""
    book, days = draw(books(theme.features, theme.registers, theme.parameters)), draw(calendars())
    count = draw(st.integers(1, largest))
    corrected = draw(st.sampled_from([0, 0, 1, 3]))
    opening = draw(st.sampled_from(theme.openings))
    events = [draw(plain_events(theme, book.zone, number, kind)) for number, kind in enumerate(opening)]
    events += [draw(plain_events(theme, book.zone, number)) for number in range(len(opening), count)]
    for number in range(corrected):
        target = draw(st.sampled_from(events))
        events.append(draw(corrections(theme, book.zone, largest + number, target)))
    instants = _instants(events, book, days)
    until = draw(st.just(instants[0]) | st.sampled_from(instants) | moments(book.zone, 50))
    return Story(tuple(events), book, days, until)


def _instants(events: list[Event], book: Book, days: Days) -> list[datetime]:
    """Instants worth a look: when all is over, where something is written, happens or comes true, and just before."""
    last = datetime.combine(WINDOW[-1] + timedelta(days=40), time(12), tzinfo=UTC)
    verdicts = [card.verdict for card in standing_cards(events, book, days.almanac(), last)]
    found = {verdict.violated_at for verdict in verdicts} | {last}
    for event in events:
        found |= {_utc(event["time"]), _utc(event["recordedtime"])}
    edges: list[Callable[[datetime], datetime]] = [
        lambda each: each,
        lambda each: each - timedelta(milliseconds=1),
        lambda each: each + timedelta(days=1),
    ]
    return sorted({edge(each) for each in found for edge in edges}, reverse=True)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
