"""Every day of a clock, counted or not and why: what a person checks against a wall calendar."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from rules.calendar import Calendar, DayState
from rules.fact import Fact
from rules.limits import Procedure
from rules.rulebook import DayKind
from rules.verdict import Count, Status, Verdict
from rules.view import CaseView
from rules.wording import SPECIAL_EN, SPECIAL_ZH
from rules.zone import iso_date


class What(StrEnum):
    """What became of one date of a clock."""

    START = "start"
    COUNTED = "counted"
    EXTENDED = "extended"
    OFF = "off"
    EXCLUDED = "excluded"
    ROLLED = "rolled"
    AFTER = "after"
    OMITTED = "omitted"


MOST_DAYS = 1_100
"""Dates that are listed one by one; a clock of more than three years is not checked by hand."""


class DayLine(NamedTuple):
    """One date: `number` is its place in the count, None where it does not count; why, in Chinese and English."""

    day: int
    number: int | None
    what: What
    zh: str
    en: str


class Trace(NamedTuple):
    """A clock day by day, and what moved it: the procedures that excluded days, the extensions that added some."""

    lines: list[DayLine]
    procedures: list[Procedure]
    extensions: list[Fact]


def trace_of(case: CaseView, verdict: Verdict) -> Trace:
    """The dates of a verdict's clock from its start to the due date, or to the moment where that is later.

    Empty where the clock has no dates.
    """
    count = verdict.count
    if count.start is None or count.due is None or count.limit is None:
        return Trace([], [], [])
    procedures = [one for one in case.procedures if one.valid and _excludes(one, count)]
    lines = [DayLine(count.start, 0, What.START, "起算日，当日不计", "the clock starts; not counted itself")]
    lines += islice(_counted(case.calendar, count, procedures), MOST_DAYS)
    lines += _omitted(count.start, count.due)
    lines += islice(_after(case, verdict, count.due), MOST_DAYS)
    return Trace(_marked(case, verdict, lines), procedures, _extensions(case, count))


def _counted(calendar: Calendar, count: Count, procedures: list[Procedure]) -> Iterator[DayLine]:
    """The dates after the start up to the due date."""
    start, due, limit = count.start or 0, count.due or 0, count.limit or 0
    number, natural = 0, count.kind is DayKind.NATURAL
    for day in range(start + 1, due + 1):
        zh, en = _why(calendar, day)
        if not natural and not calendar.works(day):
            yield DayLine(day, None, What.OFF, zh, en)
        elif any(after < day <= until for after, until in count.spans):
            yield DayLine(day, None, What.EXCLUDED, *_excluded(procedures, day))
        elif number == limit + count.extension:
            yield DayLine(day, None, What.ROLLED, *_rolled(calendar, day, zh, en))
        else:
            number += 1
            why = (f"{zh}，按自然日计入", f"{en}, counted as a natural day") if natural else (zh, en)
            yield _number(number, limit, day, why)


def _omitted(start: int, due: int) -> list[DayLine]:
    """What stands for the dates that are not listed."""
    if due - start <= MOST_DAYS:
        return []
    zh, en = f"至{iso_date(due)}的日子不再逐日列出", f"the days until {iso_date(due)} are not listed"
    return [DayLine(start + MOST_DAYS + 1, None, What.OMITTED, zh, en)]


def _number(number: int, limit: int, day: int, why: tuple[str, str]) -> DayLine:
    if number <= limit:
        return DayLine(day, number, What.COUNTED, *why)
    more = number - limit
    zh, en = f"{why[0]}；延期增加的第{more}天", f"{why[1]}; day {more} added by the extension"
    return DayLine(day, number, What.EXTENDED, zh, en)


def _rolled(calendar: Calendar, day: int, zh: str, en: str) -> tuple[str, str]:
    if calendar.works(day):
        return f"{zh}；末日遇休息日，顺延至此", f"{en}; the last day was a day off, so it moves to here"
    return f"{zh}；末日遇休息日，继续顺延", f"{en}; the last day is a day off, so it moves on"


def _excluded(procedures: list[Procedure], day: int) -> tuple[str, str]:
    """By which procedure the date is excluded; of several the one that began first."""
    for one in procedures:
        if one.day < day <= one.until:
            kind, notice = one.begin.data.kind, one.begin.data.notice_no
            zh = f"{SPECIAL_ZH.get(kind, kind)}期间，依法不计入期限" + (
                f"（告知书{notice}）" if notice else ""
            )
            en = f"{SPECIAL_EN.get(kind, kind)}, not counted by law" + (
                f" (notice {notice})" if notice else ""
            )
            return zh, en
    return "特别程序期间，依法不计入期限", "special procedure, not counted by law"


def _after(case: CaseView, verdict: Verdict, due: int) -> Iterator[DayLine]:
    """The dates after the due date up to the moment of the verdict, where the rule waits longer than that."""
    if verdict.status is Status.SATISFIED or not verdict.at:
        return
    last, number = case.day(verdict.at - 1), 0
    working = verdict.count.kind is DayKind.WORKING
    for day in range(due + 1, last + 1):
        zh, en = _why(case.calendar, day)
        if working and not case.calendar.works(day):
            yield DayLine(day, None, What.OFF, zh, en)
            continue
        number += 1
        yield DayLine(
            day, None, What.AFTER, f"{zh}；到期后第{number}天", f"{en}; day {number} after the due date"
        )


def _marked(case: CaseView, verdict: Verdict, lines: list[DayLine]) -> list[DayLine]:
    """The due date marked, and the day of a warning that comes before it with the days that are then left."""
    warned = _warned(case, verdict, lines)
    marked = []
    for line in lines:
        zh, en = line.zh, line.en
        if line.day == warned:
            left = sum(1 for each in lines if each.number and each.day > line.day)
            at = case.zone.wall(verdict.at)[11:]
            zh, en = (
                f"{zh}；{at}预警，此后还剩{left}天",
                f"{en}; warning at {at}, {left} days are left after it",
            )
        if line.day == verdict.count.due:
            zh, en = f"{zh}；到期日", f"{en}; due date"
        marked.append(line._replace(zh=zh, en=en))
    return marked


def _warned(case: CaseView, verdict: Verdict, lines: list[DayLine]) -> int | None:
    due_at = verdict.count.due_at
    if verdict.status is Status.SATISFIED or due_at is None or verdict.at >= due_at:
        return None
    day = case.day(verdict.at)
    return day if any(line.day == day for line in lines) else None


def _excludes(one: Procedure, count: Count) -> bool:
    return any(max(after, one.day) < min(until, one.until) for after, until in count.spans)


def _extensions(case: CaseView, count: Count) -> list[Fact]:
    """The extensions of the limit that this clock is."""
    for limit in (case.promise, case.legal):
        if count.extension and limit is not None and limit.due == count.due and limit.days == count.limit:
            return list(limit.used)
    return []


def _why(calendar: Calendar, day: int) -> tuple[str, str]:
    name = calendar.name(day)
    weekend = (day - 1) % 7 >= 5
    state = calendar.state(day)
    if state is DayState.UNANNOUNCED:
        works = calendar.works(day)
        zh = "工作日" if works else ("周末" if weekend else "法定节假日")
        en = "working day" if works else ("weekend" if weekend else "statutory day off")
        return f"{zh}（放假安排尚未公布，暂定）", f"{en} (holidays not announced yet, provisional)"
    if state is DayState.WORKING:
        if weekend or name:
            return f"调休上班（{name or '周末'}）", f"make-up working day ({name or 'weekend'})"
        return "工作日", "working day"
    return (f"放假（{name}）", f"holiday ({name})") if name else ("周末", "weekend")
