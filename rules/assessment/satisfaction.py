"""Ratings as a mean of a hundred that says how much it can bear: number, interval, shrunk to same-kind posts (D-3)."""

from collections.abc import Mapping
from fractions import Fraction

from rules.assessment.amounts import HUNDRED, ZERO, root
from rules.assessment.facts import LEVELS
from rules.assessment.scores import Sample, shown
from rules.assessment.terms import AssessmentTerms

Z_95 = Fraction(196, 100)
LAST = Fraction(1, 10**8)
"""The last place of a root."""


def number_of(counts: Mapping[str, int]) -> int:
    """How many ratings count."""
    return sum(counts.get(f"level_{level}", 0) for level in LEVELS)


def mean_of(counts: Mapping[str, int], terms: AssessmentTerms) -> Fraction | None:
    """The mean mark, of a hundred; None without ratings."""
    n = number_of(counts)
    return Fraction(marks_of(counts, terms), n) if n else None


def marks_of(counts: Mapping[str, int], terms: AssessmentTerms) -> int:
    """The sum of the marks, each of a hundred."""
    return sum(counts.get(f"level_{level}", 0) * _mark(level, terms) for level in LEVELS)


def _mark(level: int, terms: AssessmentTerms) -> int:
    return 10 * terms.level_points[str(level)]


def shrunk(counts: Mapping[str, int], prior: Fraction | None, terms: AssessmentTerms) -> Fraction | None:
    """(n·x̄ + m·μ) ÷ (n + m): few ratings move little; None where nothing at all is known."""
    n, m = number_of(counts), terms.numbers["prior_strength"]
    if prior is None or n + m == 0:
        return mean_of(counts, terms)
    return (marks_of(counts, terms) + m * prior) / (n + m)


def sample_of(counts: Mapping[str, int], prior: Fraction | None, terms: AssessmentTerms) -> Sample:
    """The ratings in figures, with Wilson's interval: marks lie between 0 and 100, so it holds whatever their spread,
    and a few ratings that all agree do not look certain."""
    n, middle = number_of(counts), mean_of(counts, terms)
    low, high = (None, None) if middle is None else _wilson(middle / HUNDRED, n)
    return Sample(
        n, shown(middle), shown(low), shown(high), shown(prior), shown(shrunk(counts, prior, terms))
    )


def _wilson(share: Fraction, n: int) -> tuple[Fraction, Fraction]:
    z2 = Z_95 * Z_95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    spread = root(
        share * (1 - share) / n + z2 / (4 * n * n)
    )  # rounded down, so the upper bound takes the next one
    low, high = (
        centre + sign * Z_95 * each / (1 + z2 / n) for sign, each in ((-1, spread), (1, spread + LAST))
    )
    return max(ZERO, HUNDRED * low), min(HUNDRED, HUNDRED * high)
