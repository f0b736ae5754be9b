"""Tickets brought in line with what asks for them: opened, routed, handed over, voided, brought back, marked overdue.

Late events, corrections, calendars, registers and time all end here; what people do to a ticket is in
`rules.ticket_desk`. Every ticket has one person who answers for it, never the one rated or carded; while there is
nobody it stays without, and is looked at again when somebody may be there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from rules import ticket_clock as clocks
from rules.cards import Responsible
from rules.office import Office
from rules.on_record import next_revision
from rules.rulebook import StaffMember
from rules.ticket_duty import answerer, next_arrival, next_change, successor, there
from rules.ticket_reopening import lay_down_again, reopen, take_up_again
from rules.ticket_terms import SIMPLE, terms_of
from rules.tickets import ENDED, Asking, Need, Ticket, TicketChange, TicketKind, TicketRecord, TicketState

NOBODY = Responsible(None, None, None, None)
_FINISHED = frozenset({TicketState.SUBMITTED, TicketState.FOLLOW_UP, TicketState.CLOSED})
"""The states in which the unit says that the matter is put right."""
_IN_HAND = frozenset(TicketState) - _FINISHED - ENDED
"""The states in which the unit has something to do."""
_AHEAD = frozenset({TicketState.OPENED, TicketState.ASSIGNED, TicketState.VERIFYING, TicketState.RECTIFYING})
"""The states in which the unit's part is ahead, whatever is on record of a ticket nobody was given yet."""


def reconcile_tickets(
    tickets: list[Ticket], needs: Iterable[Need], office: Office, cause: str
) -> list[TicketChange]:
    """Bring a dossier's tickets in line with what asks for them now: mutates the list, returns the new revisions.

    `needs` are all there are, one of a key; `cause` names the event or the moment, for the reason of each revision.
    """
    before = {ticket.record.ticket_id: ticket.record for ticket in tickets}
    wanted = {need.ticket_id: need for need in needs}
    for ticket in tickets:
        _see_time(ticket, office)
        _hold(ticket, wanted.pop(ticket.record.ticket_id, None), office)
    tickets += [_opened(need, office) for need in wanted.values()]
    for ticket in tickets:
        _staff(ticket, office)
    return _write(tickets, before, office, lambda old, new: _reason(old, new, cause))


def settle_tickets(
    tickets: Sequence[Ticket], before: Mapping[str, TicketRecord], office: Office, cause: str
) -> list[TicketChange]:
    """A new revision of each ticket whose record is not what it was `before` (by ticket id).

    For after an action; `cause` says who did what and why, and is the reason of the revision.
    """
    return _write(tickets, before, office, lambda _old, _new: cause)


def next_wake(ticket: Ticket, office: Office) -> int | None:
    """When time alone changes something of the ticket (ms): a deadline, somebody leaving; None where nothing is ahead.

    A ticket nobody answers for is looked at again on the first working day on which somebody may.
    """
    if not ticket.held or ticket.base in ENDED:
        return None
    staff_id = ticket.record.responsible.staff_id
    if there(office, staff_id) is None:
        day = next_arrival(office, ticket.record.dept_code, staff_id, ticket.barred)
    else:
        day = next_change(office, staff_id)
    moments = [clocks.next_due(ticket, office.now)]
    moments += [office.zone.start_of(each) for each in (day, office.turns) if each is not None]
    return min((moment for moment in moments if moment is not None), default=None)


def give_to(ticket: Ticket, member: StaffMember) -> None:
    """The person answers for the ticket from now on."""
    role = next(iter(member.roles), None)
    responsible = Responsible(member.staff_id, member.post or None, role, member.dept_code)
    ticket.record = msgspec.structs.replace(ticket.record, responsible=responsible)


def assign(ticket: Ticket, member: StaffMember, office: Office) -> None:
    """First routed, or routed anew: the unit's deadlines begin today."""
    give_to(ticket, member)
    terms = terms_of(office.register)
    if ticket.base is TicketState.OPENED:
        ticket.base = TicketState.ASSIGNED
    ticket.assigned = ticket.assigned or office.now
    ticket.record = msgspec.structs.replace(ticket.record, assigned_at=office.zone.iso(office.now))
    clocks.stop(ticket, clocks.RECTIFY, clocks.VERIFY, clocks.APPEAL, office=office)
    days = terms.level(ticket.gravity).days(ticket.record.handling_class)
    clocks.begin(ticket, clocks.RECTIFY, office.day, days, office)
    if ticket.record.kind is TicketKind.BAD_RATING:
        clocks.begin(ticket, clocks.APPEAL, office.day, terms.appeal, office)
    if clocks.running(ticket, clocks.CONTACT) is None:
        clocks.begin(ticket, clocks.VERIFY, office.day, terms.verify, office)


