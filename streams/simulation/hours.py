"""When people act: citizens round the clock, staff in office hours with two peaks."""

from bisect import bisect
from itertools import accumulate
from random import Random

from streams.simulation.days import HOUR

# Messages of citizens by hour of the day, counted on 2,816 real ones.
_MORNING = (53, 32, 6, 7, 2, 11, 17, 41, 120, 170, 284, 266)
_EVENING = (142, 155, 207, 256, 214, 171, 125, 115, 95, 121, 124, 81)
CITIZENS: tuple[int, ...] = _MORNING + _EVENING
STAFF = (0, 0, 0, 0, 0, 0, 0, 0, 4, 22, 20, 9, 1, 8, 16, 16, 14, 3, 1, 0, 0, 0, 0, 0)

_CITIZENS = tuple(accumulate(CITIZENS))
_STAFF = tuple(accumulate(STAFF[:17]))


def dice(*parts: object) -> Random:
    """The same stream of chance for the same parts, on every machine."""
    return Random("/".join(map(str, parts)))  # noqa: S311  # a simulation must be repeatable, not secret


def citizen_second(chance: Random) -> int:
    """A second of the day when a citizen writes."""
    return _second(chance, _CITIZENS)


def staff_second(chance: Random) -> int:
    """A second of the day when a member of staff opens a case, before 17:00."""
    return _second(chance, _STAFF)


def _second(chance: Random, weights: tuple[int, ...]) -> int:
    return bisect(weights, chance.random() * weights[-1]) * HOUR + int(chance.random() * HOUR)
