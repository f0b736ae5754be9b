"""Where each due moment ended that has passed: exactly one of fired, stopped, paused (promise 3).

Told by judging the case once more, as a whole and from what is stored of it: fired is what is violated and has its
card, stopped what was over in time, paused what excluded days or an extension moved on. A case that gives other cards
when it is judged again, or that still waits for a moment gone by, is a fault.
"""

from collections import Counter
from enum import StrEnum
from typing import NamedTuple

from rules.counting import add_days
from rules.court import Court
from rules.dossier import Dossier, encode, restore
from rules.leaving import LEAVING
from rules.verdict import LEAD, Status, Verdict


class Moment(StrEnum):
    """Where a due moment ended."""

    FIRED = "fired"
    STOPPED = "stopped"
    PAUSED = "paused"


class Span(NamedTuple):
    """From `since` on and before `until`, ms."""

    since: int
    until: int

    def __contains__(self, at: object) -> bool:
        return isinstance(at, int) and self.since <= at < self.until


class Moments(NamedTuple):
    """Those of one case; `faults` are sentences."""

    ended: Counter[Moment]
    faults: list[str]


def moments_of(court: Court, dossier: Dossier, clock: int, span: Span) -> Moments:
    """The due moments of the case that lie in the span and before `clock`, its lane's stream time (ms)."""
    ended: Counter[Moment] = Counter()
    faults = _waiting(court, dossier, clock)
    for finding in court.findings(dossier, clock):
        verdict = finding.verdict
        if verdict.degree == LEAD:
            continue
        if verdict.status is Status.PENDING and verdict.at < clock and verdict.at in span:
            faults.append(
                f"{finding.rule_id} {verdict.occasion}: due {court.zone.iso(verdict.at)}, not judged"
            )
        moment = _ended(court, verdict, clock, span)
        if moment is not None:
            ended[moment] += 1
    return Moments(ended, faults + _not_fired(court, dossier, clock))


def _waiting(court: Court, dossier: Dossier, clock: int) -> list[str]:
    return [
        f"still waits for {court.zone.iso(at)} ({key})"
        for key, at in dossier.wakes.items()
        if key != LEAVING and at < clock
    ]


def _not_fired(court: Court, dossier: Dossier, clock: int) -> list[str]:
    """Cards that come or go when the case is judged again: they should have come or gone before."""
    again = restore(encode(dossier))
    made = court.judge(again, clock, "audit")
    return [
        f"card {change.after.card_id} ({change.after.rule_id}) would be {change.after.state}, "
        + (f"is {change.before.state}" if change.before is not None else "was never made")
        for change in made.cards
    ]


def _ended(court: Court, verdict: Verdict, clock: int, span: Span) -> Moment | None:
    """Where the verdict's moment ended; None where it has none in the span, or one still to come."""
    due_at = verdict.count.due_at
    if verdict.status is Status.VIOLATED:
        return Moment.FIRED if due_at is not None and verdict.at in span else None
    if verdict.status is Status.SATISFIED:
        return Moment.STOPPED if due_at is not None and due_at <= clock and due_at in span else None
    first = _unmoved(court, verdict)
    return Moment.PAUSED if first is not None and first <= clock and first in span else None


def _unmoved(court: Court, verdict: Verdict) -> int | None:
    """When it would have been due without excluded days and extension; None where there were none."""
    count = verdict.count
    if count.start is None or count.limit is None or not (count.excluded or count.extension):
        return None
    return court.zone.start_of(add_days(court.calendar, count.kind, count.start, count.limit) + 1)
