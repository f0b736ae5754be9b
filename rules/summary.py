"""What the case-state topic says of a case: where it stands, and the dates that matter (contracts 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from rules.case_events import Closed, Decided, NotAccepted, Submitted
from rules.counting import count_days

if TYPE_CHECKING:
    from rules.fact import Fact
    from rules.view import CaseView


class Summary(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The case at the last time it was judged; dates are ordinals, instants ms.

    What scores count: `accepted_by` and `ended_by_staff` are the persons of the acceptance and of the first decision or
    close; `promise_limit` and `legal_limit` the days allowed, extensions among them; `used_days` the counting days from
    the start to the end, without those that special procedures exclude.
    """

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
    accepted_by: str | None = None
    ended_by_staff: str | None = None
    project_type: str | None = None
    promise_limit: int | None = None
    legal_limit: int | None = None
    used_days: int | None = None

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
        case.accepted.data.staff_id if case.accepted else None,
        case.ended.data.staff_id if case.ended else None,
        _project_type(case),
        promise.days + promise.extension if promise else None,
        legal.days + legal.extension if legal else None,
        _used_days(case),
    )


def touched(known: Summary, case: CaseView) -> Summary:
    """The summary after an event that moved no clock."""
    decided, closed = case.first(Decided), case.first(Closed)
    moved = msgspec.structs.replace(
        known,
        status=_status(case, decided, closed, known.start is not None),
        decided=decided.time if decided else None,
        closed=closed.time if closed else None,
        last_event=case.facts[-1].time,
    )
    if (moved.decided, moved.closed) == (known.decided, known.closed):
        return moved
    ended_by = case.ended.data.staff_id if case.ended else None
    return msgspec.structs.replace(moved, ended_by_staff=ended_by, used_days=_used_days(case))


def _project_type(case: CaseView) -> str | None:
    """即办 or 承诺: as the acceptance says, else the catalogue."""
    said = case.accepted.data.project_type if case.accepted else None
    return said or (case.item.project_type if case.item else None)


def _used_days(case: CaseView) -> int | None:
    """Counting days from the start to the end, without excluded ones; None before the end."""
    start, ended_at = case.start, case.ended_at
    if start is None or ended_at is None or case.item is None:
        return None
    last = case.day(ended_at)
    spans = case.legal.spans if case.legal else ()
    within = [(max(after, start.day), min(until, last)) for after, until in spans]
    excluded = sum(count_days(case.calendar, case.day_kind, *span) for span in within if span[0] < span[1])
    return max(0, count_days(case.calendar, case.day_kind, start.day, last) - excluded)


def _status(case: CaseView, decided: Fact | None, closed: Fact | None, started: bool) -> str:
    if closed:
        return "closed"
    if decided:
        return "decided"
    if started:
        return "open"
    return "not_accepted" if case.first(NotAccepted) else "pre_acceptance"
