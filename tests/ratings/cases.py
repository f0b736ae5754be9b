"""A case to hold ratings against, and cards about it."""

from typing import Any

from rules.cards import CardRecord, CardState, Responsible, card_id_of
from rules.case_events import Accepted, Closed
from rules.fact import Fact
from rules.rulebook import Colour
from rules.view import CaseView, by_kind
from tests.oracle.book import Book, ItemFacts
from tests.ratings.telling import CALENDAR, CASE, moment
from tests.rules.writing import rulebook_of


def view(*more: Fact, now: str = "2018-12-01 00:00") -> CaseView:
    """A case about item I of department D, accepted on 2018-10-08."""
    facts = [_fact("2018-10-08 09:00", "e1", Accepted(item_code="I", voucher_no="v")), *more]
    book = rulebook_of(Book((ItemFacts("I", promise=5, legal=10),)))
    return CaseView(facts, by_kind(facts), book, CALENDAR, moment(now))


def empty_view() -> CaseView:
    """A subject of which no case event is known."""
    return CaseView([], {}, rulebook_of(Book((ItemFacts("I"),))), CALENDAR, moment("2018-12-01 00:00"))


def closed(when: str, event_id: str) -> Fact:
    """An ordinary close."""
    return _fact(when, event_id, Closed(kind="normal"))


def _fact(when: str, event_id: str, data: Any) -> Fact:
    return Fact(moment(when), "s", event_id, moment(when), b"", data)


def card(
    rule_id: str, state: CardState = CardState.ISSUED, colour: Colour = Colour.YELLOW, occasion: str = "case"
) -> CardRecord:
    """A card about the case."""
    return CardRecord(
        card_id=card_id_of(CASE, rule_id, occasion),
        revision=1,
        state=state,
        colour=colour,
        rule_id=rule_id,
        rule_class=rule_id,
        case_no=CASE,
        occasion=occasion,
        item_code="I",
        dept_code="D",
        region_code=None,
        stage_code=None,
        responsible=Responsible(None, None, None, "D"),
        start_date=None,
        limit_days=None,
        excluded_days=0,
        extension_days=0,
        due_date=None,
        due_at=None,
        violated_at="2018-10-16T00:00:00.000+08:00",
        issued_at=None,
        provisional=False,
        evidence=("e1",),
        arithmetic="",
        basis="",
        answer_due=None,
        appeal_due=None,
        mode="automatic",
        historical=False,
        superseded_by=None,
        subject=CASE,
        rulebook_hash="hash",
        reason="",
    )
