"""Composite cases: the branches' clocks, dispatch and opinions."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from tests.oracle.days import ONE_DAY, add_days
from tests.oracle.facts import Fact
from tests.oracle.verdicts import Bench, Verdict

Branch = Mapping[str, Any]


def branch_clocks(bench: Bench) -> Iterator[Verdict]:
    """C-02: no opinion within the branch's days, which is consent."""
    for branch in _branches(bench):
        late = _late(bench, branch)
        if late is not None:
            due, moment, unsure = late
            yield Verdict("C-02", f"branch {branch['branch_no']}", "yellow", moment, due, provisional=unsure)


def dispatches(bench: Bench) -> Iterator[Verdict]:
    """C-03: the lead has not passed the case on in time, counted from when it could."""
    for branch in _branches(bench):
        ready = _ready(bench, branch)
        if ready is None or bench.start is None:
            continue
        begun = max(ready, bench.start)
        due = add_days(begun, bench.book.parameter("C-03.N"), bench.almanac.works)
        moment = bench.midnight(due)
        dispatched = _first(bench, "case.branch_dispatched", branch)
        passed_on = dispatched is not None and dispatched.time < moment
        if bench.come(moment) and not passed_on and not bench.case.ended_before(moment):
            unsure = bench.almanac.any_unannounced(begun, due)
            yield Verdict("C-03", f"branch {branch['branch_no']}", "yellow", moment, due, provisional=unsure)


def opinions(bench: Bench) -> Iterator[Verdict]:
    """C-04: the first opinion of a branch is none of the three kinds, or a no without reasons."""
    for branch in _branches(bench):
        opinion = _first(bench, "case.branch_opinion", branch)
        if opinion is None:
            continue
        said = opinion.data["opinion"]
        if said == "other" or (said == "disagree" and not opinion.has("reason")):
            yield Verdict("C-04", opinion.name, "warning", opinion.time)


def _branches(bench: Bench) -> list[Branch]:
    return list(bench.composite.data["branches"]) if bench.composite else []


def _first(bench: Bench, kind: str, branch: Branch) -> Fact | None:
    mine = [each for each in bench.case.all(kind) if each.data["branch_no"] == branch["branch_no"]]
    return mine[0] if mine else None


def _ready(bench: Bench, branch: Branch, on_the_way: tuple[str, ...] = ()) -> date | None:
    """The day the last predecessor finished; the first of all days where there is none to wait for."""
    days = [date.min]
    for other in _branches(bench):
        if other["branch_no"] in (branch.get("after") or []):
            finished = _finished(bench, other, (*on_the_way, branch["branch_no"]))
            if finished is None:
                return None
            days.append(finished)
    return max(days)


def _finished(bench: Bench, branch: Branch, on_the_way: tuple[str, ...]) -> date | None:
    """The day of the first opinion, or of the consent by silence, whichever came first."""
    if branch["branch_no"] in on_the_way:
        return None
    opinion = _first(bench, "case.branch_opinion", branch)
    late = _late(bench, branch, on_the_way)
    if late is not None:
        return late[0] + ONE_DAY
    return bench.case.day(opinion.time) if opinion else None


def _late(
    bench: Bench, branch: Branch, on_the_way: tuple[str, ...] = ()
) -> tuple[date, datetime, bool] | None:
    """(due date, midnight after it, provisional) of a branch whose clock ran out."""
    dispatched = _first(bench, "case.branch_dispatched", branch)
    ready = _ready(bench, branch, on_the_way)
    if dispatched is None or ready is None or branch.get("days") is None:
        return None
    begun = max(ready, bench.case.day(dispatched.time))
    due, unsure = bench.ruler.due(begun, branch["days"], bench.ruler.counts)
    moment = bench.midnight(due)
    opinion = _first(bench, "case.branch_opinion", branch)
    spoken = opinion is not None and opinion.time < moment
    if bench.come(moment) and not spoken and not bench.case.ended_before(moment):
        return due, moment, unsure
    return None
