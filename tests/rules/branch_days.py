"""Composite cases once more, by walking through them day by day: nothing of the engine is used here.

Branches are plain rows of the list; events are (local time, kind, branch number) with kind "dispatched", "answered" or
"ended". Every midnight first decides whose days ran out, then the events of the day are taken in order, then the day
is counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

Row = Mapping[str, Any]
Happening = tuple[datetime, str, str]
Works = Callable[[date], bool]

ONE_DAY = timedelta(days=1)


@dataclass
class Walked:
    """One branch as the walk left it."""

    days: int | None
    waits_for: list[str]
    dispatched: bool = False
    begun: bool = False
    counted: int = 0
    due: date | None = None
    finished: datetime | None = None
    silent: bool = False


@dataclass
class Walk:
    """The whole case on its way; `rolls` are natural days whose last one moves off a day off."""

    branches: dict[str, Walked]
    works: Works
    natural: bool = False
    rolls: bool = False
    ended: bool = False

    def through(self, first: date, last: date, events: Sequence[Happening]) -> None:
        day = first
        while day <= last:
            self._midnight(day)
            for event in sorted(each for each in events if each[0].date() == day):
                self._take(*event)
            self._count(day)
            day += ONE_DAY

    def _midnight(self, day: date) -> None:
        for one in self.branches.values():
            ran_out = one.due == day - ONE_DAY
            if ran_out and one.finished is None and not self.ended:
                one.finished, one.silent = datetime.combine(day, time(0)), True

    def _take(self, when: datetime, kind: str, no: str) -> None:
        if kind == "ended":
            self.ended = True
        one = self.branches.get(no)
        if one is None:
            return
        if kind == "dispatched":
            one.dispatched = True
        elif kind == "answered" and one.finished is None and (one.due is None or when.date() <= one.due):
            one.finished = when

    def _count(self, day: date) -> None:
        for one in self.branches.values():
            if one.begun and one.days is not None and one.due is None:
                one.counted += self.natural or self.works(day)
                if one.counted >= one.days and (not self.rolls or self.works(day)):
                    one.due = day
        for one in self.branches.values():
            free = all(self.branches[no].finished is not None for no in one.waits_for)
            one.begun = one.begun or (one.dispatched and free)


def branches_of(rows: Sequence[Row]) -> dict[str, Walked]:
    """The rows by number, the first of each, with the links that order something."""
    named: dict[str, Row] = {}
    for row in rows:
        named.setdefault(row["branch_no"], row)
    return {
        no: Walked(row.get("days"), [each for each in _links(named, no) if not _leads_to(named, each, no)])
        for no, row in named.items()
    }


def _links(named: Mapping[str, Row], no: str) -> list[str]:
    return [each for each in named if each in (named[no].get("after") or [])]


def _leads_to(named: Mapping[str, Row], begin: str, goal: str, seen: tuple[str, ...] = ()) -> bool:
    """Whether one comes back to the goal by following who waits for whom."""
    if begin == goal:
        return True
    further = [each for each in _links(named, begin) if each not in seen]
    return any(_leads_to(named, each, goal, (*seen, begin)) for each in further)


def late_at(walk: Walk, moment: datetime) -> set[str]:
    """Whose silence made the whole late: on all the ways back from those that were done last, at the moment."""
    ways = [[no] for no in _last(walk, list(walk.branches), moment)]
    late: set[str] = set()
    while ways:
        way = ways.pop()
        one = walk.branches[way[-1]]
        if one.silent and one.finished is not None and one.finished <= moment:
            late.add(way[-1])
        free = [walk.branches[no].finished for no in one.waits_for]
        done = _done(one, moment)
        unhindered = done is not None and any(each is None or each > done for each in free)
        if not unhindered:
            ways += [[*way, no] for no in _last(walk, one.waits_for, moment)]
    return late


def _done(one: Walked, moment: datetime) -> datetime | None:
    if one.finished is None or one.finished > moment or (one.finished == moment and not one.silent):
        return None
    return one.finished


def _last(walk: Walk, numbers: Sequence[str], moment: datetime) -> list[str]:
    ends = {no: _done(walk.branches[no], moment) for no in numbers}
    open_ones = [no for no in numbers if ends[no] is None]
    latest = max((end for end in ends.values() if end is not None), default=None)
    return open_ones or [no for no in numbers if ends[no] == latest]
