"""What an action on a ticket has to say, and the limits of what it may ask for (domain C)."""

from collections.abc import Callable, Mapping
from typing import Any

from rules import ticket_clock as clocks
from rules.entitlement import Refusal
from rules.event_verdicts import blank
from rules.office import Office
from rules.ticket_duty import answerer, there
from rules.ticket_moves import MOVES, MOVES_OF
from rules.ticket_terms import terms_of
from rules.tickets import Ticket, TicketKind, is_id_of

HOUR_MS = 3_600_000


def fault_of(ticket: Ticket, name: str, data: Any, office: Office) -> Refusal | None:
    """What is wrong with what the action says, or None."""
    own = _FAULTS[name](ticket, data, office)
    if own is not None:
        return own
    asked = any(MOVES[move].reason for move in MOVES_OF[name]) and _needs_reason(name, data)
    return Refusal.REASON_MISSING if asked and blank(data.reason) else None


def _needs_reason(name: str, data: Any) -> bool:
    """Where only some moves of the action ask why."""
    if name == "review":
        return bool(data.result == "returned")
    if name == "follow_up":
        return bool(data.result in ("not_satisfied", "false_feedback"))
    return True


def _assign(ticket: Ticket, data: Any, office: Office) -> Refusal | None:
    """To another department only as wrong routing, soon after it was first assigned (24 小时)."""
    dept = data.to_dept or ticket.record.dept_code
    if dept != ticket.record.dept_code and _is_late(ticket, office):
        return Refusal.TOO_LATE
    if data.assignee_id is not None:
        return _not_able(ticket, data.assignee_id, dept, office)
    found = answerer(office, dept, ticket.barred)
    return None if found is not None else Refusal.NOBODY_ON_DUTY


def _is_late(ticket: Ticket, office: Office) -> bool:
    if ticket.assigned is None:
        return False
    return office.now - ticket.assigned >= terms_of(office.register).wrong_routing_hours * HOUR_MS


def _not_able(ticket: Ticket, staff_id: str, dept: str | None, office: Office) -> Refusal | None:
    """Why this person of the department cannot answer for the ticket today."""
    member = office.register.member(staff_id, office.day)
    if member is None or member.dept_code != dept:
        return Refusal.NOT_A_MEMBER
    if staff_id in ticket.barred:
        return Refusal.CONFLICT_OF_INTEREST
    return Refusal.ABSENT if there(office, staff_id) is None else None


def _contact(ticket: Ticket, data: Any, office: Office) -> Refusal | None:  # noqa: ARG001
    if data.result is None:
        return Refusal.RESULT_MISSING
    return Refusal.ALREADY if ticket.record.contacted_at is not None else None


def _verify(ticket: Ticket, data: Any, office: Office) -> Refusal | None:  # noqa: ARG001
    """Whoever rated by name is contacted before anybody says what is true."""
    return Refusal.RESULT_MISSING if data.finding is None else _owed(ticket)


def _owed(ticket: Ticket) -> Refusal | None:
    """Whether somebody who rated by name still waits for a contact, late or not."""
    waits = clocks.running(ticket, clocks.CONTACT) is not None
    return Refusal.CONTACT_MISSING if waits else None


def _appeal(ticket: Ticket, data: Any, office: Office) -> Refusal | None:
    """Within days of the assignment (R-08: later it is refused), once, on a ground and with evidence."""
    if ticket.appellant is not None:
        return Refusal.ALREADY
    window = clocks.running(ticket, clocks.APPEAL)
    if window is None or clocks.due_of(window, office) <= office.now:
        return Refusal.TOO_LATE
    if data.ground is None:
        return Refusal.GROUND_MISSING
    shown = [each for each in data.evidence or () if not blank(each)]
    return None if shown else Refusal.EVIDENCE_MISSING


def _classify(ticket: Ticket, data: Any, office: Office) -> Refusal | None:
    """A cause of the rulebook, and whether the matter is simple or complex while there is still time."""
    if blank(data.cause_code):
        return Refusal.CAUSE_MISSING
    if data.cause_code not in terms_of(office.register).cause_codes:
        return Refusal.UNKNOWN_CAUSE
    changes = data.complexity is not None and data.complexity != ticket.record.handling_class
    return Refusal.TOO_LATE if changes and _is_past(ticket, office) else None


def _extend(ticket: Ticket, data: Any, office: Office) -> Refusal | None:
    """Once, before the days are over, and no more days than the rulebook has."""
    if ticket.record.extension_days:
        return Refusal.ALREADY
    if not data.days or data.days < 1:
        return Refusal.DAYS_MISSING
    if data.days > terms_of(office.register).extension:
        return Refusal.TOO_MANY_DAYS
    return Refusal.TOO_LATE if _is_past(ticket, office) else None


def _is_past(ticket: Ticket, office: Office) -> bool:
    clock = clocks.latest(ticket, clocks.RECTIFY)
    return clock is not None and clocks.due_of(clock, office) <= office.now


def _submit(ticket: Ticket, data: Any, office: Office) -> Refusal | None:  # noqa: ARG001
    """What was done, after the contact that is owed, the cause, and who is responsible."""
    if blank(data.measure):
        return Refusal.MEASURE_MISSING
    return _owed(ticket) or _unfounded(ticket)


def _unfounded(ticket: Ticket) -> Refusal | None:
    """No ticket ends without its cause and who is responsible."""
    if ticket.record.cause_code is None:
        return Refusal.CAUSE_MISSING
    return Refusal.RESPONSIBILITY_MISSING if ticket.record.responsibility is None else None


def _result(ticket: Ticket, data: Any, office: Office) -> Refusal | None:  # noqa: ARG001
    return Refusal.RESULT_MISSING if data.result is None else None


def _close(ticket: Ticket, data: Any, office: Office) -> Refusal | None:  # noqa: ARG001
    """Only into a systemic ticket, with its cause; and whoever rated by name was contacted all the same."""
    if not is_id_of(TicketKind.SYSTEMIC, data.joined_to or ""):
        return Refusal.NOT_SYSTEMIC
    return _owed(ticket) or _unfounded(ticket)


def _hand_over(ticket: Ticket, data: Any, office: Office) -> Refusal | None:
    if blank(data.to_staff_id):
        return Refusal.PERSON_MISSING
    if data.to_staff_id == ticket.record.responsible.staff_id:
        return Refusal.ALREADY
    return _not_able(ticket, data.to_staff_id, ticket.record.dept_code, office)


def _open_contact(ticket: Ticket, data: Any, office: Office) -> Refusal | None:  # noqa: ARG001
    return Refusal.NO_CONTACT if ticket.contact is None else None


def _nothing(ticket: Ticket, data: Any, office: Office) -> Refusal | None:  # noqa: ARG001
    return None


_FAULTS: Mapping[str, Callable[[Ticket, Any, Office], Refusal | None]] = {
    "assign": _assign,
    "contact": _contact,
    "verify": _verify,
    "appeal": _appeal,
    "appeal_decide": _nothing,
    "classify": _classify,
    "extend": _extend,
    "submit": _submit,
    "review": _result,
    "follow_up": _result,
    "close": _close,
    "hand_over": _hand_over,
    "open_contact": _open_contact,
}
