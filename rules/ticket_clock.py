"""The deadlines of a ticket: when they begin, what stops them, what does not count, when they are missed.

Every deadline counts working days, due at the midnight after the last (contracts 2.3, 2.11). One that is stopped and
goes on (rectification, under appeal or review) gains the working days in between, from the day after it stopped to the
day it went on, where it had not fallen due before: as special procedures do for a limit (contracts 2.5, 2.6). What
was missed stays missed, unless a new calendar moves the due date. A void ticket misses nothing.
"""

from rules.office import Office
from rules.tickets import ENDED, Clock, Ticket

CONTACT, VERIFY, APPEAL, APPEAL_DECIDE = "contact", "verify", "appeal", "appeal_decide"
RECTIFY, REVIEW, FOLLOW_UP = "rectify", "review", "follow_up"
NAMES = (CONTACT, VERIFY, APPEAL, APPEAL_DECIDE, RECTIFY, REVIEW, FOLLOW_UP)
WINDOWS = frozenset({APPEAL})
"""Times within which somebody may do something: that they pass is nobody's fault."""


def begin(ticket: Ticket, name: str, day: int, days: int, office: Office) -> None:
    """A deadline begins now: `days` working days after the date `day`."""
    clock = Clock(name, ticket.record.round, office.now, day, days, office.due(day, days))
    ticket.clocks = [*ticket.clocks, clock]
    look(clock, office)


def latest(ticket: Ticket, name: str) -> Clock | None:
    """The last clock of this name, whether it runs or not."""
    return next((clock for clock in reversed(ticket.clocks) if clock.name == name), None)


def running(ticket: Ticket, name: str) -> Clock | None:
    """The clock of this name that runs; there is never more than one."""
    clock = latest(ticket, name)
    return clock if clock is not None and clock.stopped is None else None


def stop(ticket: Ticket, *names: str, office: Office) -> None:
    """Stop what runs of these names: it was met, if it is not due yet, else missed."""
    for name in names:
        clock = running(ticket, name)
        if clock is not None:
            look(clock, office)
            if clock.stopped is None:
                clock.stopped = office.now


def drop(ticket: Ticket, name: str) -> None:
    """As if there had never been such a deadline: the facts do not ask for it."""
    ticket.clocks = [clock for clock in ticket.clocks if clock.name != name]


def go_on(ticket: Ticket, name: str, office: Office) -> None:
    """The last clock of this name goes on where it was stopped; the days in between do not count."""
    clock = latest(ticket, name)
    if clock is not None and clock.stopped is not None:
        clock.pauses = (*clock.pauses, (clock.stopped, office.now))
        clock.stopped = None
        look(clock, office)


def due_of(clock: Clock, office: Office, more: int = 0) -> int:
    """When it is due (ms), or would be with so many days `more`, by the calendar of now."""
    days = clock.days + more
    due = office.due(clock.day, days)
    for stopped, went_on in clock.pauses:
        if stopped < due:
            days += office.calendar.count_working(office.zone.day_of(stopped), office.zone.day_of(went_on))
            due = office.due(clock.day, days)
    return due


def look(clock: Clock, office: Office) -> None:
    """See what time did to a clock that runs."""
    clock.due = due_of(clock, office)
    if clock.name not in WINDOWS:
        clock.missed = clock.due <= office.now
    elif clock.due <= office.now:
        clock.stopped = clock.due


def tick(ticket: Ticket, office: Office) -> None:
    """See what time did to a ticket that is held and not ended; its deadlines that were missed are marked."""
    for clock in ticket.clocks:
        if clock.stopped is None:
            look(clock, office)
        if clock.missed and clock.by is None:
            clock.by, clock.acts = ticket.record.responsible, ticket.record.history


def ask_anew(ticket: Ticket, office: Office) -> None:
    """A ticket comes back from void: what fell due meanwhile is given its days anew, because nobody could act."""
    for clock in ticket.clocks:
        if clock.stopped is None and not clock.missed and due_of(clock, office) <= office.now:
            clock.day, clock.begun, clock.pauses = office.day, office.now, ()
    tick(ticket, office)


def next_due(ticket: Ticket, now: int) -> int | None:
    """The first due moment ahead, ms; None where nothing runs."""
    if not ticket.held or ticket.base in ENDED:
        return None
    ahead = (clock.due for clock in ticket.clocks if clock.stopped is None and clock.due > now)
    return min(ahead, default=None)


def overdue(ticket: Ticket) -> tuple[str, ...]:
    """The names of the deadlines that were missed, ever."""
    missed = {clock.name for clock in ticket.clocks if clock.missed}
    return tuple(name for name in NAMES if name in missed)


def due_text(ticket: Ticket, name: str, office: Office) -> str | None:
    """The due moment of the last clock of this name, as records write it."""
    clock = latest(ticket, name)
    return None if clock is None else office.zone.iso(clock.due)
