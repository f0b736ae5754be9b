"""The scores of a month: every scope by its model, ranked with its like, with adjustments of months closed before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from rules.assessment.amounts import ZERO, number, text, truncated
from rules.assessment.facts import LEVELS, MonthFacts
from rules.assessment.models import MODELS, PARTS_ZH, Ground
from rules.assessment.satisfaction import mean_of, sample_of
from rules.assessment.scopes import Gathered, Register, Scope, gather
from rules.assessment.scores import Line, Part, Score, total_of
from rules.assessment.terms import AssessmentTerms, assessment_terms
from rules.rulebook import Rulebook

Adjustments = Mapping[str, Sequence[Line]]
"""Score key (`person:u17`) → what is put right of months closed before, and what objections came to."""

NOT_COMPARED = "不参与排名 / not compared"
TOO_FEW = "样本不足 / too few ratings"


def score_month(facts: MonthFacts, book: Rulebook, last_day: int, adjustments: Adjustments) -> list[Score]:
    """All scores, in order of scope and id. `last_day` is the month's last day as an ordinal: registers as of it."""
    register, terms = Register(book, last_day), assessment_terms(book)
    found = gather(facts, register)
    for key in adjustments:
        kind, _, name = key.partition(":")
        found.setdefault(Scope(kind, name), Gathered())
    priors = _priors(found, register, terms)
    scores = [
        _score(scope, gathered, register, terms, priors, adjustments.get(f"{scope.kind}:{scope.id}", ()))
        for scope, gathered in sorted(found.items())
    ]
    return ranked(scores, terms.numbers["minimum_sample"])


def _priors(
    found: Mapping[Scope, Gathered], register: Register, terms: AssessmentTerms
) -> dict[tuple[str, str], Fraction | None]:
    """The mean of same-kind posts (of units of one kind, of all of the other scopes), by scope kind and group; `*` is
    the mean of all, for groups nobody of which was rated."""
    levels: dict[tuple[str, str], Counter[str]] = {}
    for scope, gathered in found.items():
        mine = {name: gathered.counts[name] for name in _LEVEL_FACTS}
        for group in {register.group(scope) or scope.kind, "*"}:
            levels.setdefault((scope.kind, group), Counter()).update(mine)
    return {key: mean_of(counts, terms) for key, counts in levels.items()}


_LEVEL_FACTS = tuple(f"level_{level}" for level in LEVELS)


def _score(
    scope: Scope,
    gathered: Gathered,
    register: Register,
    terms: AssessmentTerms,
    priors: Mapping[tuple[str, str], Fraction | None],
    adjustments: Sequence[Line],
) -> Score:
    group = register.group(scope)
    prior = priors.get((scope.kind, group or scope.kind))
    if prior is None:
        prior = priors.get((scope.kind, "*"))
    model = terms.models[scope.kind]
    parts = MODELS[model](Ground(gathered.counts, gathered.cards, prior, terms))
    if scope.kind == "unit":
        parts = _by_volume(parts, terms.coefficient(gathered.counts["settled"]))
    if adjustments:
        parts = [*parts, _adjusted(adjustments)]
    total = total_of(parts)
    return Score(
        scope=scope.kind,
        id=scope.id,
        name=register.name(scope),
        model=model,
        group=group,
        departments=tuple(sorted(gathered.departments)),
        parts=tuple(parts),
        total=text(total),
        grade=terms.grade(total),
        sample=sample_of(gathered.counts, prior, terms),
        counts={name: count for name, count in sorted(gathered.counts.items()) if count},
    )


def _by_volume(parts: Sequence[Part], coefficient: Fraction) -> list[Part]:
    """折合系数: each part times the coefficient, cut again."""
    if coefficient == 1:
        return list(parts)
    return [
        msgspec.structs.replace(
            part,
            points=text(truncated(number(part.points) * coefficient)),
            full=text(truncated(number(part.full) * coefficient)),
        )
        for part in parts
    ]


def _adjusted(lines: Sequence[Line]) -> Part:
    points = text(sum((number(line.points) for line in lines), ZERO))
    return Part("adjustments", PARTS_ZH["adjustments"], points, "", "", "", "", tuple(lines))


def ranked(scores: Sequence[Score], minimum: int) -> list[Score]:
    """Ranks within each group, equal totals sharing one; those with too few ratings are shown and not ranked."""
    groups: dict[tuple[str, str], list[Score]] = {}
    for score in scores:
        if score.group and score.sample.n >= minimum:
            groups.setdefault((score.scope, score.group), []).append(score)
    return [_ranked(score, groups.get((score.scope, score.group), []), minimum) for score in scores]


def _ranked(score: Score, group: Sequence[Score], minimum: int) -> Score:
    if not score.group:
        return msgspec.structs.replace(score, unranked=NOT_COMPARED)
    if score.sample.n < minimum:
        return msgspec.structs.replace(score, unranked=TOO_FEW)
    better = sum(number(other.total) > number(score.total) for other in group)
    return msgspec.structs.replace(score, rank=better + 1, ranked=len(group))
