"""When the cases of a city come in: over all days, citizens online at all hours, others at the window."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from streams.simulation.days import DAY, Days
from streams.simulation.hours import citizen_second, dice, staff_second

OFF_DAY = 0.12  # how much of a working day's traffic comes in on a day off
ONLINE = 0.65


class Arrival(NamedTuple):
    """A citizen's application: when (an instant) and how."""

    at: int
    channel: str


def first_day(end: int, months: int) -> int:
    """The date `months` calendar months before the instant `end`."""
    last = date.fromordinal(end // DAY)
    month = last.year * 12 + last.month - 1 - months
    year, index = divmod(month, 12)
    return date(year, index + 1, min(last.day, monthrange(year, index + 1)[1])).toordinal()


def arrivals(seed: int, cases: int, months: int, end: int, days: Days) -> Iterator[Arrival]:
    """Exactly `cases` arrivals in order of time, none after `end`; one day's worth is held at a time."""
    span = range(first_day(end, months), end // DAY + 1)
    weights = [_weight(day, end, days) for day in span]
    total, passed, given = sum(weights), 0.0, 0
    for day, weight in zip(span, weights, strict=True):
        passed += weight
        upto = round(cases * passed / total) if day < span[-1] else cases
        chance = dice(seed, "day", day)
        yield from sorted(_arrival(day, end, days, chance) for _ in range(upto - given))
        given = upto


def _weight(day: int, end: int, days: Days) -> float:
    share = (end % DAY + 1) / DAY if day == end // DAY else 1.0
    return share if days.works(day) else share * OFF_DAY


def _arrival(day: int, end: int, days: Days, chance: Random) -> Arrival:
    online = chance.random() < ONLINE or not days.works(day)
    second = citizen_second(chance) if online else staff_second(chance)
    channel = "online" if online else "window" if chance.random() < 0.9 else "self_service"
    if day == end // DAY:
        second = second * (end % DAY) // DAY
    return Arrival(day * DAY + second, channel)
