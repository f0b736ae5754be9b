"""Samples of cases for a check on site (抽查): how many, which, and what they say of all.

W. G. Cochran, Sampling Techniques, 3rd ed. 1977: the size for a share with finite population correction (ch. 4); strata
in proportion, the stratified share and its variance (ch. 5). The interval is Wilson's, on the number of independent
cases that would have the same variance, so that a sample without a fault does not look certain.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from typing import NamedTuple

from rules.assessment.amounts import ZERO
from rules.assessment.intervals import wilson
from rules.assessment.periods import Month, month_of

Z_OF: Mapping[int, Fraction] = {
    90: Fraction(1_644_854, 10**6),
    95: Fraction(1_959_964, 10**6),
    99: Fraction(2_575_829, 10**6),
}
"""Confidence in percent → the quantile of the normal distribution."""

FEWEST = 2
"""Of a stratum: with one case it has no variance."""

REST = "*"
"""The code that stands for what is too small to be a stratum of its own."""


class Order(NamedTuple):
    """Which sample: the month, the seed, and how sure (percent) and how near (percentage points) it has to be."""

    month: Month
    seed: str
    confidence: int
    margin: int

    @property
    def name(self) -> str:
        """As it stands on every line of the list, and on every answer."""
        return f"{self.month}/{self.seed}/{self.confidence}/{self.margin}"


def sample_named(name: str) -> Order | None:
    """The sample of a name; None where none is drawn like that."""
    parts = name.split("/")
    if len(parts) != 4 or not (parts[2].isdecimal() and parts[3].isdecimal()):
        return None
    month, order = month_of(parts[0]), (parts[1], int(parts[2]), int(parts[3]))
    if month is None or not order[0].strip() or order[1] not in Z_OF or not 1 <= order[2] <= 50:
        return None
    made = Order(month, *order)
    return made if made.name == name else None


class Sampled(NamedTuple):
    """A case of the population: where it belongs, and whether it is reported as done in time."""

    case_no: str
    dept_code: str
    item_code: str
    is_on_time: bool


class Stratum(NamedTuple):
    """One stratum: all its cases, those reported in time, and the cases drawn."""

    dept_code: str
    item_code: str
    size: int
    reported: int
    drawn: tuple[Sampled, ...]


class Checked(NamedTuple):
    """What was found on site of one stratum: its size, the cases checked, those really done in time."""

    size: int
    checked: int
    good: int


class Estimate(NamedTuple):
    """The share of all, between 0 and 1, with the bounds of its interval."""

    share: Fraction
    low: Fraction
    high: Fraction


def size_for(population: int, confidence: int, margin_percent: int) -> int:
    """How many cases have to be drawn so that any share is known to the margin.

    n0 = z²·¼ ÷ e², n = n0 ÷ (1 + (n0 − 1) ÷ N), rounded up.
    """
    if population == 0:
        return 0
    z, margin = Z_OF[confidence], Fraction(margin_percent, 100)
    first = z * z / 4 / (margin * margin)
    return min(population, -int(-first / (1 + (first - 1) / population) // 1))


def draw(cases: Iterable[Sampled], seed: str, confidence: int, margin_percent: int) -> list[Stratum]:
    """A random sample, stratified by unit and item: the same seed and the same cases give the same sample.

    In each stratum the cases whose hash with the seed is smallest are drawn, so that anybody can check the draw and a
    case more does not change who else was drawn. A stratum to which not even two cases fall joins the rest of its
    unit, and that, if it is still too small, the rest of all.
    """
    population = list(cases)
    total = len(population)
    wanted = size_for(total, confidence, margin_percent)
    groups = _merged(population, total, wanted)
    return [
        Stratum(*name, len(group), sum(case.is_on_time for case in group), _drawn(group, total, wanted, seed))
        for name, group in sorted(groups.items())
    ]


def estimate(strata: Sequence[Checked], confidence: int) -> Estimate:
    """The share of all: Σ W·p; its variance Σ W²·(1 − f)·p(1 − p) ÷ (n − 1). Every stratum has a case that was checked.

    Where nothing varies (all good, or none) the cases count as a simple sample, with finite population correction.
    """
    total = sum(each.size for each in strata)
    share = sum((Fraction(each.size * each.good, total * each.checked) for each in strata), ZERO)
    variance = sum((_variance(each, total) for each in strata), ZERO)
    checked = sum(each.checked for each in strata)
    if checked == total:
        return Estimate(share, share, share)
    independent = Fraction(checked * total, total - checked)
    if variance and 0 < share < 1:
        independent = share * (1 - share) / variance
    low, high = wilson(share, max(1, int(independent)), Z_OF[confidence])
    return Estimate(share, low, high)


def _variance(each: Checked, total: int) -> Fraction:
    if each.checked < FEWEST:
        return ZERO
    p, weight = Fraction(each.good, each.checked), Fraction(each.size, total)
    return weight * weight * Fraction(each.size - each.checked, each.size) * p * (1 - p) / (each.checked - 1)


def _merged(population: Sequence[Sampled], total: int, wanted: int) -> dict[tuple[str, str], list[Sampled]]:
    groups: dict[tuple[str, str], list[Sampled]] = {}
    for case in population:
        groups.setdefault((case.dept_code, case.item_code), []).append(case)
    for rest in (lambda name: (name[0], REST), lambda _: (REST, REST)):
        merged: dict[tuple[str, str], list[Sampled]] = {}
        for name, group in groups.items():
            small = len(group) * wanted < FEWEST * total
            merged.setdefault(rest(name) if small else name, []).extend(group)
        groups = merged
    return groups


def _drawn(group: Sequence[Sampled], total: int, wanted: int, seed: str) -> tuple[Sampled, ...]:
    share = max(FEWEST, -(-len(group) * wanted // total))
    ordered = sorted(group, key=lambda case: sha256(f"{seed}/{case.case_no}".encode()).digest())
    return tuple(sorted(ordered[:share]))
