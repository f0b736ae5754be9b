"""Looking at a case: the same question to the engine and to the oracle, answered in the same words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from tests.oracle.book import Book
from tests.oracle.cards import StandingCard, standing_cards
from tests.oracle.verdicts import Verdict
from tests.rules.engine import cards_at
from tests.rules.writing import CaseLog, Days, at, rulebook_of

ABOUT_AN_EVENT = ("T-01", "T-07", "T-10", "T-11", "P-02", "P-11", "P-15")


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
    rule = record["rule_id"]
    verdict = Verdict(
        rule,
        occasion_of(record),
        record["colour"],
        datetime.fromisoformat(record["violated_at"]).astimezone(UTC),
        _date(record["due_date"]),
        _date(record["start_date"]) if record["due_date"] else None,
        record["limit_days"],
        record["excluded_days"] or 0,
        record["extension_days"] or 0,
        record["provisional"],
    )
    return StandingCard(verdict, record["state"])


def occasion_of(record: Mapping[str, Any]) -> str:
    """The opening event by source and id, the stage code, or "" for the case."""
    text = str(record["occasion"])
    if record["rule_id"] in ABOUT_AN_EVENT:
        return text
    return str(record["stage_code"]) if record["rule_id"] == "P-01" else ""


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
