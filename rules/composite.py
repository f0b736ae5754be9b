"""Composite cases (并联审批, 一件事): the clocks of the branches, who finished when, and what held up the whole.

A branch's clock is worked out as if nothing more were said: a finish that lies ahead is the consent that silence will
give then. So the same clocks say what is true now and when time alone will change it. Days of branches are counted in
the item's day kind; days excluded or granted to the whole move no branch.

Source: the measures on joint approval (缺席默认、超时默许: who is absent or overdue consents); contracts 2.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, NamedTuple

from rules.case_events import Branch, BranchDispatched, BranchOpinion
from rules.limits import is_provisional, last_and_due

if TYPE_CHECKING:
    from rules.fact import Fact
    from rules.view import CaseView

MOST_BRANCHES = 100
"""Branches of one case that are watched, the first listed: each may have two cards, and one record holds them all."""

Waits = Mapping[str, Sequence[str]]
"""Branch number → the numbers of those it waits for."""


class BranchClock(NamedTuple):
    """One branch as far as the events tell; instants in ms, dates as ordinals.

    `after` are those it waits for, and `ready` when the last of them finishes, None where one never does and for a
    branch that waits for nobody. `begun`: when it was dispatched, or `ready` if that is later; its date `start` is day
    0 of its days, `due` the last day for its opinion, `due_at` the midnight after. `dispatched` and `opinion` are
    the first of each. `finish`: when it gave its opinion, or `due_at`, from which its silence is consent; None while
    neither is in sight. `sure` is False where `due` rests on days that no notice covers yet.
    """

    branch: Branch
    after: tuple[str, ...]
    ready: int | None
    dispatched: Fact | None
    begun: int | None
    start: int | None
    due: int | None
    due_at: int | None
    opinion: Fact | None
    finish: int | None
    sure: bool

    @property
    def no(self) -> str:
        """The number the lead department gave it."""
        return self.branch.branch_no

    @property
    def silent(self) -> bool:
        """Whether it finishes by consent deemed from silence."""
        return self.due_at is not None and self.finish == self.due_at

    def overdue_by(self, instant: int) -> bool:
        """Whether its days had passed in silence at the instant."""
        return self.silent and self.finish is not None and self.finish <= instant

    def finished_by(self, instant: int) -> bool:
        """Whether it had given its opinion before the instant, or its silence was consent by then."""
        return self.overdue_by(instant) or (self.finish is not None and self.finish < instant)


def branch_clocks(case: CaseView) -> dict[str, BranchClock]:
    """The clocks of a master's branches by number, as listed; none for a case that is not composite.

    Of two branches of one number, two dispatches or two opinions the first counts. What names no branch is left out:
    dispatches, opinions and predecessors of unknown numbers.
    """
    listed = _listed(case.composite)
    waits = _waits(listed)
    dispatched, opinions = _firsts(case.of(BranchDispatched)), _firsts(case.of(BranchOpinion))
    clocks: dict[str, BranchClock] = {}
    for no in waits:
        others = [clocks[each] for each in waits[no]]
        clocks[no] = _clock(case, listed[no], others, dispatched.get(no), opinions.get(no))
    return {no: clocks[no] for no in listed}


def last_chain(clocks: Mapping[str, BranchClock], instant: int) -> list[BranchClock]:
    """The branches that held up the whole, as it stood at the instant (ms), in the order in which they finished.

    Those that finished last, and back from each to those of its predecessors that finished last; all of them where
    several finished together. A branch that has not finished is later than any that has.
    """
    found: dict[str, BranchClock] = {}
    waiting = _latest(clocks.values(), instant)
    while waiting:
        one = waiting.pop()
        if one.no not in found:
            found[one.no] = one
            waiting += _latest(_held_by(one, clocks, instant), instant)
    ranks = {no: place for place, no in enumerate(clocks)}
    return sorted(found.values(), key=lambda one: (*_end(one, instant), ranks[one.no]))


def _latest(clocks: Iterable[BranchClock], instant: int) -> list[BranchClock]:
    ends = [(_end(one, instant), one) for one in clocks]
    last = max((end for end, _ in ends), default=None)
    return [one for end, one in ends if end == last]


def _end(one: BranchClock, instant: int) -> tuple[bool, int]:
    """Sorts by the finish; what had not finished at the instant comes last."""
    if one.finish is not None and one.finished_by(instant):
        return False, one.finish
    return True, 0


def _held_by(one: BranchClock, clocks: Mapping[str, BranchClock], instant: int) -> list[BranchClock]:
    """Those a branch had to wait for: none where it finished without waiting."""
    if one.finish is not None and one.finished_by(instant) and (one.ready is None or one.finish < one.ready):
        return []
    return [clocks[no] for no in one.after]


def _listed(created: Fact | None) -> dict[str, Branch]:
    listed: dict[str, Branch] = {}
    for branch in created.data.branches[:MOST_BRANCHES] if created else ():
        listed.setdefault(branch.branch_no, branch)
    return listed


def _firsts(facts: Iterable[Fact]) -> dict[str, Fact]:
    firsts: dict[str, Fact] = {}
    for fact in facts:
        firsts.setdefault(fact.data.branch_no, fact)
    return firsts


def _waits(listed: Mapping[str, Branch]) -> Waits:
    """Who waits for whom, each after those it waits for; links within a circle order nothing, so they are left out."""
    waits = {
        no: tuple(each for each in dict.fromkeys(branch.after or ()) if each in listed)
        for no, branch in listed.items()
    }
    if not any(waits.values()):
        return waits
    try:
        return _sorted(waits)
    except CycleError:
        behind = {no: _behind(no, waits) for no in waits}
        return _sorted(
            {no: tuple(each for each in after if no not in behind[each]) for no, after in waits.items()}
        )


def _sorted(waits: Waits) -> Waits:
    return {no: waits[no] for no in TopologicalSorter(waits).static_order()}


def _behind(no: str, waits: Waits) -> set[str]:
    """All that a branch waits for, at first hand or further back."""
    found: set[str] = set()
    looking = [no]
    while looking:
        for each in waits[looking.pop()]:
            if each not in found:
                found.add(each)
                looking.append(each)
    return found


def _clock(
    case: CaseView,
    branch: Branch,
    others: Sequence[BranchClock],
    dispatched: Fact | None,
    opinion: Fact | None,
) -> BranchClock:
    ready = _ready(others)
    begun = _begun(dispatched, ready, waits=bool(others))
    start = None if begun is None else case.day(begun)
    due = due_at = None
    sure = True
    if start is not None and branch.days is not None:
        last, due = last_and_due(case, start, branch.days)
        due_at = case.zone.start_of(due + 1)
        sure = not is_provisional(case, start, last, due)
    finish = _finish(case, opinion, due_at)
    after = tuple(one.no for one in others)
    return BranchClock(branch, after, ready, dispatched, begun, start, due, due_at, opinion, finish, sure)


def _ready(others: Sequence[BranchClock]) -> int | None:
    finishes: list[Any] = [one.finish for one in others]
    return None if not finishes or None in finishes else int(max(finishes))


def _begun(dispatched: Fact | None, ready: int | None, *, waits: bool) -> int | None:
    if dispatched is None or (waits and ready is None):
        return None
    return dispatched.time if ready is None else max(dispatched.time, ready)


def _finish(case: CaseView, opinion: Fact | None, due_at: int | None) -> int | None:
    """The opinion, whenever it came before its days were over; else the end of these, if the case was open then."""
    if opinion is not None and (due_at is None or opinion.time < due_at):
        return opinion.time
    if due_at is None or (case.ended_at is not None and case.ended_at < due_at):
        return None
    return due_at
