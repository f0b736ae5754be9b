"""Months, quarters, halves and years: how people write them, their days, and the mean of several."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import msgspec

from rules.assessment.amounts import mean, number, text
from rules.assessment.scores import Score
from rules.assessment.terms import AssessmentTerms

WRITTEN = re.compile(r"(\d{4})(?:-(?:(\d{2})|Q([1-4])|H([12])))?", re.ASCII)
EXPECTED = "a month 2026-10, a quarter 2026-Q4, a half 2026-H2 or a year 2026"
PREFIX, PERSON = "month:", "person"


class Month(NamedTuple):
    """A calendar month."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def subject(self) -> str:
        """The subject of what people do with it: its dossier."""
        return f"{PREFIX}{self}"

    @property
    def first_day(self) -> int:
        """Its first day, as an ordinal."""
        return date(self.year, self.month, 1).toordinal()

    @property
    def last_day(self) -> int:
        """Its last day, as an ordinal."""
        return self.plus(1).first_day - 1

    def plus(self, months: int) -> "Month":
        """So many months later."""
        place = self.year * 12 + self.month - 1 + months
        return Month(place // 12, place % 12 + 1)


class Period(NamedTuple):
    """What was asked for, with its months in order."""

    name: str
    months: tuple[Month, ...]


def period_of(said: str) -> Period | None:
    """What somebody wrote, read; None where it is no period."""
    found = WRITTEN.fullmatch(said)
    if found is None or not 1 <= int(found[1]) < date.max.year:
        return None
    year = int(found[1])
    if found[2]:
        month = int(found[2])
        return Period(said, (Month(year, month),)) if 1 <= month <= 12 else None
    if found[3]:
        return Period(said, _span(year, int(found[3]) * 3 - 2, 3))
    return Period(said, _span(year, int(found[4]) * 6 - 5, 6) if found[4] else _span(year, 1, 12))


def month_of(said: str) -> Month | None:
    """The month somebody wrote; None where it is none."""
    period = period_of(said)
    return period.months[0] if period is not None and said == str(period.months[0]) else None


def _span(year: int, first: int, length: int) -> tuple[Month, ...]:
    return tuple(Month(year, month) for month in range(first, first + length))


class Longer(msgspec.Struct, frozen=True, gc=False):
    """A score over several months: the mean of their totals (K1, 季考评), of the months it has one for."""

    scope: str
    id: str
    name: str
    group: str
    totals: dict[str, str]
    total: str
    grade: str


def over(months: Mapping[Month, Sequence[Score]], terms: AssessmentTerms) -> list[Longer]:
    """The scores of a longer period, in order of scope and id; names as in the last month."""
    by_key: dict[tuple[str, str], dict[Month, Score]] = {}
    for month, scores in sorted(months.items()):
        for score in scores:
            by_key.setdefault((score.scope, score.id), {})[month] = score
    return _under_ceiling([_over(found, terms) for _, found in sorted(by_key.items())], terms)


def _under_ceiling(scores: list[Longer], terms: AssessmentTerms) -> list[Longer]:
    """平时考核: of the people of a group at most `best_percent` % have the best grade, the others the one after it.

    Where equal totals would pass the ceiling, none of them has it: it is not for the program to choose between equals.
    """
    best, next_best = terms.grades[0][0], terms.grades[min(1, len(terms.grades) - 1)][0]
    room = {name: _lowest_best(group, terms) for name, group in _groups(scores).items()}
    return [
        msgspec.structs.replace(each, grade=next_best)
        if each.scope == PERSON and each.grade == best and number(each.total) < room[each.group]
        else each
        for each in scores
    ]


def _groups(scores: Iterable[Longer]) -> dict[str, list[Fraction]]:
    groups: dict[str, list[Fraction]] = {}
    for each in scores:
        if each.scope == PERSON:
            groups.setdefault(each.group, []).append(number(each.total))
    return groups


def _lowest_best(totals: list[Fraction], terms: AssessmentTerms) -> Fraction:
    """The least total that may still have the best grade."""
    ordered = sorted(totals, reverse=True)
    places = len(ordered) * terms.numbers["best_percent"] // 100
    if places >= len(ordered):
        return ordered[-1]
    cut = ordered[places]
    return min((total for total in ordered if total > cut), default=ordered[0] + 1)


def _over(found: Mapping[Month, Score], terms: AssessmentTerms) -> Longer:
    last = found[max(found)]
    total = text(_mean(found.values()))
    totals = {str(month): score.total for month, score in found.items()}
    return Longer(last.scope, last.id, last.name, last.group, totals, total, terms.grade(number(total)))


def _mean(scores: Iterable[Score]) -> Fraction:
    return mean(number(score.total) for score in scores) or number("0")
