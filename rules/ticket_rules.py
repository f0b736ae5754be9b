"""Rules that look at tickets: who was not contacted (R-02), what was not put right in time (R-03) or at all (R-04).

A card of theirs is about the ticket, answered by who answered for the ticket when the deadline passed. Nothing follows
from a ticket that nothing asks for any more.
"""

from collections.abc import Sequence

import msgspec

from rules.ladder import Step, climb
from rules.office import Office
from rules.ticket_clock import CONTACT, RECTIFY, due_of
from rules.ticket_terms import terms_of
from rules.tickets import Clock, Ticket, TicketKind
from rules.verdict import Count, Reached, Status, Verdict
from rules.view import CaseView

WARNING, YELLOW, RED = "warning", "yellow", "red"


def r02(case: CaseView, tickets: Sequence[Ticket]) -> list[Verdict]:
    """R-02 实名差评未联系: who gave a bad rating by name was not contacted. Warning half way, yellow when it is due.

    Contact is due `N` working days after the day of the rating (at the midnight after), whenever the ticket was opened
    or assigned; several tries in vain are as good as a contact. Half way is the middle between the end of the day of
    the rating and the due moment. Occasion: the ticket. Basis: local regulations on government services.
    """
    return [
        _contact(case, ticket, clock)
        for ticket in tickets
        if ticket.held and ticket.record.kind is TicketKind.BAD_RATING
        for clock in ticket.clocks
        if clock.name == CONTACT
    ]


def r03(case: CaseView, tickets: Sequence[Ticket]) -> list[Verdict]:
    """R-03 整改超期: a ticket was not rectified in its days. Warning a day before, yellow when due, red days later.

    Warning when the last working day begins, yellow at the midnight after it, red `red_after` working days later; days
    under appeal and under review do not count. For the kinds of ticket in `overdue_cards` of the rulebook (an
    investigation of a card is not among them by default: E-01 asks for its answer). Occasion: the ticket, and which
    round. Basis: own rule after local ticket terms.
    """
    kinds = terms_of(case.rulebook).overdue_cards
    return [
        _rectification(case, ticket, clock)
        for ticket in tickets
        if ticket.held and ticket.record.kind in kinds
        for clock in ticket.clocks
        if clock.name == RECTIFY
    ]


def r04(case: CaseView, tickets: Sequence[Ticket]) -> list[Verdict]:
    """R-04 整改不实: rectification that was none. Yellow; red, confirmed by a person, where the feedback was false.

    Yellow where the visit or the second rating (追评) says that the matter was not put right although the unit said so,
    or the ticket was reopened for the second time; red where the visit found the feedback false. Occasion: the ticket.
    Basis: local regulations on government services.
    """
    return [_not_real(case, ticket) for ticket in tickets if ticket.held and ticket.faults]


def _contact(case: CaseView, ticket: Ticket, clock: Clock) -> Verdict:
    due, begin = clock.due, case.zone.start_of(clock.day + 1)
    steps = (
        Step(WARNING, begin + (due - begin) // 2, lambda at: _was_stopped(clock, at)),
        Step(YELLOW, due, lambda at: _was_stopped(clock, at), _is_loose(case, clock, due)),
    )
    wall = case.zone.wall(due)
    return _told(
        climb(case, f"ticket {ticket.record.ticket_id}", steps, _count(case, clock)),
        ticket,
        clock,
        (
            f"工单{ticket.record.ticket_id}：实名差评应在{wall}之前联系评价人。",
            f"Ticket {ticket.record.ticket_id}: who gave the bad rating by name was to be contacted before {wall}.",
        ),
    )


def _rectification(case: CaseView, ticket: Ticket, clock: Clock) -> Verdict:
    office = Office(case.rulebook, case.calendar, case.zone, case.now)
    due, later = clock.due, due_of(clock, office, case.parameter("R-03", "red_after"))
    last = case.zone.start_of(case.day(due - 1))
    steps = tuple(
        Step(degree, at, lambda at: _was_stopped(clock, at), _is_loose(case, clock, at))
        for degree, at in ((WARNING, last), (YELLOW, due), (RED, later))
    )
    number = f" {clock.round}" if clock.round > 1 else ""
    wall = case.zone.wall(due)
    return _told(
        climb(case, f"ticket {ticket.record.ticket_id}{number}", steps, _count(case, clock)),
        ticket,
        clock,
        (
            f"工单{ticket.record.ticket_id}第{clock.round}轮：应在{wall}之前整改完毕并反馈。",
            f"Ticket {ticket.record.ticket_id}, round {clock.round}: to be rectified and reported before {wall}.",
        ),
    )


def _not_real(case: CaseView, ticket: Ticket) -> Verdict:
    milder = [fault for fault in ticket.faults if fault.degree == YELLOW]
    grave = [fault for fault in ticket.faults if fault.degree == RED]
    top = (grave or milder)[0]
    lower = (Reached(YELLOW, milder[0].at, provisional=False),) if grave and milder else ()
    since = case.zone.wall(top.at)
    return Verdict(
        occasion=f"ticket {ticket.record.ticket_id}",
        status=Status.VIOLATED,
        degree=top.degree,
        at=top.at,
        lower=lower,
        evidence=tuple(dict.fromkeys(fault.by for fault in ticket.faults if fault.by)),
        owner=(ticket.record.dept_code, ticket.record.region_code),
        answers=top.responsible,
        zh=f"工单{ticket.record.ticket_id}：{since}查明{_WORDS[top.degree][0]}（共{len(ticket.faults)}次）。",
        en=f"Ticket {ticket.record.ticket_id}: {_WORDS[top.degree][1]}, as found {since} ({len(ticket.faults)}).",
    )


_WORDS = {
    YELLOW: (
        "整改反馈与回访、追评不符，或者两次重办",
        "the visit or second rating contradicts it, or reopened twice",
    ),
    RED: ("整改反馈不实", "the feedback was false"),
}


def _told(verdict: Verdict, ticket: Ticket, clock: Clock, texts: tuple[str, str]) -> Verdict:
    return msgspec.structs.replace(
        verdict,
        evidence=ticket.record.history if clock.by is None else clock.acts,
        owner=(ticket.record.dept_code, ticket.record.region_code),
        answers=clock.by or ticket.record.responsible,
        zh=texts[0],
        en=texts[1],
    )


def _was_stopped(clock: Clock, at: int) -> bool:
    return clock.stopped is not None and clock.stopped < at


def _is_loose(case: CaseView, clock: Clock, due: int) -> bool:
    """Whether it rests on days nobody has announced (contracts 2.10)."""
    return not case.calendar.announced_between(clock.day, case.day(due - 1))


def _count(case: CaseView, clock: Clock) -> Count:
    """The arithmetic of the deadline: the days in which it was stopped are its excluded days."""
    spans = tuple((case.day(stopped), case.day(went_on)) for stopped, went_on in clock.pauses)
    return Count(
        start=clock.day,
        limit=clock.days,
        excluded=sum(case.calendar.count_working(*span) for span in spans),
        due=case.day(clock.due - 1),
        due_at=clock.due,
        spans=spans,
    )
