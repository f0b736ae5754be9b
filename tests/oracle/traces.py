"""Finite traces: what a rule of order, absence or response says of a row of symbols, by its definition alone.

A trace is a tuple of symbols; the symbol `DAY` lets a day go by. The formulas are those of linear temporal logic over
finite traces, evaluated position by position. Nothing here knows of instants, working days or zones.
"""

from collections.abc import Callable, Iterator
from itertools import product

Trace = tuple[str, ...]
Formula = Callable[[Trace, int], bool]

DAY = "day"

SATISFIED, PENDING, VIOLATED = "satisfied", "pending", "violated"


def all_traces(alphabet: tuple[str, ...], longest: int) -> Iterator[Trace]:
    """Every trace over the alphabet from length 1 to `longest`."""
    for length in range(1, longest + 1):
        yield from product(alphabet, repeat=length)


def is_now(symbol: str) -> Formula:
    return lambda trace, place: trace[place] == symbol


def once(formula: Formula) -> Formula:
    """At this place or at an earlier one."""
    return lambda trace, place: any(formula(trace, earlier) for earlier in range(place + 1))


def never_yet(formula: Formula) -> Formula:
    return lambda trace, place: not once(formula)(trace, place)


def first(formula: Formula) -> Formula:
    """Here, and at no earlier place."""
    return lambda trace, place: formula(trace, place) and not (place and once(formula)(trace, place - 1))


def both(one: Formula, other: Formula) -> Formula:
    return lambda trace, place: one(trace, place) and other(trace, place)


def places(trace: Trace, formula: Formula) -> list[int]:
    """Where the formula holds."""
    return [place for place in range(len(trace)) if formula(trace, place)]


def day_of(trace: Trace, place: int) -> int:
    """How many days have gone by before this place."""
    return trace[:place].count(DAY)


def days_of(trace: Trace) -> int:
    return trace.count(DAY)


def match_of(trace: Trace, begin: int, end_symbol: str) -> int | None:
    """The end that closes a begin: an end closes the earliest open begin of its name, or nothing."""
    waiting: list[int] = []
    for place, symbol in enumerate(trace):
        if symbol == trace[begin]:
            waiting.append(place)
        elif symbol == end_symbol and waiting and waiting.pop(0) == begin:
            return place
    return None


def response(trace: Trace, moments: list[tuple[str, int, list[int]]]) -> tuple[str, str]:
    """(status, degree) of a duty with several moments, graver ones later.

    Each moment is (degree, the day at whose first instant it comes, the places of what stops it before). It is
    reached when that day has begun and nothing stopped it; ahead while the day has not begun and nothing has.
    """
    reached, ahead = "", False
    for degree, day, stops in moments:
        if any(day_of(trace, place) < day for place in stops):
            continue
        if days_of(trace) >= day:
            reached = degree
        else:
            ahead = True
    if reached:
        return VIOLATED, reached
    return (PENDING, "") if ahead else (SATISFIED, "")
