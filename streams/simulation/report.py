"""What was planted against what was found: by rule and colour, and case by case."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from streams.simulation.truth import Planted

_COLOURS = ("warning", "yellow", "red")


class Card(NamedTuple):
    """What must agree of a card: case, rule, occasion, colour, state, and since when (ms since 1970 UTC)."""

    case_no: str
    rule_id: str
    occasion: str
    colour: str
    state: str
    violated_at: int


class Row(NamedTuple):
    """Counts of one rule and colour. Found: planted cards that are there; false: cards nobody planted."""

    rule_id: str
    colour: str
    planted: int
    found: int
    missed: int
    false: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table, and the cards behind `missed` and `false`."""

    rows: tuple[Row, ...]
    missed: tuple[Card, ...]
    false: tuple[Card, ...]

    @property
    def exact(self) -> bool:
        """Whether every planted card was found, and no other."""
        return not self.missed and not self.false


def compare(truth: Sequence[Planted], cards: Iterable[Mapping[str, Any]]) -> Comparison:
    """Compare the truth with card records (contracts 4) as they stand at the truth's end.

    Several revisions of a card may be among `cards`: the largest counts. Withdrawn cards are history.
    A card agrees when case, rule, occasion, colour, state and `violated_at` do.
    """
    expected = Counter(_planted(each) for each in truth)
    found = Counter(_found(card) for card in _current(cards) if card["state"] != "withdrawn")
    missed, false = expected - found, found - expected
    rows = (_row(rule, colour, expected, missed, false) for rule, colour in _degrees(expected, found))
    return Comparison(tuple(rows), tuple(sorted(missed.elements())), tuple(sorted(false.elements())))


def _current(cards: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    newest: dict[str, Mapping[str, Any]] = {}
    for card in cards:
        known = newest.get(card["card_id"])
        if known is None or known["revision"] < card["revision"]:
            newest[card["card_id"]] = card
    return newest.values()


def _planted(each: Planted) -> Card:
    moment = _milliseconds(each.violated_at)
    return Card(each.case_no, each.rule_id, each.occasion, each.colour, each.state, moment)


def _found(card: Mapping[str, Any]) -> Card:
    moment = _milliseconds(card["violated_at"])
    name = (card["case_no"], card["rule_id"], card["occasion"])
    return Card(*name, card["colour"], card["state"], moment)


def _milliseconds(moment: str | datetime) -> int:
    parsed = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return round(parsed.timestamp() * 1000)


def _degrees(*counts: Counter[Card]) -> list[tuple[str, str]]:
    degrees = {(card.rule_id, card.colour) for count in counts for card in count}
    return sorted(degrees, key=lambda each: (each[0], _COLOURS.index(each[1])))


def _row(rule: str, colour: str, expected: Counter[Card], missed: Counter[Card], false: Counter[Card]) -> Row:
    planted, lost, extra = (
        sum(n for card, n in count.items() if (card.rule_id, card.colour) == (rule, colour))
        for count in (expected, missed, false)
    )
    return Row(rule, colour, planted, planted - lost, lost, extra)
