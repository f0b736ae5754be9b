"""What cards cost: of one case and rule class only the highest counts; each deduction names its card (domain D)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from rules.assessment.amounts import text
from rules.assessment.facts import CardLine
from rules.assessment.scores import Line
from rules.assessment.terms import AssessmentTerms

GRAVITY = {"warning": 0, "yellow": 1, "red": 2}
COLOUR_ZH = {"warning": "预警", "yellow": "黄牌", "red": "红牌"}
WARNINGS_IN_A_ROW = 3


class Deductions(NamedTuple):
    """What the cards of a part cost together, and for each its line."""

    points: Fraction
    lines: tuple[Line, ...]


def highest(cards: Iterable[CardLine]) -> list[CardLine]:
    """One card for each case and rule class, the gravest; of equal ones the first. In order of time."""
    best: dict[tuple[str, str], CardLine] = {}
    for card in sorted(cards, key=_by_time):
        key = (card.subject, card.rule_class)
        if key not in best or GRAVITY[card.colour] > GRAVITY[best[key].colour]:
            best[key] = card
    return sorted(best.values(), key=_by_time)


def _by_time(card: CardLine) -> tuple[str, str]:
    return card.violated_at, card.card_id


def deduct(cards: Sequence[CardLine], terms: AssessmentTerms, *, warnings: bool) -> Deductions:
    """What these cards cost, each of which is the highest of its case and class; `warnings`: also each full three."""
    lines = [_line(card, terms) for card in cards if card.colour != "warning"]
    points = sum((_points(card, terms) for card in cards if card.colour != "warning"), 0)
    if warnings:
        told = [card for card in cards if card.colour == "warning"]
        threes = len(told) // WARNINGS_IN_A_ROW
        points += threes * terms.points["three_warnings"]
        lines += [
            _three(told[WARNINGS_IN_A_ROW * place :][:WARNINGS_IN_A_ROW], terms) for place in range(threes)
        ]
    return Deductions(Fraction(points), tuple(lines))


def _points(card: CardLine, terms: AssessmentTerms) -> int:
    return terms.rule_points.get(card.rule_id, terms.points[card.colour])


def _line(card: CardLine, terms: AssessmentTerms) -> Line:
    zh = f"{card.rule_id} {COLOUR_ZH[card.colour]}（{card.subject}）"
    en = f"{card.rule_id} {card.colour} card, {card.subject}"
    return Line(text(Fraction(-_points(card, terms))), zh, en, card.card_id, card.rule_id)


def _three(cards: Sequence[CardLine], terms: AssessmentTerms) -> Line:
    names = "、".join(card.card_id for card in cards)
    points = text(Fraction(-terms.points["three_warnings"]))
    return Line(points, f"三次预警：{names}", f"three warnings: {names}", cards[-1].card_id)
