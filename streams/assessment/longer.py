"""Quarters, halves and years: the mean of the months that have begun."""

from rules.assessment.periods import Longer, Period, over
from rules.assessment.terms import assessment_terms
from streams.assessment.computing import Assessor
from streams.exits import Misuse


def longer_scores(assessor: Assessor, period: Period) -> list[Longer]:
    """The scores of the period, graded by the rulebook of its last month. Raises Misuse where it lies ahead."""
    figures = assessor.over(period)
    if not figures:
        raise Misuse(f"{period.name} has not begun.")
    terms = assessment_terms(figures[max(figures)].book)
    return over({month: each.frozen.scores for month, each in figures.items()}, terms)
