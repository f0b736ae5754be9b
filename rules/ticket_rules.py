"""Rules that look at tickets: who was not contacted (R-02), what was not put right in time (R-03) or at all (R-04).

A card of theirs is about the ticket, answered by who answered for the ticket when the deadline passed. Nothing follows
from a ticket that nothing asks for any more.
"""

from collections.abc import Sequence

from rules.clocks import tell
from rules.event_verdicts import Texts
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
    loose = _is_loose(case, clock, due)
    steps = tuple(
        Step(degree, at, lambda at: _was_stopped(clock, at), loose)
        for degree, at in ((WARNING, begin + (due - begin) // 2), (YELLOW, due))
    )
    verdict = climb(case, f"ticket {ticket.record.ticket_id}", steps, _count(case, ticket, clock))
    return _told(case, verdict, ticket, clock, _CONTACT_TEXTS)


def _rectification(case: CaseView, ticket: Ticket, clock: Clock) -> Verdict:
    office = Office(case.rulebook, case.calendar, case.zone, case.now)
    due, later = clock.due, due_of(clock, office, case.parameter("R-03", "red_after"))
    last = case.zone.start_of(case.day(due - 1))
    steps = tuple(
        Step(degree, at, lambda at: _was_stopped(clock, at), _is_loose(case, clock, end))
        for degree, at, end in ((WARNING, last, due), (YELLOW, due, due), (RED, later, later))
    )
    number = f" {clock.round}" if clock.round > 1 else ""
    verdict = climb(case, f"ticket {ticket.record.ticket_id}{number}", steps, _count(case, ticket, clock))
    return _told(case, verdict, ticket, clock, _AGAIN_TEXTS if clock.round > 1 else _RECTIFY_TEXTS)


_CONTACT_TEXTS = (
    ("联系期限", "time to contact"),
    ("收到实名差评", "Rated by name"),
    ("未联系评价人", "not contacted"),
)
_RECTIFY_TEXTS = (
    ("整改期限", "time to rectify"),
    ("派单", "Assigned"),
    ("未反馈整改", "not reported as put right"),
)
_AGAIN_TEXTS = (_RECTIFY_TEXTS[0], ("重办", "Reopened"), _RECTIFY_TEXTS[2])
"""The name of the time, what happened on the day it began, what was not done by its end; (Chinese, English) each."""

_STOPPED = ("申诉、审核", "appeal and review")
"""Why days of a ticket do not count."""


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


def _told(
    case: CaseView, verdict: Verdict, ticket: Ticket, clock: Clock, texts: tuple[Texts, Texts, Texts]
) -> Verdict:
    """With the check by hand, on what the ticket rests and what was done by then, and who answers."""
    name, begun, missing = texts
    number = ticket.record.ticket_id
    outcome = (f"至该时{missing[0]}（工单{number}）", f"{missing[1]} by then (ticket {number})")
    tell(case, verdict, name, begun, outcome, excluding=_STOPPED)
    acts = ticket.record.history if clock.by is None else clock.acts
    verdict.evidence = (*(asking.id for asking in ticket.asking), *acts)
    verdict.owner = (ticket.record.dept_code, ticket.record.region_code)
    verdict.answers = clock.by or ticket.record.responsible
    return verdict


def _was_stopped(clock: Clock, at: int) -> bool:
    return clock.stopped is not None and clock.stopped < at


def _is_loose(case: CaseView, clock: Clock, due: int) -> bool:
    """Whether it rests on days nobody has announced (contracts 2.10)."""
    return not case.calendar.announced_between(clock.day, case.day(due - 1))


def _count(case: CaseView, ticket: Ticket, clock: Clock) -> Count:
    """The arithmetic of the deadline: the days in which it was stopped are its excluded days."""
    days = ((case.day(stopped), case.day(went_on)) for stopped, went_on in clock.pauses)
    spans = tuple(span for span in days if case.calendar.count_working(*span))
    record = ticket.record
    extension = record.extension_days if (clock.name, clock.round) == (RECTIFY, record.round) else 0
    return Count(
        start=clock.day,
        limit=clock.days - extension,
        excluded=sum(case.calendar.count_working(*span) for span in spans),
        extension=extension,
        due=case.day(clock.due - 1),
        due_at=clock.due,
        spans=spans,
    )
