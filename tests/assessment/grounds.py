"""Small facts to score: terms with defaults, cards with one line each."""

from fractions import Fraction
from typing import Any

from rules.assessment.amounts import number
from rules.assessment.facts import CardLine
from rules.assessment.models import MODELS, Ground
from rules.assessment.scores import Part, total_of
from rules.assessment.terms import WEIGHTED, read_terms

TERMS = read_terms({})


def card(name: str, rule_id: str, colour: str, case: str = "", **changes: Any) -> CardLine:
    """A card of a case of its own, unless one is named."""
    said = {
        "card_id": name,
        "revision": 1,
        "state": "issued",
        "colour": colour,
        "rule_id": rule_id,
        "rule_class": rule_id,
        "subject": case or name,
        "staff_id": "u17",
        "dept_code": "D",
        "item_code": "I",
        "region_code": "",
        "violated_at": "2026-10-10T00:00:00.000Z",
    }
    return CardLine(**{**said, **changes})


def parts(
    counts: dict[str, int],
    *cards: CardLine,
    prior: int | None = None,
    model: str = WEIGHTED,
    **terms: Any,
) -> dict[str, Part]:
    """The parts of a score, by name."""
    said = read_terms(terms) if terms else TERMS
    ground = Ground(counts, cards, None if prior is None else Fraction(prior), said)
    return {part.name: part for part in MODELS[model](ground)}


def total(made: dict[str, Part]) -> Fraction:
    """The sum of the parts as shown."""
    return total_of(tuple(made.values()))


def points(made: dict[str, Part]) -> dict[str, str]:
    """What each part shows."""
    return {name: part.points for name, part in made.items()}


__all__ = ["TERMS", "card", "number", "parts", "points", "total"]
