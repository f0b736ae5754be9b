"""A score and what it is made of: parts, and in each the lines that changed it; figures as texts with two decimals."""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from rules.assessment.amounts import ZERO, number, text

SCORED_ZH = {"person": "个人", "post": "岗位", "unit": "单位", "item": "事项", "region": "地区"}


class Line(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One thing that changed a part: points taken (negative) or given, why, and the card or month it is about."""

    points: str
    zh: str
    en: str
    card_id: str = ""
    rule_id: str = ""
    month: str = ""


class Part(msgspec.Struct, frozen=True, gc=False):
    """One part of a score: `points` of `full`. `numerator` and `denominator` are what its share is of, `excluded` what
    was left out of both and why."""

    name: str
    zh: str
    points: str
    full: str
    numerator: str
    denominator: str
    excluded: str
    lines: tuple[Line, ...] = ()


class Sample(msgspec.Struct, frozen=True, gc=False):
    """The ratings behind a score, of a hundred: their number, mean, the 95 % interval of the mean, the mean of the
    same-kind posts, and the mean shrunk to it; blank where there is none."""

    n: int
    mean: str
    low: str
    high: str
    prior: str
    shrunk: str


class Score(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The score of one person, post, unit, item or region for one month.

    `group` are those it may be compared with; `rank` is its place among them, none where it is not ranked, and
    `unranked` says why. `counts` are the counted facts; `departments` those it was counted in.
    """

    scope: str
    id: str
    name: str
    model: str
    group: str
    departments: tuple[str, ...]
    parts: tuple[Part, ...]
    total: str
    grade: str
    sample: Sample
    counts: dict[str, int]
    rank: int | None = None
    ranked: int | None = None
    unranked: str = ""

    @property
    def key(self) -> str:
        """What names it: scope and id."""
        return f"{self.scope}:{self.id}"


def total_of(parts: Sequence[Part]) -> Fraction:
    """The sum of the parts as shown."""
    return sum((number(part.points) for part in parts), ZERO)


def shown(value: Fraction | None) -> str:
    """A figure with two decimals; blank where there is none."""
    return "" if value is None else text(value)
