"""Rules of the parts of a case: each stage by its own limit, the review by a lower level before it is forwarded."""

from collections.abc import Callable, Sequence

from rules.case_events import Closed, Forwarded
from rules.clocks import WORKING, begun, exceeded_at, long_before, tell, warning_at
from rules.counting import Span, add_days_without, count_days
from rules.fact import Fact
from rules.ladder import Step, before, climb, earliest, not_yet
from rules.limits import Start, is_provisional, last_and_due
from rules.rulebook import DayKind, Stage
from rules.verdict import CASE, Count, Verdict
from rules.view import CaseView


def t07(case: CaseView) -> list[Verdict]:
    """T-07 环节超时: a stage visit dwells past the stage's limit while the promise is not exceeded.

    Warning at `warn_days` left, yellow past it. Days excluded for the promise do not count. Occasion: the visit.
    Basis: 地方电子监察办法 6.
    """
    if case.item is None:
        return []
    found = []
    closed, stages = case.first(Closed), case.item.stages
    for entered, left in case.visits:
        stage = stages.get(entered.data.stage_code)
        if stage is None or stage.limit_days is None:
            continue
        day, left_at = case.day(entered.time), _left_at(left, closed)
        if left_at is None or not long_before(case, "T-07", day, stage.limit_days, left_at):
            found += _dwell(case, entered, day, left_at, stage)
    return found


def _dwell(case: CaseView, entered: Fact, day: int, left_at: int | None, stage: Stage) -> list[Verdict]:
    limit, exceeded = stage.limit_days or 0, _promise_exceeded(case)
    kind, spans = case.day_kind, case.excluded
    last, due = last_and_due(case, day, limit, spans)
    warn = warning_at(case, "T-07", kind, (day, entered.time), due, limit, spans)
    due_at, grace = exceeded_at(case, "T-07", entered.time, due)
    first = min(warn, due_at + grace)
    if exceeded is not None and first >= exceeded and not case.thorough:
        return []
    if (waiting := not_yet(case, entered.ref, first, left_at)) is not None:
        return waiting
    loose = is_provisional(case, day, last, due)
    stopped = _left_or_exceeded(left_at, exceeded)
    steps = [Step("warning", warn, stopped, loose), Step("yellow", due_at, stopped, loose, grace)]
    skipped, hit = _skipped(case, kind, spans, (day, last))
    count = Count(day, limit, skipped, 0, due, due_at, loose, hit, kind)
    verdict = climb(case, entered.ref, steps, count)
    verdict.evidence, verdict.stage_code = (entered.id,), stage.stage_code
    name = (f"环节“{stage.name}”时限", f"limit of stage {stage.stage_code}")
    tell(
        case,
        verdict,
        name,
        ("进入环节", "Stage entered"),
        ("至该时未离开该环节", "the stage was not left by then"),
    )
    return [verdict]


def _skipped(
    case: CaseView, kind: DayKind, spans: Sequence[Span], within: Span
) -> tuple[int, tuple[Span, ...]]:
    """How many counting days the spans take out of a clock's days, and the parts of them that do."""
    day, last = within
    hit = tuple((max(after, day), min(until, last)) for after, until in spans if after < last and until > day)
    return sum([count_days(case.calendar, kind, *span) for span in hit]), hit


def _left_at(left: Fact | None, closed: Fact | None) -> int | None:
    """When the stage was left, or the case closed."""
    if left is None or closed is None:
        only = left or closed
        return only.time if only else None
    return min(left.time, closed.time)


def _promise_exceeded(case: CaseView) -> int | None:
    """When the promise was exceeded, which has a card of its own; None where it was or can be kept."""
    if case.promise_due is None:
        return None
    at = case.zone.start_of(case.promise_due + 1)
    return None if case.ended_at is not None and case.ended_at < at else at


def _left_or_exceeded(left_at: int | None, exceeded: int | None) -> Callable[[int], bool]:
    """What stops a stage's clock: being left, or the promise exceeded."""
    left = before([left_at])
    return left if exceeded is None else lambda instant: instant >= exceeded or left(instant)


def t08(case: CaseView) -> list[Verdict]:
    """T-08 初审转报超期: the lower level has not forwarded what it reviewed within its days of the start.

    Yellow past the item's `lower_review_days` (counted in its day kind), red past `red_after` working days; days
    excluded for the legal limit do not count, an extension adds none. Stopped also by a decision or close. Occasion:
    the case. Basis: 行政许可法 43.
    """
    start, item = case.start, case.item
    if start is None or item is None or item.lower_review_days is None:
        return []
    limit, red_after = item.lower_review_days, case.parameter("T-08", "red_after")
    forwarded = case.first(Forwarded)
    stops = [forwarded.time if forwarded else None, case.ended_at]
    if long_before(case, "T-08", start.day, min(limit, red_after), earliest(stops)):
        return []
    return [_lower_review(case, start, limit, red_after, before(stops))]


def _lower_review(
    case: CaseView, start: Start, limit: int, red_after: int, stopped: Callable[[int], bool]
) -> Verdict:
    spans: tuple[Span, ...] = case.legal.spans if case.legal else ()
    last, due = last_and_due(case, start.day, limit, spans)
    red_due = add_days_without(case.calendar, WORKING, start.day, red_after, spans)
    loose = is_provisional(case, start.day, last, due)
    red_loose = not case.calendar.announced_between(start.day, red_due)
    due_at, grace = exceeded_at(case, "T-08", start.instant, due)
    red_at, _ = exceeded_at(case, "T-08", start.instant, red_due)
    steps = [Step("yellow", due_at, stopped, loose, grace), Step("red", red_at, stopped, red_loose, grace)]
    skipped, hit = _skipped(case, case.day_kind, spans, (start.day, last))
    count = Count(start.day, limit, skipped, 0, due, due_at, loose, hit, case.day_kind)
    verdict = climb(case, CASE, steps, count)
    verdict.evidence = (start.fact.id,)
    tell(
        case,
        verdict,
        ("初审期限", "lower-level review limit"),
        begun(start),
        ("至该时未转报上级机关", "not forwarded to the higher organ by then"),
        count,
    )
    return verdict
