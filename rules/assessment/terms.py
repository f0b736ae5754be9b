"""What an office decides of scores: `[assessment]` of rulebook.toml, defaults filled in (domain D, K1, K3, K8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from rules.rulebook import Rulebook

DEDUCTION, PER_DAY, WEIGHTED = "deduction", "per_day", "weighted"
MODELS = (DEDUCTION, PER_DAY, WEIGHTED)
SCORED = ("person", "post", "unit", "item", "region")
"""What is scored, each by a model of its own."""

DEFAULT_MODELS: Mapping[str, str] = {**dict.fromkeys(SCORED, WEIGHTED), "unit": DEDUCTION}

WEIGHTS: Mapping[str, int] = {
    "timeliness": 35,
    "procedure": 25,
    "rating": 25,
    "rectification": 10,
    "data_quality": 5,
    "attendance": 0,
    "records": 0,
    "inspection": 0,
    "survey": 0,
}
"""The weights of the weighted model (D-3); the last four are there for offices that import those figures."""

PARTS: Mapping[str, int] = {
    "publication": 10,
    "procedure": 14,
    "time": 14,
    "fees": 8,
    "satisfaction": 10,
    "attitude": 10,
    "supervision": 14,
    "liability": 10,
    "integrity": 10,
}
"""The parts of the deduction model (D-1) and their full marks: 政务公开, 流程规范, 期限合法, 收费合理, 满意度,
服务态度, 监督检查, 法律责任, 廉洁 (K1)."""

POINTS: Mapping[str, int] = {"yellow": 5, "red": 10, "three_warnings": 3, "lead": 2, "correction_percent": 1}
"""Points a card of each colour costs, each full three warnings, a confirmed lead, each full percent of corrections."""

RULE_POINTS: Mapping[str, int] = {"P-05": 5, "P-09": 5, "P-12": 10}
"""Rules whose card costs the same whatever its colour: one-time notice, repeated materials, hearing."""


class Number(NamedTuple):
    """A whole number of `[assessment]`: default, smallest, largest, unit."""

    default: int
    minimum: int
    maximum: int
    unit: str


NUMBERS: Mapping[str, Number] = {
    "best_percent": Number(100, 1, 100, "percent"),
    "objection_days": Number(5, 1, 60, "working days"),
    "minimum_sample": Number(10, 1, 1_000_000, "ratings"),
    "prior_strength": Number(20, 0, 1_000_000, "ratings"),
    "adjust_months": Number(12, 0, 120, "months"),
    "per_day_base": Number(30, 0, 100, "points"),
    "per_day": Number(2, 0, 100, "points"),
    "correction_most": Number(5, 0, 100, "points"),
    "bonus_most": Number(0, 0, 20, "points"),
}
"""The whole numbers of `[assessment]`."""

LEVEL_POINTS: Mapping[str, int] = {"5": 10, "4": 8, "3": 6, "2": 3, "1": 0}
"""A grade's marks of ten (汕尾)."""

GRADES: Mapping[str, int] = {"合格": 80, "基本合格": 60, "不合格": 0}
"""Grade → from how many points on (K8)."""

TABLES: Mapping[str, Mapping[str, int]] = {
    "weights": WEIGHTS,
    "parts": PARTS,
    "points": POINTS,
    "level_points": LEVEL_POINTS,
}
"""The tables with fixed keys; `rule_points`, `grades`, `part_of` and `volume` have the office's own."""


@dataclass(frozen=True, slots=True)
class AssessmentTerms:
    """The terms of scores of one rulebook. `volume`: from how many settled cases on which coefficient, in percent."""

    models: Mapping[str, str]
    numbers: Mapping[str, int]
    weights: Mapping[str, int]
    parts: Mapping[str, int]
    points: Mapping[str, int]
    level_points: Mapping[str, int]
    rule_points: Mapping[str, int]
    part_of: Mapping[str, str]
    grades: tuple[tuple[str, int], ...]
    volume: tuple[tuple[int, int], ...]

    def grade(self, total: Fraction) -> str:
        """The first grade, from the best on, that the total reaches."""
        return next((name for name, least in self.grades if total >= least), self.grades[-1][0])

    def coefficient(self, cases: int) -> Fraction:
        """折合系数: that of the largest volume reached; 1 where the office names none."""
        reached = [percent for least, percent in self.volume if cases >= least]
        return Fraction(reached[-1], 100) if reached else Fraction(1)


def assessment_terms(book: Rulebook) -> AssessmentTerms:
    """The terms this rulebook sets; what it does not name has its default."""
    terms = book.plans.get(AssessmentTerms)
    if not isinstance(terms, AssessmentTerms):
        terms = book.plans[AssessmentTerms] = read_terms(book.assessment)
    return terms


def read_terms(said: Mapping[str, Any]) -> AssessmentTerms:
    """The terms from a table that is already checked."""
    merged = {name: {**table, **said.get(name, {})} for name, table in TABLES.items()}
    grades = said.get("grades", GRADES)
    volume = said.get("volume", {})
    return AssessmentTerms(
        models={scope: said.get(scope, model) for scope, model in DEFAULT_MODELS.items()},
        numbers={name: said.get(name, each.default) for name, each in NUMBERS.items()},
        rule_points={**RULE_POINTS, **said.get("rule_points", {})},
        part_of=said.get("part_of", {}),
        grades=tuple(sorted(grades.items(), key=lambda grade: -grade[1])),
        volume=tuple(sorted((int(cases), percent) for cases, percent in volume.items())),
        **merged,
    )
