"""Over a quarter the best grade has a ceiling, and equals are treated alike."""

from dataclasses import replace

import pytest

from rules.assessment.periods import Month, over
from rules.assessment.scores import Sample, Score
from rules.assessment.terms import AssessmentTerms, assessment_terms
from tests.assessment.test_scoring import book

TERMS = assessment_terms(book())
BEST, SECOND = (name for name, _ in TERMS.grades[:2])
NOTHING = Sample(0, "", "", "", "", "")


def with_ceiling(percent: int) -> AssessmentTerms:
    """At most this share has the best grade."""
    return replace(TERMS, numbers={**TERMS.numbers, "best_percent": percent})


def grades(totals: list[str], percent: int, scope: str = "person") -> list[str]:
    """The grades of people of one group with these totals."""
    scores = [
        Score(
            scope=scope, id=f"u{place}", name="", model="", group="g", departments=(), parts=(), total=total,
            grade="", sample=NOTHING, counts={},
        )
        for place, total in enumerate(totals)
    ]  # fmt: skip
    return [each.grade for each in over({Month(2026, 10): scores}, with_ceiling(percent))]


@pytest.mark.parametrize(
    ("totals", "percent", "best"),
    [
        (["95.00", "94.00", "93.00", "92.00", "91.00"], 40, 2),
        (["95.00", "94.00", "93.00", "92.00", "91.00"], 100, 5),
        (["95.00", "94.00", "94.00", "92.00", "91.00"], 40, 1),
        (["95.00", "95.00", "95.00"], 40, 0),
        (["95.00", "50.00", "50.00", "50.00", "50.00"], 80, 1),
        (["95.00"], 40, 0),
    ],
)
def test_at_most_the_share_has_the_best_grade(totals: list[str], percent: int, best: int) -> None:
    found = grades(totals, percent)

    assert found[:best] == [BEST] * best
    assert BEST not in found[best:]
    assert found[best:].count(SECOND) == sum(total >= "90.00" for total in totals[best:])


def test_units_have_no_ceiling() -> None:
    assert grades(["95.00", "94.00"], 40, "unit") == [BEST, BEST]
