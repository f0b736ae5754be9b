"""What an action that is done changes of a ticket: its state, its deadlines, what stands on it, who answers for it.

Every effect holds from any state, because an action that was done once is a fact however the ticket came about again
(contracts 1.3).
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from rules import ticket_clock as clocks
from rules.fact import Fact
from rules.office import Office
from rules.ticket_care import assign, give_to
from rules.ticket_duty import answerer
from rules.ticket_moves import MOVES
from rules.ticket_reopening import note_fault, reopen
from rules.ticket_terms import SIMPLE, terms_of
from rules.tickets import Ticket, TicketState

MALICIOUS = "malicious"
"""The ground of an appeal that takes two reviewers (恶意差评)."""

NO_CAUSE, NO_RESPONSIBILITY = "none", "none"
"""What stands on a ticket of a matter that was found untrue."""


def take_effect(ticket: Ticket, name: str, action: Fact, office: Office) -> None:
    """Do what the action says."""
    move, ticket.before = _move(ticket, name, action.data, office), None
    ticket.base = MOVES[move].leads.get(ticket.base) or next(iter(MOVES[move].leads.values()))
    if name in _EFFECTS:
        _EFFECTS[name](ticket, move, action, office)
    ticket.record = msgspec.structs.replace(ticket.record, history=(*ticket.record.history, action.id))


def _move(ticket: Ticket, name: str, data: Any, office: Office) -> str:
    """Which of its moves the action makes."""
    chosen = _CHOOSE.get(name)
    return name if chosen is None else chosen(ticket, data, office)


def _which_contact(ticket: Ticket, data: Any, office: Office) -> str:
    """The last of several tries in vain is as good as a contact."""
    tries = ticket.attempts + 1
    in_vain = data.result == "unreachable" and tries < terms_of(office.register).contact_tries
    return "contact_in_vain" if in_vain else "contact"


def _which_verification(ticket: Ticket, data: Any, office: Office) -> str:  # noqa: ARG001
    return "verify" if data.finding in ("confirmed", None) else "verify_clear"


def _which_decision(ticket: Ticket, data: Any, office: Office) -> str:  # noqa: ARG001
    """That a rating is malicious is for two to say."""
    first = ticket.record.appeal_ground == MALICIOUS and not ticket.grants
    return "grant_first" if data.decision == "grant" and first else str(data.decision)


def _which_review(ticket: Ticket, data: Any, office: Office) -> str:  # noqa: ARG001
    if data.result == "returned":
        return "return"
    return "accept" if ticket.record.real_name else "accept_finally"


def _which_follow_up(ticket: Ticket, data: Any, office: Office) -> str:
    if data.result != "no_answer":
        return str(data.result or "satisfied")
    last = ticket.attempts + 1 >= terms_of(office.register).follow_up_tries
    return "no_answer_finally" if last else "no_answer"


def _which_close(ticket: Ticket, data: Any, office: Office) -> str:  # noqa: ARG001
    return "join"


_CHOOSE: Mapping[str, Callable[[Ticket, Any, Office], str]] = {
    "contact": _which_contact,
    "verify": _which_verification,
    "appeal_decide": _which_decision,
    "review": _which_review,
    "follow_up": _which_follow_up,
    "close": _which_close,
}


def _assign(ticket: Ticket, move: str, action: Fact, office: Office) -> None:  # noqa: ARG001
    """In another department the days begin anew; another person of the same one has the days that are left."""
    data, record = action.data, ticket.record
    moved = data.to_dept is not None and data.to_dept != record.dept_code
    if moved:
        ticket.rerouted = True
        ticket.record = msgspec.structs.replace(record, dept_code=data.to_dept)
    dept = ticket.record.dept_code
    member = office.register.member(data.assignee_id, office.day) or answerer(office, dept, ticket.barred)
    if member is None:
        return
    if moved or ticket.assigned is None:
        assign(ticket, member, office)
    else:
        give_to(ticket, member)


def _contact(ticket: Ticket, move: str, action: Fact, office: Office) -> None:
    ticket.attempts += 1
    _write(ticket, contacted=action.data.result)
    if move == "contact":
        ticket.attempts = 0
        _write(ticket, contacted_at=office.zone.iso(office.now))
        clocks.stop(ticket, clocks.CONTACT, office=office)
        if ticket.base is TicketState.VERIFYING and clocks.running(ticket, clocks.VERIFY) is None:
            clocks.begin(ticket, clocks.VERIFY, office.day, terms_of(office.register).verify, office)


def _verify(ticket: Ticket, move: str, action: Fact, office: Office) -> None:
    clocks.stop(ticket, clocks.VERIFY, office=office)
    said = action.data
    _write(ticket, finding=said.finding, responsibility=said.responsibility or ticket.record.responsibility)
    if move == "verify_clear":
        record = ticket.record
        _write(
            ticket,
            cause_code=record.cause_code or NO_CAUSE,
            responsibility=record.responsibility or NO_RESPONSIBILITY,
        )
        _hand_in(ticket, office)


def _hand_in(ticket: Ticket, office: Office) -> None:
    """The unit has done its part: its days stop, those of the review begin."""
    clocks.stop(ticket, clocks.RECTIFY, clocks.VERIFY, clocks.APPEAL, office=office)
    clocks.begin(ticket, clocks.REVIEW, office.day, terms_of(office.register).review, office)
    _write(ticket, submitted_at=office.zone.iso(office.now))


def _appeal(ticket: Ticket, move: str, action: Fact, office: Office) -> None:  # noqa: ARG001
    ticket.appellant = action.data.actor_id
    clocks.stop(ticket, clocks.APPEAL, clocks.VERIFY, clocks.RECTIFY, office=office)
    clocks.begin(ticket, clocks.APPEAL_DECIDE, office.day, terms_of(office.register).appeal_decide, office)
    _write(ticket, appeal_ground=action.data.ground)


def _decide(ticket: Ticket, move: str, action: Fact, office: Office) -> None:
    """The days to rectify go on where the appeal fails; nothing is left to do where it is granted."""
    ticket.hands = (*ticket.hands, action.data.actor_id)
    if move in ("grant_first", "grant"):
        ticket.grants += 1
    if move in ("grant_first", "refer_up"):
        return
    clocks.stop(ticket, clocks.APPEAL_DECIDE, office=office)
    if move == "grant":
        ticket.granted, ticket.upheld = True, action.recorded
        _end(ticket, office)
        return
    clocks.go_on(ticket, clocks.RECTIFY, office)
    if move == "send_back":
        clocks.begin(ticket, clocks.VERIFY, office.day, terms_of(office.register).verify, office)
    elif ticket.record.finding is None:
        _write(ticket, finding="confirmed")


def _classify(ticket: Ticket, move: str, action: Fact, office: Office) -> None:  # noqa: ARG001
    said, record = action.data, ticket.record
    complexity = said.complexity or record.handling_class or SIMPLE
    if complexity != record.handling_class:
        _change_days(ticket, complexity, office)
    _write(
        ticket,
        cause_code=said.cause_code,
        handling_class=complexity,
        responsibility=said.responsibility or record.responsibility,
    )


def _change_days(ticket: Ticket, complexity: str, office: Office) -> None:
    """The days of the other class, from the same day; in a later round half of them."""
    clock, terms = clocks.running(ticket, clocks.RECTIFY), terms_of(office.register)
    if clock is None:
        return
    level, record = terms.level(ticket.gravity), ticket.record
    old, new = level.days(record.handling_class), level.days(complexity)
    if clock.round > 1:
        old, new = (max(terms.reopen_min, -(-days // 2)) for days in (old, new))
    clock.days = max(1, clock.days + new - old)
    clocks.look(clock, office)


def _extend(ticket: Ticket, move: str, action: Fact, office: Office) -> None:  # noqa: ARG001
    days = action.data.days or 0
    clock = clocks.running(ticket, clocks.RECTIFY)
    if clock is not None:
        clock.days += days
        clocks.look(clock, office)
    _write(ticket, extension_days=ticket.record.extension_days + days)


def _submit(ticket: Ticket, move: str, action: Fact, office: Office) -> None:  # noqa: ARG001
    _write(ticket, measure=action.data.measure, result=action.data.result)
    _hand_in(ticket, office)


def _review(ticket: Ticket, move: str, action: Fact, office: Office) -> None:  # noqa: ARG001
    clocks.stop(ticket, clocks.REVIEW, office=office)
    if move == "return":
        clocks.go_on(ticket, clocks.RECTIFY, office)
    elif move == "accept":
        ticket.attempts = 0
        clocks.begin(ticket, clocks.FOLLOW_UP, office.day, terms_of(office.register).follow_up, office)
    else:
        _end(ticket, office)


def _follow_up(ticket: Ticket, move: str, action: Fact, office: Office) -> None:
    ticket.attempts += 1
    _write(ticket, follow_up=action.data.result)
    if move == "no_answer":
        return
    clocks.stop(ticket, clocks.FOLLOW_UP, office=office)
    if move in ("satisfied", "no_answer_finally"):
        _end(ticket, office)
    else:
        note_fault(ticket, "red" if move == "false_feedback" else "yellow", action.id, office)
        reopen(ticket, office)


def _close(ticket: Ticket, move: str, action: Fact, office: Office) -> None:  # noqa: ARG001
    _write(ticket, joined_to=action.data.joined_to)
    _end(ticket, office)


def _hand_over(ticket: Ticket, move: str, action: Fact, office: Office) -> None:  # noqa: ARG001
    member = office.register.member(action.data.to_staff_id, office.day)
    if member is not None:
        give_to(ticket, member)


def _end(ticket: Ticket, office: Office) -> None:
    clocks.stop(ticket, *clocks.NAMES, office=office)
    _write(ticket, closed_at=office.zone.iso(office.now))


def _write(ticket: Ticket, **said: str | int | None) -> None:
    ticket.record = msgspec.structs.replace(ticket.record, **said)


_EFFECTS: Mapping[str, Callable[[Ticket, str, Fact, Office], None]] = {
    "assign": _assign,
    "contact": _contact,
    "verify": _verify,
    "appeal": _appeal,
    "appeal_decide": _decide,
    "classify": _classify,
    "extend": _extend,
    "submit": _submit,
    "review": _review,
    "follow_up": _follow_up,
    "close": _close,
    "hand_over": _hand_over,
}
