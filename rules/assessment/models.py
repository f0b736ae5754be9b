"""The models: parts of a score from counted facts and cards (domain D-1 to D-4). Pure, and none knows the other.

Each model gives parts; the total is their sum as shown. In no model does a card less make a part smaller, nor a rating
of the best grade more: what a share is of (cases, tickets of citizens) never hangs on a card.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from rules.assessment.amounts import HUNDRED, ZERO, at_least_zero, percent, spread, text, truncated
from rules.assessment.deductions import Deductions, deduct, highest
from rules.assessment.facts import CardLine
from rules.assessment.satisfaction import marks_of, number_of, shrunk
from rules.assessment.scores import Line, Part
from rules.assessment.terms import DEDUCTION, PER_DAY, WEIGHTED, AssessmentTerms

EXCLUDED_CASES = (
    "无承诺时限、启用前的；牌被撤销或准予偏离的{exempt}件 / "
    "without a promise, before go-live; {exempt} whose card was revoked or muted"
)
EXCLUDED_RATINGS = (
    "默认评价{defaulted}件，无效、重复、迟评、未核实等{left_out}件 / "
    "{defaulted} default ratings, {left_out} invalid, duplicate, late, unverified"
)
EXCLUDED_TICKETS = "牌的调查单、作废的 / investigations of cards, void tickets"
EXCLUDED_CARDS = (
    "已撤销、已撤回、被取代、待确认、启用前的 / revoked, withdrawn, superseded, proposed, before go-live"
)
PARTS_ZH: Mapping[str, str] = {
    "timeliness": "按时办理",
    "efficiency": "办事效率",
    "procedure": "流程规范",
    "rating": "群众评价",
    "rectification": "差评整改",
    "data_quality": "数据质量",
    "attendance": "日考勤",
    "records": "月记实",
    "inspection": "巡查",
    "survey": "满意度测评",
    "publication": "政务公开",
    "time": "期限合法",
    "fees": "收费合理",
    "satisfaction": "满意度",
    "attitude": "服务态度",
    "supervision": "监督检查",
    "liability": "法律责任",
    "integrity": "廉洁",
    "bonus": "加分",
    "adjustments": "往月调整",
}


class Ground(NamedTuple):
    """What a score is made from: counted facts, the cards that count, the mean of same-kind posts, the terms."""

    counts: Mapping[str, int]
    cards: Sequence[CardLine]
    prior: Fraction | None
    terms: AssessmentTerms

    def count(self, name: str) -> int:
        """A counted fact; 0 where nothing was counted."""
        return self.counts.get(name, 0)


class Share(NamedTuple):
    """A part before it is weighted: of a hundred, with its numerator and denominator."""

    value: Fraction
    numerator: str
    denominator: str
    excluded: str
    lines: tuple[Line, ...] = ()


def part_of_rule(rule_id: str, terms: AssessmentTerms) -> str:
    """The part of the weighted models in which a rule's card costs points."""
    if rule_id in terms.part_of:
        return terms.part_of[rule_id]
    if rule_id == "P-13":
        return "data_quality"
    return "timeliness" if rule_id[0] in "TC" else "procedure"


_K1_PARTS: Mapping[str, str] = {
    "T": "time",
    "C": "time",
    "P": "procedure",
    "B": "publication",
    "R": "attitude",
}
_K1_RULES: Mapping[str, str] = {
    "P-10": "fees",
    "P-13": "liability",
    "P-03": "liability",
    "R-06": "satisfaction",
}


def k1_part_of_rule(rule_id: str, terms: AssessmentTerms) -> str:
    """The part of the deduction model in which a rule's card costs points."""
    said = terms.part_of.get(rule_id) or _K1_RULES.get(rule_id)
    return said or _K1_PARTS.get(rule_id[0], "supervision")


def weighted(ground: Ground) -> list[Part]:
    """D-3: weights of shares; a part without a basis gives its weight to the others."""
    return _weigh(_shares(ground), ground.terms.weights)


def per_day(ground: Ground) -> list[Part]:
    """D-2: efficiency is a base less points for each day overdue, floor 0; the rest as in the weighted model."""
    numbers = ground.terms.numbers
    base, days = Fraction(numbers["per_day_base"]), ground.count("overdue_days")
    lost = min(base, Fraction(numbers["per_day"] * days))
    line = Line(text(-lost), f"超期{days}日", f"{days} days overdue")
    first = Part(
        "efficiency",
        PARTS_ZH["efficiency"],
        text(base - lost),
        text(base),
        str(days),
        str(ground.count("settled")),
        EXCLUDED_CASES.format(exempt=ground.count("exempt")),
        (line,) if days else (),
    )
    shares = _shares(ground)
    del shares["timeliness"]
    return [first, *_weigh(shares, ground.terms.weights, HUNDRED - base)]


