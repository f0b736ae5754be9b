"""Moments of a clock climbed one by one: warning, yellow, red. What most rules of time have in common."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from rules.verdict import Count, Status, Verdict
from rules.view import CaseView


class Step(NamedTuple):
    """One moment: `degree` holds from `at` on unless something stopped the clock before it.

    `grace` is 1 ms where the moment itself is still in time (clock counting), else 0. `stopped` answers whether the
    clock had stopped before an instant.
    """

    degree: str
    at: int
    stopped: Callable[[int], bool]
    provisional: bool = False
    grace: int = 0


def climb(case: CaseView, rule_id: str, occasion: str, steps: Sequence[Step], count: Count) -> Verdict:
    """The highest step reached; pending while a step is ahead that nothing stopped; else satisfied."""
    reached: Step | None = None
    ahead: int | None = None
    for step in steps:
        comes = step.at + step.grace
        if step.stopped(comes):
            continue
        if case.now >= comes:
            if case.may_show(rule_id, step.degree, step.provisional):
                reached = step
        elif ahead is None or comes < ahead:
            ahead = comes
    if reached is not None:
        return Verdict(
            occasion=occasion,
            status=Status.VIOLATED,
            degree=reached.degree,
            at=reached.at,
            again=ahead,
            count=count if reached.provisional is count.provisional else _marked(count, reached.provisional),
        )
    if ahead is not None:
        return Verdict(occasion=occasion, status=Status.PENDING, at=ahead, count=count)
    return Verdict(occasion=occasion, status=Status.SATISFIED, count=count)


def _marked(count: Count, provisional: bool) -> Count:
    """The arithmetic marked as the moment that was reached is."""
    return msgspec.structs.replace(count, provisional=provisional)


def before(times: Sequence[int | None]) -> Callable[[int], bool]:
    """Stopped where any of these times lies before the instant."""
    known = [time for time in times if time is not None]
    first = min(known) if known else None
    return lambda instant: first is not None and first < instant
