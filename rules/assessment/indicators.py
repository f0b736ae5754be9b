"""The indicators (指标) of a month beside the scores: each with numerator, denominator and exclusions."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from rules.assessment.amounts import percent
from rules.assessment.facts import LEVELS, MonthFacts, rated

Counts = Mapping[str, int]


class Indicator(NamedTuple):
    """One indicator: what it is called, and how it follows from counted facts."""

    name: str
    zh: str
    en: str
    numerator: Callable[[Counts], int]
    denominator: Callable[[Counts], int]
    excluded: Callable[[Counts], str]


class Reading(NamedTuple):
    """An indicator of one unit, or of all (`*`); `share` in percent, none of nothing."""

    scope: str
    name: str
    zh: str
    en: str
    numerator: int
    denominator: int
    share: Fraction | None
    excluded: str


def _get(*names: str) -> Callable[[Counts], int]:
    return lambda counts: sum(counts.get(name, 0) for name in names)


def _left_out(*words: tuple[str, str]) -> Callable[[Counts], str]:
    """How many of each fact were left out, in words."""
    return lambda counts: "；".join(f"{zh} {counts.get(name, 0)}" for name, zh in words)


_ACTIVE = _get(*(f"level_{level}" for level in LEVELS))
_GOOD = _get("level_5", "level_4", "level_3")
_NO_RATING = _left_out(("defaulted", "默认评价 / default"), ("left_out", "无效等评价 / not valid"))
_INSTANT = _left_out(("instant", "即办件 / instant"))
_EXEMPT = _left_out(("exempt", "免计 / exempt"))
_NONE = _left_out()

INDICATORS = (
    Indicator("closing", "办结率", "closed of accepted", _get("ended"), _get("accepted"), _NONE),
    Indicator(
        "on_time", "承诺按时办结率", "ended within the promise", _get("on_time"), _get("settled"), _EXEMPT
    ),
    Indicator(
        "on_time_legal",
        "法定按时办结率",
        "ended within the legal limit",
        _get("on_time_legal"),
        _get("on_time_legal", "late_legal"),
        _EXEMPT,
    ),
    Indicator("early", "提前办结率", "ended a day early or more", _get("early"), _get("ended"), _INSTANT),
    Indicator(
        "faster_than_promise",
        "承诺提速率",
        "days saved of those promised",
        lambda counts: counts.get("limit_promise", 0) - counts.get("used_days", 0),
        _get("limit_promise"),
        _INSTANT,
    ),
    Indicator(
        "faster_than_law",
        "法定提速率",
        "days saved of those the law allows",
        lambda counts: counts.get("limit_legal", 0) - counts.get("used_days", 0),
        _get("limit_legal"),
        _INSTANT,
    ),
    Indicator("active", "主动评价率", "active ratings of ended cases", _ACTIVE, _get("ended"), _NO_RATING),
    Indicator(
        "taking_part",
        "参评率",
        "ratings of ended cases, default ones too",
        lambda counts: _ACTIVE(counts) + counts.get("defaulted", 0),
        _get("ended"),
        _left_out(("left_out", "无效等评价 / not valid")),
    ),
    Indicator("good", "好评率", "grades 3 to 5 of active ratings", _GOOD, _ACTIVE, _NO_RATING),
    Indicator("bad", "差评率", "grades 1 and 2", _get("level_1", "level_2"), _ACTIVE, _NO_RATING),
    Indicator(
        "rectified",
        "差评按期整改率",
        "rectified on time and accepted",
        _get("tickets_on_time"),
        _get("tickets_due"),
        _NONE,
    ),
    Indicator(
        "called_back",
        "实名差评回访率",
        "real-name bad ratings followed up",
        _get("called_back"),
        _get("real_name"),
        _left_out(("anonymous", "匿名 / anonymous")),
    ),
)
ALL = "*"


def readings(facts: MonthFacts, more: Iterable[tuple[str, Counts]]) -> Iterator[Reading]:
    """Every indicator of all, and of each unit; `more` are counts by unit that no score needs."""
    by_unit: dict[str, Counter[str]] = {}
    for tally in facts.tallies:
        by_unit.setdefault(tally.dept_code, Counter()).update(tally.counts)
    for group in facts.ratings:
        by_unit.setdefault(group.dept_code, Counter()).update(rated(group))
    for dept, counts in more:
        by_unit.setdefault(dept, Counter()).update(counts)
    whole: Counter[str] = Counter()
    for counts in by_unit.values():
        whole.update(counts)
    yield from _of(ALL, whole)
    for dept in sorted(by_unit):
        if dept:
            yield from _of(dept, by_unit[dept])


def _of(scope: str, counts: Counts) -> Iterator[Reading]:
    for each in INDICATORS:
        over, under = each.numerator(counts), each.denominator(counts)
        yield Reading(
            scope, each.name, each.zh, each.en, over, under, percent(over, under), each.excluded(counts)
        )
