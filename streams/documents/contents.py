"""What the five documents say: a card or a ticket → the notice of a kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rules.cards import STANDING, CardRecord
from rules.rulebook import Colour, Rulebook
from rules.tickets import TicketKind, TicketRecord, TicketState
from streams.documents.facts import Facts
from streams.documents.forms import rating_form, rectification_letter, supervision_form
from streams.documents.letterhead import letterhead_of
from streams.documents.letters import card_letter
from streams.documents.notice import TITLES, Kind, Notice
from streams.documents.numbers import day_of
from streams.documents.records import Found
from streams.exits import Misuse


class Wish(NamedTuple):
    """What was asked for: the kind (None: the one that belongs to the record) and a supervisor's own advice."""

    kind: Kind | None = None
    advice: Sequence[str] = ()


_OF_COLOUR: Mapping[str, Kind] = {Colour.YELLOW: Kind.YELLOW, Colour.RED: Kind.RED}
_WRITERS: Mapping[Kind, Callable[[Facts, Sequence[str]], Notice]] = {
    Kind.YELLOW: card_letter,
    Kind.RED: card_letter,
    Kind.SUPERVISION: supervision_form,
    Kind.RECTIFICATION: rectification_letter,
    Kind.RATING: rating_form,
}


def notice_of(found: Found, register: Rulebook, wish: Wish) -> Notice:
    """The notice. `register` names people, units and items. Raises Misuse where none is made of this record."""
    kind = wish.kind or _own_kind(found)
    _check(found, kind)
    if wish.advice and kind not in (Kind.SUPERVISION, Kind.RECTIFICATION):
        raise Misuse(f"found --advice with a {kind} notice, expected it with supervision or rectification")
    begun = _begun(found)
    day = day_of(begun).toordinal()
    region = found.card.region_code if found.card else None
    facts = Facts(kind, found, register, letterhead_of(register, day, region), begun)
    return _WRITERS[kind](facts, wish.advice)


def register_for(found: Found, books: Sequence[Rulebook]) -> Rulebook:
    """Of several versions (in order) the one the record was made by, else the newest."""
    record = found.card or found.ticket
    own = [book for book in books if record and book.rulebook_hash == record.rulebook_hash]
    return (own or list(books))[-1]


def _own_kind(found: Found) -> Kind:
    if found.ticket is not None:
        return Kind.RATING if found.ticket.kind is TicketKind.BAD_RATING else Kind.SUPERVISION
    return _OF_COLOUR.get(found.card.colour, Kind.SUPERVISION) if found.card else Kind.SUPERVISION


def _check(found: Found, kind: Kind) -> None:
    """Raises Misuse where the record does not stand, or the kind is another record's."""
    if found.ticket is not None:
        _check_ticket(found.ticket, kind)
    elif found.card is not None:
        _check_card(found.card, kind)


def _check_card(card: CardRecord, kind: Kind) -> None:
    name = f"card {card.card_id}"
    if card.state not in STANDING:
        raise Misuse(f"{name} is {card.state}: a notice is made of a card that stands ({_listed(STANDING)})")
    if card.historical:
        raise Misuse(
            f"{name} is about a time before the system went live and asks for nothing: no notice is made of it"
        )
    if kind is Kind.RATING:
        raise Misuse(f"{name} is no bad rating: a {TITLES[kind]} is made of a ticket of kind bad_rating")
    if kind in _OF_COLOUR.values() and _OF_COLOUR.get(card.colour) is not kind:
        raise Misuse(f"{name} is {card.colour}: found --kind {kind}, expected {_own_kind(Found(card))}")


def _check_ticket(ticket: TicketRecord, kind: Kind) -> None:
    name = f"ticket {ticket.ticket_id}"
    if ticket.state is TicketState.VOID:
        raise Misuse(f"{name} is void: nothing needs it any more, so no notice is made of it")
    if ticket.historical:
        raise Misuse(f"{name} is about a time before the system went live: no notice is made of it")
    if kind in _OF_COLOUR.values():
        raise Misuse(
            f"{name}: found --kind {kind}, which is made of a card; name the card {ticket.card_id or ''}"
        )
    if kind is Kind.RATING and ticket.kind is not TicketKind.BAD_RATING:
        raise Misuse(
            f"{name} is of kind {ticket.kind}: a {TITLES[kind]} is made of a ticket of kind bad_rating"
        )


def _begun(found: Found) -> str:
    """The instant whose date the notice bears: when the card was issued or the ticket opened."""
    if found.ticket is not None:
        return found.ticket.opened_at
    card = found.card
    return (card.issued_at or card.violated_at) if card else ""


def _listed(words: object) -> str:
    return ", ".join(sorted(words)) if isinstance(words, frozenset) else str(words)