def deduction(ground: Ground) -> list[Part]:
    """D-1: each part has full marks, less what its cards cost, floor 0; satisfaction is the share of its marks."""
    by_part: dict[str, list[CardLine]] = {}
    for card in highest(ground.cards):
        by_part.setdefault(k1_part_of_rule(card.rule_id, ground.terms), []).append(card)
    parts = [
        _full_marks(ground, name, full, by_part.get(name, [])) for name, full in ground.terms.parts.items()
    ]
    bonus = _bonus(ground)
    return [*parts, bonus] if bonus is not None else parts


MODELS: Mapping[str, Callable[[Ground], list[Part]]] = {
    DEDUCTION: deduction,
    PER_DAY: per_day,
    WEIGHTED: weighted,
}


def _weigh(shares: Mapping[str, Share], weights: Mapping[str, int], whole: Fraction = HUNDRED) -> list[Part]:
    heavy = {name: Fraction(weights[name]) for name in shares if weights[name]}
    return [
        Part(
            name,
            PARTS_ZH[name],
            text(weight * shares[name].value / HUNDRED),
            text(weight),
            *shares[name][1:4],
            lines=shares[name].lines,
        )
        for name, weight in spread(heavy, whole).items()
    ]


def _shares(ground: Ground) -> dict[str, Share]:
    """Each part of a hundred; those without a basis are not there."""
    cards = highest(ground.cards)
    found = {
        "timeliness": _timeliness(ground, cards),
        "procedure": _procedure(ground, cards),
        "rating": _rating(ground),
        "rectification": _rectification(ground),
        "data_quality": _data_quality(ground, cards),
        "attendance": _ratio(ground, "days_present", "days_recorded"),
        "records": _average(ground, "note_points", "notes"),
        "inspection": _inspection(ground),
        "survey": _average(ground, "survey_points", "surveyed"),
    }
    return {name: share for name, share in found.items() if share is not None}


def _cost(ground: Ground, cards: Sequence[CardLine], part: str) -> Deductions:
    mine = [card for card in cards if part_of_rule(card.rule_id, ground.terms) == part]
    return deduct(mine, ground.terms, warnings=False)


def _timeliness(ground: Ground, cards: Sequence[CardLine]) -> Share:
    """100 × on time ÷ settled, less points for cards of time; nothing due counts as nothing late."""
    done, due = ground.count("on_time"), ground.count("settled")
    cost, share = _cost(ground, cards, "timeliness"), percent(done, due)
    value = at_least_zero((HUNDRED if share is None else share) - cost.points)
    excluded = EXCLUDED_CASES.format(exempt=ground.count("exempt"))
    return Share(value, str(done), str(due), excluded, cost.lines)


def _procedure(ground: Ground, cards: Sequence[CardLine]) -> Share:
    """100 less points for cards of procedure, basis, ratings and accountability."""
    cost = _cost(ground, cards, "procedure")
    return Share(at_least_zero(HUNDRED - cost.points), text(cost.points), "100", EXCLUDED_CARDS, cost.lines)


def _rating(ground: Ground) -> Share | None:
    """The shrunk mean; None where nobody of the kind was rated."""
    value = shrunk(ground.counts, ground.prior, ground.terms)
    if value is None:
        return None
    excluded = EXCLUDED_RATINGS.format(defaulted=ground.count("defaulted"), left_out=ground.count("left_out"))
    n, m = number_of(ground.counts), ground.terms.numbers["prior_strength"]
    prior = "–" if ground.prior is None else text(ground.prior)
    told = f"{excluded}; m {m}, μ {prior}"
    return Share(value, str(marks_of(ground.counts, ground.terms)), str(n), told)


def _rectification(ground: Ground) -> Share | None:
    """100 × on-time tickets ÷ due tickets of citizens' matters."""
    done, due = ground.count("tickets_on_time"), ground.count("tickets_due")
    share = percent(done, due)
    return None if share is None else Share(share, str(done), str(due), EXCLUDED_TICKETS)


