"""What people do with tickets: whether an action is done or refused, asked in the order in which a person would ask.

First who asks (the register of the day, never the event), then the state, then what was said. What an action that is
done changes is in `rules.ticket_effects`, the table of moves in `rules.ticket_moves` (contracts 1.3, domain C).
"""

from rules.entitlement import ADJUDICATOR, SUPERVISOR, Refusal, is_concerned
from rules.fact import Fact
from rules.office import Office
from rules.rulebook import StaffMember
from rules.ticket_effects import take_effect
from rules.ticket_moves import MOVES, MOVES_OF, UNIT, UNIT_OR_SUPERVISOR, starts_from, ticket_move_of
from rules.ticket_said import fault_of
from rules.ticket_terms import terms_of
from rules.tickets import Ticket, TicketKind, TicketState

_OF = {
    "contact": frozenset({TicketKind.BAD_RATING, TicketKind.COMPLAINT}),
    "appeal": frozenset({TicketKind.BAD_RATING}),
    "appeal_decide": frozenset({TicketKind.BAD_RATING}),
    "follow_up": frozenset({TicketKind.BAD_RATING, TicketKind.COMPLAINT}),
    "open_contact": frozenset({TicketKind.BAD_RATING}),
    "close": frozenset({TicketKind.BAD_RATING, TicketKind.COMPLAINT, TicketKind.INVESTIGATION}),
}
"""Action → the kinds of ticket that have it, where not all do."""


def decide_ticket(ticket: Ticket, action: Fact, office: Office, *, on_record: bool = False) -> Refusal | None:
    """Why the action is refused (the ticket is as it was), or None: it is done, and `settle_tickets` writes it.

    `on_record`: it was done once already, which is a fact, whatever the ticket looks like now.
    """
    data = action.data
    name = ticket_move_of(data)
    if name is None:
        return Refusal.WRONG_KIND
    if not on_record:
        refusal = refusal_before(ticket, name, data.actor_id, office) or fault_of(ticket, name, data, office)
        if refusal is not None:
            return refusal
    take_effect(ticket, name, action, office)
    return None


def refusal_before(ticket: Ticket, name: str, actor_id: str, office: Office) -> Refusal | None:
    """Why this person may not do this with the ticket now, whatever they would say; None where they may."""
    return _who(ticket, name, actor_id, office) or _state(ticket, name)


def _who(ticket: Ticket, name: str, actor_id: str, office: Office) -> Refusal | None:
    """Why this person may not do this with this ticket."""
    actor = office.register.member(actor_id, office.day)
    if actor is None:
        return Refusal.UNKNOWN_ACTOR
    if actor.staff_id in ticket.barred:
        return Refusal.CONFLICT_OF_INTEREST
    role = _role(ticket, name, office)
    if role == UNIT:
        return None if _is_of_unit(actor, ticket, office) else Refusal.NOT_YOURS
    if role == UNIT_OR_SUPERVISOR:
        allowed = SUPERVISOR in actor.roles or _is_of_unit(actor, ticket, office)
        return None if allowed else Refusal.NOT_YOURS
    return _of_role(actor, role, ticket)


def _role(ticket: Ticket, name: str, office: Office) -> str:
    """Who makes the moves of the action; who reviews is said by the level of handling."""
    if name == "review":
        return terms_of(office.register).level(ticket.gravity).approves
    return MOVES[MOVES_OF[name][0]].who


def _is_of_unit(actor: StaffMember, ticket: Ticket, office: Office) -> bool:
    record = ticket.record
    return is_concerned(actor, record.responsible.staff_id, record.dept_code, office.register)


def _of_role(actor: StaffMember, role: str, ticket: Ticket) -> Refusal | None:
    """The supervising office is another one than the ticket's; nobody decides on an appeal they made or decided."""
    if role not in actor.roles:
        return Refusal.NOT_ENTITLED
    record = ticket.record
    if actor.dept_code == record.dept_code or actor.staff_id == record.responsible.staff_id:
        return Refusal.CONFLICT_OF_INTEREST
    if role == ADJUDICATOR and ticket.base is TicketState.APPEALED:
        if actor.staff_id == ticket.appellant:
            return Refusal.CONFLICT_OF_INTEREST
        if actor.staff_id in ticket.hands:
            return Refusal.SAME_PERSON
    return None


def _state(ticket: Ticket, name: str) -> Refusal | None:
    kinds = _OF.get(name)
    if kinds is not None and ticket.record.kind not in kinds:
        return Refusal.WRONG_KIND
    legal = ticket.held and ticket.base in starts_from(name)
    return None if legal else Refusal.ILLEGAL_STATE
