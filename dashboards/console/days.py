"""The days of a clock as a picture: one box a date, a column a week, so that it reads like a wall calendar."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from dashboards.console.models import Texts
from rules.trace import DayLine, What
from rules.zone import iso_date

BOX, GAP = 40, 2
LEFT, TOP = 40, 24
MONTH = 60
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: tuple[Texts, ...] = (
    ("一", "Mon"), ("二", "Tue"), ("三", "Wed"), ("四", "Thu"), ("五", "Fri"), ("六", "Sat"), ("日", "Sun"),
)  # fmt: skip
KINDS: dict[What, Texts] = {
    What.START: ("起算日", "start"),
    What.COUNTED: ("计入", "counted"),
    What.EXTENDED: ("延期增加", "added by an extension"),
    What.OFF: ("不计（休息日）", "day off"),
    What.EXCLUDED: ("不计（特别程序）", "not counted (special procedure)"),
    What.ROLLED: ("顺延", "moved on"),
    What.AFTER: ("到期以后", "after the due date"),
    What.OMITTED: ("以后省略", "left out from here"),
}
"""What became of a date; the value is also the class of its box."""


class Box(NamedTuple):
    """One date: where it is drawn, its day of the month, its place in the count, what a pointer is told."""

    x: int
    y: int
    day: str
    number: str
    kind: str
    due: bool
    title: str


class Label(NamedTuple):
    """A month above its first week, or a weekday beside its row."""

    x: int
    y: int
    text: str


class Picture(NamedTuple):
    """The whole of it; `legend` is what its kinds of boxes mean."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    legend: tuple[tuple[str, str], ...]
    sentence: str


def picture_of(lines: Sequence[DayLine], due: int | None, lang: int) -> Picture | None:
    """The picture of a clock's days; None where it has none. `due` is the ordinal of the due date."""
    if not lines:
        return None
    monday = lines[0].day - (lines[0].day - 1) % 7
    boxes = tuple(_box(line, monday, due, lang) for line in lines)
    # Two at least, so that the name of a month has room.
    weeks = max(2, (lines[-1].day - monday) // 7 + 1)
    there = {line.what for line in lines}
    return Picture(
        LEFT + weeks * (BOX + GAP),
        TOP + 7 * (BOX + GAP),
        boxes,
        (*_weekdays(lang), *_months(lines, monday, lang)),
        tuple((what.value, words[lang]) for what, words in KINDS.items() if what in there),
        _sentence(lines, due, lang),
    )


def _box(line: DayLine, monday: int, due: int | None, lang: int) -> Box:
    week, weekday = divmod(line.day - monday, 7)
    on = date.fromordinal(line.day)
    why = line.en if lang else line.zh
    return Box(
        LEFT + week * (BOX + GAP),
        TOP + weekday * (BOX + GAP),
        f"{on.month}/1" if on.day == 1 else str(on.day),
        "" if line.number is None else str(line.number),
        line.what.value,
        line.day == due,
        f"{iso_date(line.day)} {why}",
    )


def _weekdays(lang: int) -> tuple[Label, ...]:
    return tuple(
        Label(0, TOP + row * (BOX + GAP) + BOX // 2 + 5, words[lang]) for row, words in enumerate(_WEEKDAYS)
    )


def _months(lines: Sequence[DayLine], monday: int, lang: int) -> list[Label]:
    """Each month above the week in which it first appears, without its year where the next name is too near."""
    seen: dict[int, list[str]] = {}
    for month, day in {iso_date(line.day)[:7]: line.day for line in reversed(lines)}.items():
        seen.setdefault(LEFT + (day - monday) // 7 * (BOX + GAP), []).insert(0, month)
    columns = sorted(seen)
    room = [after - before > MONTH for before, after in pairwise(columns)] + [True]
    return [
        Label(x, TOP - 8, seen[x][0] if alone and len(seen[x]) == 1 else _short(seen[x], lang))
        for x, alone in zip(columns, room, strict=True)
    ]


def _short(months: Sequence[str], lang: int) -> str:
    """Several where a week holds the end of one and the beginning of the next."""
    numbers = [int(month[5:]) for month in months]
    return "–".join(_MONTHS[each - 1] for each in numbers) if lang else f"{'–'.join(map(str, numbers))}月"


def _sentence(lines: Sequence[DayLine], due: int | None, lang: int) -> str:
    """What the picture shows, for those who do not see it."""
    counted = sum(1 for line in lines if line.what in (What.COUNTED, What.EXTENDED))
    first, last = iso_date(lines[0].day), iso_date(due) if due else "—"
    if lang:
        return f"Calendar of the days: start {first}, {counted} days counted, due date {last}."
    return f"期限日历：{first}起算，计入{counted}天，到期日{last}。"