def _see_time(ticket: Ticket, office: Office) -> None:
    if ticket.held and ticket.base not in ENDED:
        clocks.tick(ticket, office)


def _hold(ticket: Ticket, need: Need | None, office: Office) -> None:
    """Void while nothing asks for it; back again, with time for what fell due meanwhile, when something does."""
    if need is None:
        ticket.held = False
        return
    if not ticket.held:
        ticket.held = True
        if ticket.granted:  # what the appeal took away was given back
            reopen(ticket, office)
        elif ticket.base not in ENDED:
            clocks.ask_anew(ticket, office)
    _take_over(ticket, need, office)


def _opened(need: Need, office: Office) -> Ticket:
    ticket = Ticket(_blank(need, office), TicketState.OPENED)
    _take_over(ticket, need, office)
    return ticket


def _take_over(ticket: Ticket, need: Need, office: Office) -> None:
    """What the need says now; whether it asks for the matter to be taken up again."""
    level = terms_of(office.register).level(need.gravity)
    _regrade(ticket, need, office)
    ticket.barred = need.barred
    office_codes = {} if ticket.rerouted else {"dept_code": need.dept_code, "region_code": need.region_code}
    ticket.record = msgspec.structs.replace(
        ticket.record,
        card_id=need.card_id,
        rating_key=need.rating_key,
        rule_id=need.rule_id,
        real_name=need.real_name,
        level=level.name or None,
        confirmed_by=need.confirmed,
        historical=need.historical,
        **office_codes,
    )
    ticket.contact = need.contact
    _contact(ticket, need, office)
    _again(ticket, need.asking, office)


def _regrade(ticket: Ticket, need: Need, office: Office) -> None:
    """A matter that weighs more, or less, has the days of its level; what was missed stays."""
    terms, old = terms_of(office.register), ticket.gravity
    ticket.gravity = need.gravity
    clock = clocks.running(ticket, clocks.RECTIFY)
    if not old or clock is None or clock.missed or clock.round > 1:
        return
    which = ticket.record.handling_class
    clock.days = max(1, clock.days + terms.level(need.gravity).days(which) - terms.level(old).days(which))
    clocks.look(clock, office)


def _contact(ticket: Ticket, need: Need, office: Office) -> None:
    """Who rated by name is contacted within days of the rating, whenever the ticket came about."""
    moved, ticket.day = ticket.day != need.day, need.day
    clock = clocks.latest(ticket, clocks.CONTACT)
    if not need.real_name:
        clocks.drop(ticket, clocks.CONTACT)
    elif clock is None and ticket.base in (TicketState.OPENED, TicketState.ASSIGNED):
        clocks.begin(ticket, clocks.CONTACT, need.day, terms_of(office.register).contact, office)
    elif clock is not None and moved and ticket.record.contacted_at is None and ticket.base in _IN_HAND:
        clocks.drop(ticket, clocks.CONTACT)  # another rating is the one that asks
        clocks.begin(ticket, clocks.CONTACT, need.day, terms_of(office.register).contact, office)


def _again(ticket: Ticket, asking: Sequence[Asking], office: Office) -> None:
    """Take up what a new fact asks for, lay down what one asked for that is gone."""
    here = {each.ref for each in asking}
    gone = [ref for ref in ticket.again if ref not in here]
    if gone:
        lay_down_again(ticket, gone, office)
    known = {*ticket.again, *(each.ref for each in ticket.asking)}
    new = [each for each in asking[1:] if each.ref not in known]
    ticket.again = tuple(each.ref for each in asking[1:])
    ticket.asking = tuple(asking)
    if new and ticket.base in _FINISHED:
        take_up_again(ticket, new[0], office)


