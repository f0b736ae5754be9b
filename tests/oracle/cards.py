"""The oracle's answer: the cards that must stand at an instant, each with its state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tests.oracle import verdicts, visits
from tests.oracle.book import Almanac, Book
from tests.oracle.facts import Event, case_at
from tests.oracle.limits import limits_of
from tests.oracle.start import item_of, start_of
from tests.oracle.verdicts import Bench, Verdict

GRAVITY = {"warning": 0, "yellow": 1, "red": 2}
LIMIT_CLASS = ("T-03", "T-04", "T-05")
COLOUR_IS_AN_OCCASION = ("P-01",)

RULES = (
    verdicts.case_limits,
    verdicts.delivery,
    verdicts.voucher,
    verdicts.late_records,
    visits.acceptance_rounds,
    visits.stage_visits,
    visits.special_procedures,
    visits.extensions,
    visits.missing_stages,
    visits.early_entries,
    visits.after_acceptance,
)


@dataclass(frozen=True)
class StandingCard:
    """A card that is not withdrawn; `state` is issued, proposed or superseded."""

    verdict: Verdict
    state: str


def standing_cards(
    events: Iterable[Event], book: Book, almanac: Almanac, until: datetime
) -> set[StandingCard]:
    """The cards of one case that must exist at `until`, withdrawn ones left out."""
    case = case_at(events, until, book.zone)
    start = start_of(case, book, almanac, until)
    limits = limits_of(case, book, almanac, start)
    bench = Bench(case, book, almanac, until, start, item_of(case, book, start), limits)
    found = [verdict for rule in RULES for verdict in rule(bench)]
    found = [verdict for verdict in found if verdict.rule not in book.disabled]
    found = [verdict for verdict in found if not (verdict.provisional and verdict.colour == "red")]
    cards = [_own_state(verdict, book) for verdict in _highest_of_each_card(found)]
    return {_outranked(card, cards) for card in cards}


def _highest_of_each_card(found: Sequence[Verdict]) -> list[Verdict]:
    """One card whose colour rises; P-01 makes a card of each colour."""
    highest: dict[tuple[str, ...], Verdict] = {}
    for verdict in found:
        colour = verdict.colour if verdict.rule in COLOUR_IS_AN_OCCASION else ""
        key = (verdict.rule, verdict.occasion, colour)
        if key not in highest or GRAVITY[verdict.colour] > GRAVITY[highest[key].colour]:
            highest[key] = verdict
    return list(highest.values())


def _own_state(verdict: Verdict, book: Book) -> StandingCard:
    waits = (verdict.rule, verdict.colour) in book.confirm
    return StandingCard(verdict, "proposed" if waits else "issued")


def _outranked(card: StandingCard, cards: Sequence[StandingCard]) -> StandingCard:
    """Superseded where an issued card of its class and occasion is higher; proposed cards outrank nobody."""
    rivals = [other for other in cards if other.state == "issued" and _class_of(other) == _class_of(card)]
    higher = any(_rank(rival) > _rank(card) for rival in rivals)
    return replace(card, state="superseded") if higher else card


def _class_of(card: StandingCard) -> tuple[str, str]:
    rule = "limit" if card.verdict.rule in LIMIT_CLASS else card.verdict.rule
    return (rule, card.verdict.occasion)


def _rank(card: StandingCard) -> tuple[int, str]:
    """Colour first; of equal colours the graver rule, in the limit class the higher number."""
    return (GRAVITY[card.verdict.colour], card.verdict.rule)
