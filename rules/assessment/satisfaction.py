"""Ratings as a mean of a hundred that says how much it can bear: number, interval, shrunk to same-kind posts (D-3)."""

from collections.abc import Mapping
from fractions import Fraction

from rules.assessment.amounts import HUNDRED
from rules.assessment.facts import LEVELS
from rules.assessment.intervals import wilson
from rules.assessment.scores import Sample, shown
from rules.assessment.terms import AssessmentTerms


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
    bounds = (None, None) if middle is None else wilson(middle / HUNDRED, n)
    low, high = (None if bound is None else HUNDRED * bound for bound in bounds)
    return Sample(
        n, shown(middle), shown(low), shown(high), shown(prior), shown(shrunk(counts, prior, terms))
    )
