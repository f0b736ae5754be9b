"""Ratings as a mean of a hundred that says how much it can bear: number, interval, shrunk to same-kind posts (D-3)."""

from collections.abc import Mapping
from fractions import Fraction

from rules.assessment.amounts import HUNDRED, ZERO, root
from rules.assessment.facts import LEVELS
from rules.assessment.scores import Sample, shown
from rules.assessment.terms import AssessmentTerms

Z_95 = Fraction(196, 100)


def number_of(counts: Mapping[str, int]) -> int:
    """How many ratings count."""
    return sum(counts.get(f"level_{level}", 0) for level in LEVELS)


def mean_of(counts: Mapping[str, int], terms: AssessmentTerms) -> Fraction | None:
    """The mean mark, of a hundred; None without ratings."""
    n = number_of(counts)
    return Fraction(_sum(counts, terms), n) if n else None


def _sum(counts: Mapping[str, int], terms: AssessmentTerms) -> int:
    return sum(counts.get(f"level_{level}", 0) * _mark(level, terms) for level in LEVELS)


def _mark(level: int, terms: AssessmentTerms) -> int:
    return 10 * terms.level_points[str(level)]


def shrunk(counts: Mapping[str, int], prior: Fraction | None, terms: AssessmentTerms) -> Fraction | None:
    """(n·x̄ + m·μ) ÷ (n + m): few ratings move little; None where nothing at all is known."""
    n, m = number_of(counts), terms.numbers["prior_strength"]
    if prior is None or n + m == 0:
        return mean_of(counts, terms)
    return (_sum(counts, terms) + m * prior) / (n + m)


def sample_of(counts: Mapping[str, int], prior: Fraction | None, terms: AssessmentTerms) -> Sample:
    """The ratings in figures; an interval needs two."""
    n, middle = number_of(counts), mean_of(counts, terms)
    low = high = None
    if middle is not None and n > 1:
        squares = sum(
            (counts.get(f"level_{level}", 0) * (_mark(level, terms) - middle) ** 2 for level in LEVELS), ZERO
        )
        half = Z_95 * root(squares / (n - 1) / n)
        low, high = max(ZERO, middle - half), min(HUNDRED, middle + half)
    return Sample(
        n, shown(middle), shown(low), shown(high), shown(prior), shown(shrunk(counts, prior, terms))
    )
