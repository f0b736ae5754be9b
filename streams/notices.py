"""Reads notices of days off in the public holiday-cn form: `year`, `papers`, `days: [{name, date,
isOffDay}]`.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from rules.calendar import NamedDay, Notice
from streams.mistakes import Mistakes, decode_utf8

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class NoticeText:
    """The text of one notice and where things stand in it, so that mistakes can name line and column."""

    def __init__(self, label: str, text: str, mistakes: Mistakes) -> None:
        self.label = label
        self.text = text
        self.mistakes = mistakes
        self.starts = _element_starts(text)

    def wrong(self, key: str, found: object, expected: str, element: int | None = None) -> None:
        """Report the value of `key`, in the `element`-th entry of `days` where one is given."""
        begin = self.starts[element] if element is not None and element < len(self.starts) else 0
        hit = re.compile(f'"{key}"\\s*:').search(self.text, begin)
        offset = hit.start() if hit else begin
        line = self.text.count("\n", 0, offset) + 1
        column = offset - (self.text.rfind("\n", 0, offset) + 1) + 1
        self.mistakes.add(self.label, line, column, f"{key} {_shown(found)}", expected)


def read_notices(files: Mapping[str, bytes], mistakes: Mistakes) -> list[Notice]:
    """The notices in `files` (label → bytes), in order of label; what is wrong is added to `mistakes`.

    Two files that speak for one year are a mistake. Nothing is returned for a file that has one.
    """
    notices: list[Notice] = []
    labels: dict[int, str] = {}
    for label in sorted(files):
        notice = read_notice(label, files[label], mistakes)
        if notice is None:
            continue
        if notice.year in labels:
            mistakes.add(label, 1, 1, f"a second notice for {notice.year}", f"only {labels[notice.year]}")
            continue
        labels[notice.year] = label
        notices.append(notice)
    return notices


def read_notice(label: str, content: bytes, mistakes: Mistakes) -> Notice | None:
    """One notice, or None if anything in it is wrong."""
    before = len(mistakes)
    text = decode_utf8(label, content, mistakes)
    if text is None:
        return None
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        mistakes.add(label, error.lineno, error.colno, f"no JSON ({error.msg})", "a notice in JSON")
        return None
    except RecursionError:
        mistakes.add(label, 1, 1, "JSON nested too deep", "a notice in JSON")
        return None
    if not isinstance(tree, dict):
        mistakes.add(label, 1, 1, _shown(tree), "an object with year, papers and days")
        return None
    notice = _notice(NoticeText(label, text, mistakes), tree)
    return notice if len(mistakes) == before else None


def _notice(source: NoticeText, tree: dict[str, Any]) -> Notice:
    year = tree.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not date.min.year < year < date.max.year:
        source.wrong("year", year, "a year as a whole number")
        year = 0
    if not isinstance(tree.get("papers", []), list):
        source.wrong("papers", tree["papers"], "a list of addresses")
    days = tree.get("days")
    if not isinstance(days, list):
        source.wrong("days", days, "a list of {name, date, isOffDay}")
        days = []
    named: dict[int, NamedDay] = {}
    for place, entry in enumerate(days):
        day = _named_day(source, entry, place, year)
        if day is not None and day.day in named:
            source.wrong("date", entry["date"], "each date once", place)
        elif day is not None:
            named[day.day] = day
    return Notice(year, tuple(named[day] for day in sorted(named)))


def _named_day(source: NoticeText, entry: object, place: int, year: int) -> NamedDay | None:
    if not isinstance(entry, dict):
        source.wrong("days", entry, "{name, date, isOffDay} in each place", None)
        return None
    day = _iso_day(entry.get("date"))
    if day is None or (year and abs(day.year - year) > 1):
        source.wrong(
            "date", entry.get("date"), f"a date YYYY-MM-DD of {year or 'the year'} or beside it", place
        )
    name, off = entry.get("name"), entry.get("isOffDay")
    if not isinstance(name, str) or not name.strip():
        source.wrong("name", name, "the name of the holiday", place)
    if not isinstance(off, bool):
        source.wrong("isOffDay", off, "true or false", place)
    return NamedDay(day.toordinal(), bool(off), str(name)) if day else None


def _iso_day(value: object) -> date | None:
    if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _shown(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)[:60]


def _element_starts(text: str) -> list[int]:
    """The offset of each entry of `days`."""
    head = re.search(r'"days"\s*:\s*\[', text)
    starts: list[int] = []
    decoder, place = json.JSONDecoder(), head.end() if head else len(text)
    while place < len(text):
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        try:
            _, end = decoder.raw_decode(text, place)
        except ValueError:
            break
        starts.append(place)
        place = end
    return starts
