"""The register of cheats: which pattern is planted by whom, how often at most, and when."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from streams.simulation.cheats import by_handling, by_ratings
from streams.simulation.cheats.plot import Place, Plot
from streams.simulation.city import City
from streams.simulation.days import DAY, Days
from streams.simulation.hours import dice

DAYS_NEEDED = 26
"""Natural days that the longest of them takes."""

FIRST_DATE = 9
"""Of the month it begins on the first working day from this date on: behind the holidays of October."""


class Pattern(NamedTuple):
    """A way of cheating; `most` of it in a city, so that the honest remain those it is held against."""

    plan: Callable[[Plot], None]
    most: int = 20


CHEATS: dict[str, Pattern] = {
    "A-01": Pattern(by_ratings.brushing),
    "A-02": Pattern(by_ratings.borrowing),
    "A-03": Pattern(by_ratings.rating_oneself),
    "A-04": Pattern(by_ratings.praising),
    "A-05": Pattern(by_ratings.suppressing, most=4),
    "A-06": Pattern(by_ratings.defaulting),
    "A-07": Pattern(by_ratings.scripting),
    "A-08": Pattern(by_handling.flashing),
    "A-09": Pattern(by_handling.bulking),
    "A-10": Pattern(by_handling.feigning),
    "A-11": Pattern(by_handling.resetting),
    "A-12": Pattern(by_handling.favouring),
    "A-13": Pattern(by_handling.upholding, most=5),
    "A-14": Pattern(by_handling.tampering),
    "A-16": Pattern(by_handling.refusing),
    "A-17": Pattern(by_handling.bypassing),
    "E-02": Pattern(by_handling.collecting),
}
"""By the rule that is to find it. A-15 is about what a source did not send; E-03 about months that are closed."""

SUPPRESSED = "A-05"


def plots_of(seed: int, each: int, city: City, days: Days, first: int, end: int) -> Iterator[Plot]:
    """So many cheats of each pattern, thought out. They begin in the last month that still has room before `end`, not
    before the date `first`; the first of a pattern is the boldest, the last weaker than its rule looks for."""
    begin = _begin(days, first, end // DAY)
    for pattern, (rule_id, (plan, most)) in enumerate(CHEATS.items()):
        number = min(each, most)
        for place in range(number):
            strength = 1 - place / (number - 1) if number > 1 else 1.0
            chance = dice(seed, "cheat", rule_id, place)
            plot = Plot(Place(rule_id, pattern, place, strength), city, days, begin, chance)
            plan(plot)
            yield plot


def suppressed(each: int, city: City) -> frozenset[str]:
    """The units whose bad ratings never come in."""
    return frozenset(sorted(city.offices)[: min(each, CHEATS[SUPPRESSED].most)])


def _begin(days: Days, first: int, end: int) -> int:
    latest = date.fromordinal(max(first, end - DAYS_NEEDED))
    months = latest.year * 12 + latest.month - 1 - (latest.day < FIRST_DATE)
    day = date(months // 12, months % 12 + 1, FIRST_DATE).toordinal()
    return days.after(max(first, day) - 1, 1)
