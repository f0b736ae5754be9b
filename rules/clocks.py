"""What clocks have in common, whatever they time: when they are exceeded and warn, and whether it matters at all.

The first moment of exceeding is midnight after the due date; an end before it stops the clock (contracts 2.5). With
`counting_mode = "clock"` it is the same clock time on the due day, exceeded just after it (contracts 2.15).
"""

from collections.abc import Callable, Sequence

from rules.case_events import Closed
from rules.counting import Span
from rules.fact import Fact
from rules.ladder import Step, before, climb, earliest, marked, not_yet
from rules.limits import Start, warning_moment
from rules.rulebook import DayKind
from rules.verdict import Count, Status, Verdict
from rules.view import CaseView
from rules.wording import BY_PROCEDURES, clock, then

WORKING = DayKind.WORKING

Texts = tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
"""A clock's name, what began it, what was not done in time; each in Chinese and English."""


def long_before(case: CaseView, rule_id: str, day: int, limit: int, ended: int | None) -> bool:
    """Whether a clock begun on `day` had ended before any of its moments could come, holidays or not.

    Counting days are never more than dates, so no moment comes before limit − warn_days dates have passed. Spares
    most clocks their arithmetic and a verdict nobody would look at; an explanation wants both all the same.
    """
    if ended is None or case.thorough:
        return False
    warn_days = case.rulebook.rules[rule_id].parameters.get("warn_days", 0)
    left = min(warn_days, limit - 1) if isinstance(warn_days, int) else limit - 1
    return ended < case.zone.start_of(day + limit - left)


def warning_at(
    case: CaseView,
    rule_id: str,
    kind: DayKind,
    since: tuple[int, int],
    due: int,
    limit: int,
    spans: Sequence[Span] = (),
) -> int:
    """The warning moment of a clock that began on (day, instant)."""
    at = warning_moment(case, kind, since[0], due, limit, case.parameter(rule_id, "warn_days"), spans)
    if by_clock(case, rule_id) and limit > 1:
        return case.zone.same_clock(since[1], case.day(at))
    return at


def exceeded_at(case: CaseView, rule_id: str, since: int, due: int) -> tuple[int, int]:
    """The moment of exceeding and its grace in ms: by the clock, the moment itself is still in time."""
    if by_clock(case, rule_id):
        return case.zone.same_clock(since, due), 1
    return case.zone.start_of(due + 1), 0


def by_clock(case: CaseView, rule_id: str) -> bool:
    """Whether the rule counts to the same clock time instead of midnight."""
    return case.rulebook.rules[rule_id].parameters.get("counting_mode") == "clock"


def working_step(
    case: CaseView, rule_id: str, degree: str, opener: Fact, due: int, stopped: Callable[[int], bool]
) -> Step:
    """The step of exceeding a due date that was counted in working days from an event on."""
    at, grace = exceeded_at(case, rule_id, opener.time, due)
    return Step(degree, at, stopped, not case.calendar.announced_between(case.day(opener.time), due), grace)


def duty(
    case: CaseView,
    rule_id: str,
    occasion: str,
    opener: Fact,
    stops: Sequence[int | None],
    texts: Texts,
) -> list[Verdict]:
    """A duty of `N` working days from an event on, yellow past them; none where it ended long before that.

    `stops` are the instants at which it may have ended; `texts` are those of `tell`: name, beginning, outcome.
    """
    day, limit = case.day(opener.time), case.parameter(rule_id, "N")
    stop = earliest(stops)
    if long_before(case, rule_id, day, limit, stop):
        return []
    due = case.calendar.add_working(day, limit)
    at, grace = exceeded_at(case, rule_id, opener.time, due)
    if (waiting := not_yet(case, occasion, at + grace, stop)) is not None:
        return waiting
    step = working_step(case, rule_id, "yellow", opener, due, before([stop]))
    verdict = climb(case, occasion, [step], Count(day, limit, 0, 0, due, step.at, step.provisional))
    verdict.evidence = (opener.id,)
    tell(case, verdict, *texts)
    return [verdict]


def tell(
    case: CaseView,
    verdict: Verdict,
    name: tuple[str, str],
    begun: tuple[str, str],
    outcome: tuple[str, str],
    count: Count | None = None,
    excluding: tuple[str, str] = BY_PROCEDURES,
) -> None:
    """Write the check by hand under a violated verdict: how the due date comes about, what was not done by when.
    Under any, what the clock began with.

    Texts are (Chinese, English); `excluding` is why days do not count.
    `count` where the due date is not as provisional as the moment reached. Each lower
    step has a text of its own, because its moment is another.
    """
    verdict.begun = begun
    if verdict.status is not Status.VIOLATED:
        return

    def text(degree: str, at: int, provisional: bool) -> tuple[str, str]:
        said = count or marked(verdict.count, provisional)
        return then(clock(case.zone, name, begun, said, (degree, at), excluding), *outcome)

    verdict.zh, verdict.en = text(verdict.degree, verdict.at, verdict.count.provisional)
    verdict.lower = tuple(
        step._replace(texts=text(step.degree, step.at, step.provisional)) for step in verdict.lower
    )


def begun(start: Start) -> tuple[str, str]:
    """What happened on the start day, (Chinese, English)."""
    return ("收到材料，视为受理", "Deemed accepted at receipt") if start.deemed else ("受理", "Accepted")


def called_off(case: CaseView) -> int | None:
    """When the case was first closed as withdrawn or voided."""
    return next((fact.time for fact in case.of(Closed) if fact.data.kind in ("withdrawn", "voided")), None)


def is_read(case: CaseView, verdict: Verdict) -> bool:
    """Whether anybody looks at more of the verdict than the moment it waits for."""
    return verdict.status is Status.VIOLATED or case.thorough
