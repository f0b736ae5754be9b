"""Every day of a clock, counted or not and why: what a person checks against a wall calendar."""

from typing import NamedTuple

from rules.calendar import Calendar, DayState
from rules.rulebook import DayKind
from rules.verdict import Count


class DayLine(NamedTuple):
    """One date: `number` is its place in the count, None where it does not count; why, in Chinese and English."""

    day: int
    number: int | None
    zh: str
    en: str


def day_lines(calendar: Calendar, kind: DayKind, count: Count) -> list[DayLine]:
    """The dates after the start up to and including the due date; empty where the clock has no dates."""
    if count.start is None or count.due is None or count.limit is None:
        return []
    lines: list[DayLine] = []
    number, needed = 0, count.limit + count.extension
    for day in range(count.start + 1, count.due + 1):
        zh, en = _why(calendar, day)
        if kind is DayKind.WORKING and not calendar.works(day):
            lines.append(DayLine(day, None, zh, en))
        elif any(after < day <= until for after, until in count.spans):
            lines.append(DayLine(day, None, "特别程序，不计入期限", "special procedure, not counted"))
        elif number == needed:
            lines.append(DayLine(day, None, "期限末日为休息日，顺延", "the last day is a day off, moved on"))
        else:
            number += 1
            lines.append(DayLine(day, number, zh, en))
    return lines


def _why(calendar: Calendar, day: int) -> tuple[str, str]:
    name = calendar.name(day)
    weekend = (day - 1) % 7 >= 5
    state = calendar.state(day)
    if state is DayState.UNANNOUNCED:
        works = calendar.works(day)
        zh = "工作日" if works else ("周末" if weekend else "法定节假日")
        en = "working day" if works else ("weekend" if weekend else "statutory day off")
        return f"{zh}（安排未公布，暂定）", f"{en} (not announced, provisional)"
    if state is DayState.WORKING:
        if weekend or name:
            return f"调休上班（{name or '周末'}）", f"make-up working day ({name or 'weekend'})"
        return "工作日", "working day"
    return (f"节假日：{name}", f"holiday: {name}") if name else ("周末", "weekend")
