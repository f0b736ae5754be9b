"""Taking a matter up again (重办): a new round with half the time, one level up in the unit (contracts 4, domain C)."""

from collections.abc import Collection

import msgspec

from rules import ticket_clock as clocks
from rules.cards import Responsible
from rules.office import Office
from rules.ticket_duty import head
from rules.ticket_terms import terms_of
from rules.tickets import ENDED, Asking, Before, Fault, Ticket, TicketState

YELLOW = "yellow"
TWICE = 3
"""The round of a ticket that was reopened twice."""


def reopen(ticket: Ticket, office: Office) -> None:
    """The next round begins now: half the days of the first to rectify (rounded up), at least `reopen_min`.

    The head of the unit answers, where there is one today who may; else who did before. What was found and said stays
    until it is said anew, but for what the visit came to.
    """
    terms = terms_of(office.register)
    clocks.stop(ticket, *clocks.NAMES, office=office)
    whole = terms.level(ticket.gravity).days(ticket.record.handling_class)
    ticket.base, ticket.attempts, ticket.granted, ticket.before = TicketState.REOPENED, 0, False, None
    ticket.record = msgspec.structs.replace(
        ticket.record,
        round=ticket.record.round + 1,
        measure=None,
        result=None,
        closed_at=None,
        extension_days=0,
    )
    clocks.begin(ticket, clocks.RECTIFY, office.day, max(terms.reopen_min, -(-whole // 2)), office)
    if ticket.record.round == TWICE:
        note_fault(ticket, YELLOW, "", office)
    _one_level_up(ticket, office)


def take_up_again(ticket: Ticket, asking: Asking, office: Office) -> None:
    """A fact contradicts what the unit said (追评). What the ticket was is kept while nobody acts on it."""
    before = Before(
        asking.ref,
        ticket.record,
        ticket.base,
        [msgspec.structs.replace(clock) for clock in ticket.clocks],
        ticket.attempts,
        ticket.faults,
    )
    note_fault(ticket, YELLOW, asking.id, office, asking.ref)
    reopen(ticket, office)
    ticket.before = before


def lay_down_again(ticket: Ticket, gone: Collection[str], office: Office) -> None:
    """Facts that took it up again are no longer (a 追评 was declared invalid, or voided): nothing follows from them.

    Where nobody has acted on the ticket since, it is what it was; what fell due meanwhile has its days anew.
    """
    before = ticket.before
    if before is not None and before.ref in gone:
        ticket.base, ticket.clocks, ticket.attempts = before.base, before.clocks, before.attempts
        ticket.faults, ticket.before = before.faults, None
        ticket.record = msgspec.structs.replace(
            ticket.record, **{name: getattr(before.record, name) for name in _BACK}
        )
        if ticket.base not in ENDED:
            clocks.ask_anew(ticket, office)
    ticket.faults = tuple(fault for fault in ticket.faults if fault.ref not in gone)


_BACK = ("responsible", "round", "measure", "result", "closed_at", "extension_days")
"""What reopening changes of a record."""


def note_fault(ticket: Ticket, degree: str, by: str, office: Office, ref: str = "") -> None:
    """What was reported as put right was not (R-04): whoever answers for the ticket now answers for that."""
    ticket.faults = (*ticket.faults, Fault(degree, office.now, by, ticket.record.responsible, ref))


def _one_level_up(ticket: Ticket, office: Office) -> None:
    member = head(office, ticket.record.dept_code, ticket.barred)
    if member is not None:
        ticket.record = msgspec.structs.replace(
            ticket.record,
            responsible=Responsible(
                member.staff_id, member.post or None, next(iter(member.roles), None), member.dept_code
            ),
        )