def _data_quality(ground: Ground, cards: Sequence[CardLine]) -> Share:
    """100 less points for cards of late records (P-13), less points for each full percent of corrections."""
    cost = _cost(ground, cards, "data_quality")
    lost, lines = _corrections(ground, 5)
    value = at_least_zero(HUNDRED - cost.points - lost)
    of = str(ground.count("records"))
    return Share(value, str(ground.count("corrections")), of, EXCLUDED_CARDS, (*cost.lines, *lines))


def _corrections(ground: Ground, times: int = 1) -> tuple[Fraction, tuple[Line, ...]]:
    """Points for each full percent of records that are corrections, up to a most; `times` as many of a hundred."""
    share = percent(ground.count("corrections"), ground.count("records"))
    full = 0 if share is None else int(share)
    terms = ground.terms
    lost = times * min(terms.numbers["correction_most"], full * terms.points["correction_percent"])
    if not lost:
        return ZERO, ()
    line = Line(text(Fraction(-lost)), f"更正占记录{full}%", f"{full} % of records are corrections")
    return Fraction(lost), (line,)


def _ratio(ground: Ground, done: str, due: str) -> Share | None:
    share = percent(ground.count(done), ground.count(due))
    if share is None:
        return None
    return Share(share, str(ground.count(done)), str(ground.count(due)), "")


def _average(ground: Ground, points: str, number: str) -> Share | None:
    n = ground.count(number)
    if not n:
        return None
    return Share(Fraction(ground.count(points), n), str(ground.count(points)), str(n), "")


def _inspection(ground: Ground) -> Share:
    found = ground.count("patrol_findings")
    value = at_least_zero(HUNDRED - found * ground.terms.points["yellow"])
    return Share(value, str(found), "100", "")


def _full_marks(ground: Ground, name: str, full: int, cards: Sequence[CardLine]) -> Part:
    """One part of D-1."""
    cost = deduct(cards, ground.terms, warnings=True)
    lost, lines, excluded = cost.points, list(cost.lines), EXCLUDED_CARDS
    if name == "satisfaction" and (share := _rating(ground)) is not None:
        missing = full * (HUNDRED - share.value) / HUNDRED
        lost += missing
        lines.append(
            Line(text(-missing), f"评价均值{text(share.value)}", f"mean of ratings {text(share.value)}")
        )
        excluded = share.excluded
    more, more_lines = _other_deductions(ground, name)
    left = at_least_zero(full - lost - more)
    shown = text(truncated(left))
    whole = Fraction(full)
    told = (*lines, *more_lines)
    return Part(name, PARTS_ZH[name], shown, text(whole), text(lost + more), text(whole), excluded, told)


def _other_deductions(ground: Ground, name: str) -> tuple[Fraction, tuple[Line, ...]]:
    """What costs points beside cards: corrections, confirmed leads, records of discipline."""
    if name == "liability":
        return _corrections(ground)
    if name == "supervision" and (leads := ground.count("leads")):
        points = Fraction(leads * ground.terms.points["lead"])
        return points, (Line(text(-points), f"属实线索{leads}条", f"{leads} confirmed leads"),)
    if name == "integrity" and (lost := ground.count("discipline_points")):
        return Fraction(lost), (Line(text(Fraction(-lost)), "纪律记录", "records of discipline"),)
    return ZERO, ()


def _bonus(ground: Ground) -> Part | None:
    """Early closing: a point for each full 10 % from 10 % on; shorter promises: 3 from 30 % on, one more for each
    further 10 %. Capped, off by default, and none where a lead of forged speed was confirmed (A-08, A-09)."""
    most = ground.terms.numbers["bonus_most"]
    if not most or ground.count("leads"):
        return None
    early = percent(ground.count("early"), ground.count("timed")) or ZERO
    legal, promised = ground.count("limit_legal"), ground.count("limit_promise")
    shorter = percent(legal - promised, legal) or ZERO
    compression = int(shorter) // 10 if shorter >= 30 else 0
    points = Fraction(min(most, int(early) // 10 + compression))
    line = Line(
        text(points),
        f"提前办结{text(early)}%，承诺缩短{text(shorter)}%",
        f"{text(early)} % early, promises {text(shorter)} % shorter",
    )
    zh = PARTS_ZH["bonus"]
    numerator, denominator = str(ground.count("early")), str(ground.count("timed"))
    return Part("bonus", zh, text(points), text(Fraction(most)), numerator, denominator, "", (line,))