def _staff(ticket: Ticket, office: Office) -> None:
    """Somebody answers for every ticket in work: not who was rated, nobody who left or is away."""
    if not ticket.held or ticket.base in ENDED:
        return
    staff_id, dept = ticket.record.responsible.staff_id, ticket.record.dept_code
    if staff_id is None:
        member = answerer(office, dept, ticket.barred)
        if member is not None:
            _hand_out(ticket, member, office)
    elif staff_id in ticket.barred or there(office, staff_id) is None:
        _hand_on(ticket, successor(office, staff_id, dept, ticket.barred), office)


def _hand_out(ticket: Ticket, member: StaffMember, office: Office) -> None:
    if ticket.assigned is None and ticket.base in _AHEAD:
        assign(ticket, member, office)
    else:
        give_to(ticket, member)


def _hand_on(ticket: Ticket, member: StaffMember | None, office: Office) -> None:
    """To the successor; where there is none it stays with somebody who is only away."""
    staff_id = ticket.record.responsible.staff_id
    if member is not None:
        give_to(ticket, member)
    elif staff_id in ticket.barred or office.register.member(staff_id, office.day) is None:
        ticket.record = msgspec.structs.replace(ticket.record, responsible=NOBODY)


def _blank(need: Need, office: Office) -> TicketRecord:
    """The record of a ticket nobody has written yet: revision 0."""
    unset = dict.fromkeys(f"{name}_due" for name in clocks.NAMES)
    return TicketRecord(
        ticket_id=need.ticket_id,
        revision=0,
        kind=need.kind,
        state=TicketState.OPENED,
        subject=need.key[0],
        card_id=need.card_id,
        rating_key=need.rating_key,
        rule_id=need.rule_id,
        dept_code=need.dept_code,
        region_code=need.region_code,
        responsible=NOBODY,
        level=None,
        real_name=need.real_name,
        opened_at=office.zone.iso(office.now),
        assigned_at=None,
        contacted_at=None,
        submitted_at=None,
        closed_at=None,
        **unset,
        overdue=(),
        handling_class=SIMPLE,
        cause_code=None,
        finding=None,
        responsibility=None,
        measure=None,
        result=None,
        contacted=None,
        follow_up=None,
        appeal_ground=None,
        joined_to=None,
        round=1,
        extension_days=0,
        confirmed_by=need.confirmed,
        history=(),
        historical=need.historical,
        rulebook_hash="",
        reason="",
    )


def _write(
    tickets: Iterable[Ticket],
    before: Mapping[str, TicketRecord],
    office: Office,
    why: Callable[[TicketRecord | None, TicketRecord], str],
) -> list[TicketChange]:
    changes = []
    for ticket in tickets:
        old = before.get(ticket.record.ticket_id)
        new = ticket.record = _as_it_is(ticket, office)
        if new != old:
            ticket.record = msgspec.structs.replace(
                new,
                revision=next_revision(new.revision, office.floor),
                rulebook_hash=office.register.rulebook_hash,
                reason=why(old, new),
            )
            changes.append(TicketChange(old, ticket.record))
    return changes


def _as_it_is(ticket: Ticket, office: Office) -> TicketRecord:
    """The record with the state and the deadlines the ticket has now."""
    dues = {f"{name}_due": clocks.due_text(ticket, name, office) for name in clocks.NAMES}
    state = ticket.base if ticket.held else TicketState.VOID
    return msgspec.structs.replace(ticket.record, state=state, overdue=clocks.overdue(ticket), **dues)


def _reason(old: TicketRecord | None, new: TicketRecord, cause: str) -> str:
    return f"{_what(old, new)}: {cause}"


def _what(old: TicketRecord | None, new: TicketRecord) -> str:
    """What the facts did to a ticket, the weightiest first."""
    if old is None:
        return "立单 / opened"
    if new.state is not old.state:
        return _moved(old, new)
    if new.overdue != old.overdue:
        return "逾期 / overdue"
    if new.responsible != old.responsible:
        return "转交 / handed over"
    return "依据变更 / facts changed"


def _moved(old: TicketRecord, new: TicketRecord) -> str:
    if new.state is TicketState.VOID:
        return "不再需要整改 / nothing asks for it any more"
    if old.state is TicketState.VOID:
        return "恢复 / back again"
    if old.round > new.round:
        return "重办的依据已不存在 / nothing asks to reopen it any more"
    return "派单 / assigned" if new.state is TicketState.ASSIGNED else "重办 / reopened"
