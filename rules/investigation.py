"""What follows from cards, ratings, complaints and findings: what is said of ratings, R-05's leads, the tickets.

Called whenever any of them may have changed; what is as it was makes no revision.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from rules.case_events import Corrected
from rules.contacts import contact_of
from rules.corrections import in_force
from rules.dossier import Dossier
from rules.fact import Fact
from rules.needs import of_cards, of_complaints, of_ratings
from rules.office import Office
from rules.rating_rules import confirmations, rated_case
from rules.ratings import Rating, RatingRecord, RatingStatus, rating_terms, ratings_of, reconcile_ratings
from rules.service_events import RatingRestored
from rules.ticket_care import reconcile_tickets
from rules.ticket_terms import terms_of
from rules.tickets import Need, Ticket, TicketChange, TicketKind, ticket_id_of
from rules.view import CaseView

APPEAL_GRANTED = "appeal_granted"
"""The mark of a rating that does not count because the appeal against it was granted."""


def rate(dossier: Dossier, case: CaseView) -> list[Rating]:
    """What is known of the subject's ratings now, those left out whose appeal was granted."""
    book = case.rulebook
    found = ratings_of(
        _in_force(dossier, case.now),
        subject=dossier.subject,
        case=rated_case(case),
        now=case.now,
        terms=rating_terms(book, terms_of(book).late_rating_days),
        zone=case.zone,
        calendar=case.calendar,
    )
    upheld = {each.record.ticket_id: each for each in dossier.tickets if each.upheld is not None}
    return [_after_appeal(rating, dossier, upheld) for rating in found] if upheld else found


def ahead(dossier: Dossier, now: int) -> int | None:
    """When the next fact of a rating takes effect that is dated ahead, by itself or by a correction (ms)."""
    return min((fact.time for fact in _in_force(dossier, now) if fact.time > now), default=None)


def _in_force(dossier: Dossier, now: int) -> list[Fact]:
    """The facts of ratings as corrected: corrections are facts of the case, whatever they are about."""
    corrections = [fact for fact in dossier.facts if type(fact.data) is Corrected]
    if not corrections:
        return dossier.ratings
    facts = in_force(sorted([*corrections, *dossier.ratings]), now)
    return [fact for fact in facts if type(fact.data) is not Corrected]


def say(dossier: Dossier, ratings: Sequence[Rating], cause: str, floor: int) -> list[RatingRecord]:
    """The new revisions of what is said of ratings, above `floor`."""
    records = [rating.record for rating in ratings]
    dossier.rated, changed = reconcile_ratings(dossier.rated, records, cause, floor)
    return changed


def look_after(
    dossier: Dossier,
    case: CaseView,
    ratings: Sequence[Rating],
    found: Sequence[Need],
    office: Office,
    cause: str,
) -> list[TicketChange]:
    """Open, route, void and bring back tickets as the facts ask for it now; the new revisions."""
    needs = list(_needs(dossier, case, ratings, found))
    if not (needs or dossier.tickets):
        return []
    return reconcile_tickets(dossier.tickets, needs, office, cause)


def _needs(
    dossier: Dossier, case: CaseView, ratings: Sequence[Rating], found: Sequence[Need]
) -> Iterable[Need]:
    subject = dossier.subject
    yield from of_cards(case, dossier.cards, subject)
    yield from of_complaints(case, subject)
    yield from found
    if dossier.rated:
        confirmed: dict[str, tuple[str, ...]] = {}
        for each in confirmations(ratings, [card.record for card in dossier.cards]):
            number = each.rating.record.service_number
            confirmed[number] = (*confirmed.get(number, ()), each.card_id)
        for need in of_ratings(case, dossier.rated, subject):
            yield need._replace(
                confirmed=tuple(dict.fromkeys(confirmed.get(need.key[-1], ()))),
                contact=_contact(ratings, need.key[-1]),
            )


def _contact(ratings: Sequence[Rating], service_number: str) -> str | None:
    """How to reach who rated the service badly: what they left last."""
    left = [
        contact_of(rating.fact.data)
        for rating in ratings
        if rating.record.needs_ticket and rating.record.service_number == service_number
    ]
    return next((said for said in reversed(left) if said), None)


def _after_appeal(rating: Rating, dossier: Dossier, upheld: Mapping[str, Ticket]) -> Rating:
    """A rating whose ticket's appeal was granted counts for nothing, unless it was restored afterwards.

    One that was recorded later is another word of the citizen, which nobody has decided on.
    """
    record = rating.record
    key = (dossier.subject, "rating", record.service_number)
    ticket = upheld.get(ticket_id_of(TicketKind.BAD_RATING, key))
    if ticket is None or ticket.upheld is None or not record.bad or record.status is RatingStatus.DUPLICATE:
        return rating
    if rating.fact.recorded > ticket.upheld or _restored_since(dossier, record, ticket.upheld):
        return rating
    ground = ticket.record.appeal_ground or "mistaken"
    return rating._replace(
        record=msgspec.structs.replace(
            record,
            status=RatingStatus.INVALID,
            counts=False,
            invalid_kind=ground,
            marks=(*record.marks, APPEAL_GRANTED),
        )
    )


def _restored_since(dossier: Dossier, record: RatingRecord, moment: int) -> bool:
    return any(
        isinstance(fact.data, RatingRestored)
        and str(fact.data.service_number) == record.service_number
        and fact.data.assess_number == record.assess_number
        and fact.recorded > moment
        for fact in dossier.ratings
    )
