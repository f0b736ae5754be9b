"""What asks for a ticket (一事一调查): cards that stand, bad ratings, complaints.

What findings over many cases ask for comes from `rules.finding_rules`.

Every yellow or red card that stands and every bad rating has one; nothing before `go_live` has (contracts 2.17, 4).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rules.cards import STANDING, Card
from rules.case_events import ComplaintOpened
from rules.decode import milliseconds
from rules.fact import Fact
from rules.ratings import RatingRecord
from rules.rulebook import GRAVITY, Colour
from rules.tickets import Asking, Need, TicketKind
from rules.view import CaseView

RULE = "R-01"
"""The rule by which a bad rating has a ticket."""


def of_cards(case: CaseView, cards: Sequence[Card], subject: str) -> Iterator[Need]:
    """One for each rule class and occasion of which a yellow or red card stands; its card is the gravest."""
    tops: dict[tuple[str, str], Card] = {}
    for card in cards:
        name = (card.record.rule_class, card.group)
        if _asks(card) and (name not in tops or _gravity(card) > _gravity(tops[name])):
            tops[name] = card
    for name, card in tops.items():
        record = card.record
        yield Need(
            TicketKind.INVESTIGATION,
            (subject, "card", *name),
            case.day(_instant(record.violated_at)),
            record.colour,
            record.dept_code,
            record.region_code,
            barred=_those(record.responsible.staff_id),
            card_id=record.card_id,
            rule_id=record.rule_id,
        )


def of_ratings(case: CaseView, rated: Sequence[RatingRecord], subject: str) -> Iterator[Need]:
    """One for each service with a bad rating; a bad 追评 after it asks to take the matter up again. None where the
    rulebook has R-01 switched off."""
    if RULE not in case.rulebook.enabled:
        return
    bad: dict[str, list[RatingRecord]] = {}
    for record in rated:
        if record.needs_ticket:
            bad.setdefault(record.service_number, []).append(record)
    for service_number, records in bad.items():
        first, *more = sorted(records, key=lambda record: record.assess_number)
        yield Need(
            TicketKind.BAD_RATING,
            (subject, "rating", service_number),
            case.day(_instant(first.rated_at)),
            f"grade_{first.level}",
            first.dept_code,
            first.region_code,
            barred=_those(*(record.staff_id or _served_by(case, record) for record in records)),
            real_name=first.real_name,
            rating_key=f"{service_number}/{first.assess_number}",
            rule_id=RULE,
            asking=tuple(Asking(record.event, record.evidence[0]) for record in (first, *more)),
        )


def of_complaints(case: CaseView, subject: str) -> Iterator[Need]:
    """One for each complaint about the case."""
    for fact in case.of(ComplaintOpened):
        if not case.is_history(fact.time):
            yield _of_complaint(case, fact, subject)


def _of_complaint(case: CaseView, fact: Fact, subject: str) -> Need:
    item = case.item
    return Need(
        TicketKind.COMPLAINT,
        (subject, "complaint", fact.ref),
        case.day(fact.time),
        "complaint",
        fact.data.dept_code or (item.dept_code if item else None),
        fact.data.region_code or (item.region_code if item else None),
        barred=_those(fact.data.target_staff_id),
        asking=(Asking(fact.ref, fact.id),),
    )


def _asks(card: Card) -> bool:
    record = card.record
    return record.state in STANDING and not record.historical and record.colour != Colour.WARNING


def _gravity(card: Card) -> tuple[int, bool]:
    """By colour; of equal ones the card whose degree is part of its occasion."""
    return GRAVITY[Colour(card.record.colour)], card.record.occasion != card.group


def _instant(text: str) -> int:
    return milliseconds(datetime.fromisoformat(text))


def _those(*staff_ids: str | None) -> tuple[str, ...]:
    return tuple(sorted({staff_id for staff_id in staff_ids if staff_id}))


def _served_by(case: CaseView, record: RatingRecord) -> str | None:
    """Who had the case last before a rating that names nobody: whom it is about as far as anybody can tell."""
    rated_at = _instant(record.rated_at)
    handled = (fact for fact in reversed(case.facts) if fact.time <= rated_at and fact.data.staff_id)
    return next((fact.data.staff_id for fact in handled), None)
