"""What the case-state topic says of a case: where it stands, and the dates that matter (contracts 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from rules.case_events import Closed, Decided, NotAccepted, Submitted

if TYPE_CHECKING:
    from rules.fact import Fact
    from rules.view import CaseView


class Summary(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The case at the last time it was judged; dates are ordinals, instants ms."""

    item_code: str | None
    dept_code: str | None
    region_code: str | None
    status: str
    start: int | None
    deemed: bool
    promise_due: int | None
    legal_due: int | None
    promise_provisional: bool
    legal_provisional: bool
    decided: int | None
    closed: int | None
    last_event: int

    def ended_by(self, instant: int) -> bool:
        """Whether the case was known to be decided or closed at or before the instant."""
        decided, closed = self.decided, self.closed
        return (decided is not None and decided <= instant) or (closed is not None and closed <= instant)


def summarise(case: CaseView) -> Summary:
    """The summary of a case as seen now."""
    decided, closed = case.first(Decided), case.first(Closed)
    named = case.accepted or case.first(Submitted)
    item, start, promise, legal = case.item, case.start, case.promise, case.legal
    return Summary(
        case.item_code,
        (named.data.dept_code if named else None) or (item.dept_code if item else None) or None,
        (named.data.region_code if named else None) or (item.region_code if item else None) or None,
        _status(case, decided, closed, start is not None),
        start.day if start else None,
        bool(start and start.deemed),
        promise.due if promise else None,
        legal.due if legal else None,
        bool(promise and promise.provisional),
        bool(legal and legal.provisional),
        decided.time if decided else None,
        closed.time if closed else None,
        case.facts[-1].time,
    )


def touched(known: Summary, case: CaseView) -> Summary:
    """The summary after an event that moved no clock."""
    decided, closed = case.first(Decided), case.first(Closed)
    return msgspec.structs.replace(
        known,
        status=_status(case, decided, closed, known.start is not None),
        decided=decided.time if decided else None,
        closed=closed.time if closed else None,
        last_event=case.facts[-1].time,
    )


def _status(case: CaseView, decided: Fact | None, closed: Fact | None, started: bool) -> str:
    if closed:
        return "closed"
    if decided:
        return "decided"
    if started:
        return "open"
    return "not_accepted" if case.first(NotAccepted) else "pre_acceptance"
