"""Looking at a case: the same question to the engine and to the oracle, answered in the same words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Protocol

from tests.oracle.book import Book
from tests.oracle.cards import StandingCard, standing_cards
from tests.oracle.verdicts import Verdict
from tests.rules.engine import cards_at
from tests.rules.writing import CaseLog, Days, at, rulebook_of

FULL_ARITHMETIC = ("T-01", "T-03", "T-04", "T-05", "T-07", "T-09", "T-10", "P-16")
"""Rules of which the oracle says start, limit and days apart too, not the due date alone."""


@dataclass(frozen=True)
class Office:
    """The rulebook and the calendar a case is judged by."""

    book: Book
    days: Days


class Standing:
    """The cards that stand at an instant."""

    def __init__(self, cards: Iterable[StandingCard]) -> None:
        self.cards = frozenset(cards)

    def states(self) -> set[tuple[str, str, str]]:
        """(rule, colour, state) of every card."""
        return {(card.verdict.rule, card.verdict.colour, card.state) for card in self.cards}

    def rules(self) -> set[str]:
        return {card.verdict.rule for card in self.cards}

    def of(self, rule: str) -> Verdict:
        """The one card of that rule."""
        (only,) = (card.verdict for card in self.cards if card.verdict.rule == rule)
        return only

    def occasions(self, rule: str) -> set[str]:
        return {card.verdict.occasion for card in self.cards if card.verdict.rule == rule}


class Look(Protocol):
    def __call__(self, log: CaseLog, office: Office, when: str) -> Standing: ...


def engine_look(log: CaseLog, office: Office, when: str) -> Standing:
    return Standing(by_engine(log.events, office.book, office.days, at(when, log.zone)))


def oracle_look(log: CaseLog, office: Office, when: str) -> Standing:
    until = at(when, log.zone).astimezone(UTC)
    return Standing(standing_cards(log.events, office.book, office.days.almanac(), until))


def by_engine(
    events: Sequence[Mapping[str, Any]], book: Book, days: Days, until: datetime
) -> set[StandingCard]:
    """The engine's standing cards in the oracle's words."""
    records = cards_at(events, rulebook_of(book), days.real(), until).values()
    return {standing_card(record) for record in records if record["state"] != "withdrawn"}


def standing_card(record: Mapping[str, Any]) -> StandingCard:
    rule, due = record["rule_id"], _date(record["due_date"])
    at = datetime.fromisoformat(record["violated_at"]).astimezone(UTC)
    verdict = Verdict(rule, occasion_of(record), record["colour"], at, due, provisional=record["provisional"])
    if rule in FULL_ARITHMETIC and due is not None:
        verdict = replace(
            verdict,
            start=_date(record["start_date"]),
            limit=record["limit_days"],
            excluded=record["excluded_days"] or 0,
            extension=record["extension_days"] or 0,
        )
    return StandingCard(verdict, record["state"])


def occasion_of(record: Mapping[str, Any]) -> str:
    """What the card is about, "" for the case; of P-01 the stage, whatever the colour."""
    if record["rule_id"] == "P-01":
        return str(record["stage_code"])
    occasion = str(record["occasion"])
    return "" if occasion == "case" else occasion


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
