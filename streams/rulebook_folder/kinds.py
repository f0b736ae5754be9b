"""What a cell may say: one kind per type of value, each with its parser and the words for what was
expected.

A parser is given text without surrounding blanks and not empty, and raises ValueError for anything else
than it takes. Dates become ordinals (`datetime.date.toordinal`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from rules.scopes import FIELDS, parse_scope

LONGEST_LIMIT = 36_500  # a hundred years: more is a slip of the pen
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WHOLE = re.compile(r"\d{1,9}", re.ASCII)
AMOUNT = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
WEEKDAYS = re.compile(r"([1-7])(?:-([1-7]))?", re.ASCII)
YES = frozenset({"true", "yes", "1", "是"})
NO = frozenset({"false", "no", "0", "否"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A parser, and what it expects in words."""

    parse: Callable[[str], Any]
    expected: str


def whole(minimum: int, maximum: int = LONGEST_LIMIT) -> Kind:
    """A whole number in a range."""
    return Kind(lambda text: _whole(text, minimum, maximum), f"a whole number from {minimum} to {maximum}")


def choice(*values: str) -> Kind:
    """One of these words."""
    return Kind(lambda text: _one_of(text, values), "one of " + ", ".join(values))


def choices(*values: str) -> Kind:
    """Some of these words, separated by `;`."""
    return Kind(
        lambda text: frozenset(_one_of(part, values) for part in split_codes(text)),
        "some of " + ", ".join(values) + ", separated by ;",
    )


def split_codes(text: str) -> tuple[str, ...]:
    """The parts of a list separated by `;` (the full-width one of Chinese keyboards too)."""
    return tuple(part for raw in text.replace("；", ";").split(";") if (part := raw.strip()))


@cache
def parse_date(text: str) -> int:
    """The ordinal of a date YYYY-MM-DD."""
    if not ISO_DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text).toordinal()


def _whole(text: str, minimum: int, maximum: int) -> int:
    if not WHOLE.fullmatch(text) or not minimum <= int(text) <= maximum:
        raise ValueError(text)
    return int(text)


def _one_of(text: str, values: tuple[str, ...]) -> str:
    if text not in values:
        raise ValueError(text)
    return text


def _flag(text: str) -> bool:
    lowered = text.lower()
    if lowered not in YES and lowered not in NO:
        raise ValueError(text)
    return lowered in YES


def _amount(text: str) -> str:
    if not AMOUNT.fullmatch(text):
        raise ValueError(text)
    return str(Decimal(text))


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in split_codes(text):
        match = WEEKDAYS.fullmatch(part)
        if match is None:
            raise ValueError(text)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise ValueError(text)
        days.update(range(first, last + 1))
    return frozenset(days)


def _instant(text: str) -> int:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return int(moment.timestamp() * 1000)


def _scope(text: str) -> str:
    parse_scope(text)
    return text


TEXT = Kind(str, "a text")
CODE = Kind(str, "a code")
CODES = Kind(split_codes, "codes separated by ;")
DATE = Kind(parse_date, "a date YYYY-MM-DD")
INSTANT = Kind(_instant, "an instant with its offset such as 2026-01-05T09:00:00+08:00")
FLAG = Kind(_flag, "true or false (yes/no, 1/0, 是/否)")
AMOUNT_OF_MONEY = Kind(_amount, "an amount such as 120 or 35.50")
DAY_COUNT = whole(1)
ON_WEEKDAYS = Kind(_weekdays, "weekdays 1 (Monday) to 7 such as 1-5 or 1;3;5")
SCOPE = Kind(
    _scope,
    "* for everything, or conditions joined by ; each one of " + ", ".join(f"{name}:CODE" for name in FIELDS),
)
