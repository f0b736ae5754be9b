"""The oracle's answer: the cards that must stand at an instant, each with its state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.oracle import acts, branches, grounds, verdicts, visits, waits
from tests.oracle.book import Almanac, Book
from tests.oracle.facts import Event, case_at
from tests.oracle.limits import limits_of
from tests.oracle.start import item_of, start_of
from tests.oracle.verdicts import Bench, Verdict

GRAVITY = {"warning": 0, "yellow": 1, "red": 2}
CLASSES = {
    "T-01": "acceptance",
    "T-02": "acceptance",
    "T-03": "limit",
    "T-04": "limit",
    "T-05": "limit",
    "T-06": "limit",
}
GRAVER = ("T-01", "T-02", "T-03", "T-04", "T-06", "T-05")
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
    waits.pre_review,
    waits.cure,
    waits.forwarding,
    waits.instant_cases,
    waits.certificates,
    waits.questions,
    waits.hearings,
    waits.deferred_materials,
    acts.authority,
    acts.separation,
    acts.told_at_once,
    acts.reasons,
    acts.complete_but_refused,
    acts.outside_the_guide,
    acts.asked_again,
    acts.fees,
    acts.substance_checks,
    acts.decision_duties,
    acts.odd_endings,
    acts.interference,
    grounds.legal_basis,
    grounds.unmet_conditions,
    grounds.unlisted_items,
    branches.branch_clocks,
    branches.dispatches,
    branches.opinions,
)


@dataclass(frozen=True)
class StandingCard:
    """A card that is not withdrawn; `state` is issued, proposed or superseded."""

    verdict: Verdict
    state: str
    degree: str = field(default="", compare=False)


def standing_cards(
    events: Iterable[Event], book: Book, almanac: Almanac, until: datetime
) -> set[StandingCard]:
    """The cards of one case that must exist at `until`, withdrawn ones left out."""
    found = [each for each in facts_found(events, book, almanac, until) if book.enabled(each.rule)]
    shown = [each for each in found if not (each.provisional and _colour(each, book) == "red")]
    cards = [_own_card(verdict, book) for verdict in _highest_of_each_card(shown)]
    return {_outranked(card, cards) for card in cards}


def facts_found(events: Iterable[Event], book: Book, almanac: Almanac, until: datetime) -> list[Verdict]:
    """Everything that is true at `until` by any rule, whatever its colour: `colour` is the degree."""
    case = case_at(events, until, book.zone)
    start = start_of(case, book, almanac, until)
    limits = limits_of(case, book, almanac, start)
    bench = Bench(case, book, almanac, until, start, item_of(case, book, start), limits)
    return [verdict for rule in RULES for verdict in rule(bench)]


def _highest_of_each_card(found: Sequence[Verdict]) -> list[Verdict]:
    """One card whose degree rises; P-01 makes a card of each."""
    highest: dict[tuple[str, ...], Verdict] = {}
    for verdict in found:
        degree = verdict.colour if verdict.rule in COLOUR_IS_AN_OCCASION else ""
        key = (verdict.rule, verdict.occasion, degree)
        if key not in highest or GRAVITY[verdict.colour] > GRAVITY[highest[key].colour]:
            highest[key] = verdict
    return list(highest.values())


def _own_card(verdict: Verdict, book: Book) -> StandingCard:
    """The card as its rule alone makes it, in the colour this office gives the degree."""
    waits_first = (verdict.rule, verdict.colour) in book.confirm
    coloured = replace(verdict, colour=_colour(verdict, book))
    return StandingCard(coloured, "proposed" if waits_first else "issued", verdict.colour)


def _colour(verdict: Verdict, book: Book) -> str:
    return book.colours.get((verdict.rule, verdict.colour), verdict.colour)


def _outranked(card: StandingCard, cards: Sequence[StandingCard]) -> StandingCard:
    """Superseded where an issued card of its class and occasion is higher; proposed cards outrank nobody."""
    rivals = [other for other in cards if other.state == "issued" and _class_of(other) == _class_of(card)]
    higher = any(_rank(rival) > _rank(card) for rival in rivals)
    return replace(card, state="superseded") if higher else card


def _class_of(card: StandingCard) -> tuple[str, str]:
    verdict = card.verdict
    return (CLASSES.get(verdict.rule, verdict.rule), verdict.group or verdict.occasion)


def _rank(card: StandingCard) -> tuple[int, int, int]:
    """Colour first; of equal colours the graver rule; of cards of one rule the graver degree."""
    rule = card.verdict.rule
    return (
        GRAVITY[card.verdict.colour],
        GRAVER.index(rule) if rule in GRAVER else 0,
        GRAVITY[card.degree],
    )
