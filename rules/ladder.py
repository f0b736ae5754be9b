"""Moments of a clock climbed one by one: warning, yellow, red. What most rules of time have in common."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from rules.verdict import Count, Reached, Status, Verdict
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


def climb(case: CaseView, occasion: str, steps: Sequence[Step], count: Count) -> Verdict:
    """The highest step reached; pending while a step is ahead that nothing stopped; else satisfied.

    What is found does not depend on colours: where the highest step is provisional, the verdict names those below it
    too, and whoever drafts the card chooses (contracts 2.10).
    """
    reached: Step | None = None
    below: list[Step] = []
    ahead: int | None = None
    for step in steps:
        comes = step.at + step.grace
        if step.stopped(comes):
            continue
        if case.now >= comes:
            if reached is not None:
                below.append(reached)
            reached = step
        elif ahead is None or comes < ahead:
            ahead = comes
    if reached is not None:
        return _violated(occasion, reached, below, ahead, count)
    if ahead is not None:
        return Verdict(occasion=occasion, status=Status.PENDING, at=ahead, count=count)
    return Verdict(occasion=occasion, status=Status.SATISFIED, count=count)


def not_yet(case: CaseView, occasion: str, first: int, stopped_at: int | None) -> list[Verdict] | None:
    """The verdict of a clock whose first moment (ms) is ahead, without its arithmetic, which nobody looks at yet.

    Pending, or none where something stopped it before that moment. None where the moment has come, or an explanation
    wants to see the arithmetic all the same.
    """
    if case.now >= first or case.thorough:
        return None
    if stopped_at is not None and stopped_at < first:
        return []
    return [Verdict(occasion=occasion, status=Status.PENDING, at=first)]


def _violated(
    occasion: str, reached: Step, below: Sequence[Step], ahead: int | None, count: Count
) -> Verdict:
    lower = [Reached(step.degree, step.at, step.provisional) for step in below]
    return Verdict(
        occasion=occasion,
        status=Status.VIOLATED,
        degree=reached.degree,
        at=reached.at,
        again=ahead,
        count=marked(count, reached.provisional),
        lower=tuple(lower),
    )


def marked(count: Count, provisional: bool) -> Count:
    """The arithmetic marked as the moment that was reached is."""
    return (
        count if provisional is count.provisional else msgspec.structs.replace(count, provisional=provisional)
    )


def before(times: Sequence[int | None]) -> Callable[[int], bool]:
    """Stopped where any of these times lies before the instant."""
    first = earliest(times)
    return lambda instant: first is not None and first < instant


def earliest(times: Sequence[int | None]) -> int | None:
    """The first of the times that are known."""
    return min((time for time in times if time is not None), default=None)
