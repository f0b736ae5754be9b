"""Rules of time (时限), domain ids T-…: each answers for one kind of clock whether its moments have come.

Every function takes the case as seen now and returns its verdicts, one an occasion. The first moment of exceeding is
midnight after the due date; an end before it stops the clock (contracts 2.5). With `counting_mode = "clock"` it is
the same clock time on the due day, exceeded just after it (contracts 2.15).
"""

from collections.abc import Callable, Sequence

from rules.case_events import Closed, Decided, Delivered, ExtensionApproved, ReadyNotified
from rules.counting import Span, add_days, add_days_without, roll
from rules.dossier import Fact
from rules.ladder import Step, before, climb
from rules.limits import (
    Limit,
    Procedure,
    Round,
    Start,
    Visit,
    is_provisional,
    longest_extension,
    warning_moment,
)
from rules.rulebook import DayKind, Stage
from rules.verdict import Count, Status, Verdict
from rules.view import CaseView
from rules.wording import clock, then

CASE = "case"
"""The occasion of rules that are about the case as a whole."""

WORKING = DayKind.WORKING
ROUND_OPEN = ("至该时未受理、未告知补正、未作不予受理决定", "no acceptance, notice or refusal by then")


def t01(case: CaseView) -> list[Verdict]:
    """T-01 受理告知超期: no acceptance, refusal or supplement notice within N working days of the materials.

    Warning at `warn_days` left, yellow past N. Occasion: the receipt or complete supplement that opened the round.
    Basis: 行政许可法 32(1)(4).
    """
    limit, found = case.parameter("T-01", "N"), []
    for one in case.rounds:
        day = case.day(one.opener.time)
        if not _long_before(case, "T-01", day, limit, one.answer):
            found.append(_round(case, one, limit, day))
    return found


def _round(case: CaseView, one: Round, limit: int, day: int) -> Verdict:
    loose = not case.calendar.announced_between(day, one.due)
    warn = _warning(case, "T-01", WORKING, (day, one.opener.time), one.due, limit)
    due_at, grace = _due_at(case, "T-01", one.opener.time, one.due)
    answered = before([one.answer])
    steps = [Step("warning", warn, answered, loose), Step("yellow", due_at, answered, loose, grace)]
    count = Count(day, limit, 0, 0, one.due, due_at, loose)
    verdict = climb(case, "T-01", one.opener.ref, steps, count)
    verdict.evidence = (one.opener.id,)
    if verdict.status is Status.VIOLATED:
        text = clock(
            case.zone, ("受理告知期限", "acceptance limit"), ("收到材料", "Materials received"), count
        )
        verdict.zh, verdict.en = then(text, *ROUND_OPEN)
    return verdict


def t03(case: CaseView) -> list[Verdict]:
    """T-03 临期预警: still open when `warn_days` counting days of the promise are left. Warning.

    A moment: ending in time afterwards does not withdraw it (contracts 2.12). Basis: the office's rulebook.
    """
    limit, start = case.promise, case.start
    if limit is None or start is None:
        return []
    if _long_before(case, "T-03", start.day, limit.days, case.ended_at):
        return []
    due_at, _ = _due_at(case, "T-03", start.instant, limit.due)
    count = _count(case, start, limit, due_at)
    warn = _warning(case, "T-03", case.day_kind, (start.day, start.instant), limit.due, limit.days)
    step = Step("warning", warn, before([case.ended_at]), limit.provisional)
    verdict = climb(case, "T-03", CASE, [step], count)
    if _is_read(case, verdict):
        verdict.evidence = _limit_evidence(start, limit)
    if verdict.status is Status.VIOLATED:
        at = case.zone.wall(verdict.at)
        text = _limit_text(case, "T-03", start, verdict.count)
        verdict.zh, verdict.en = then(text, f"{at}仍未作决定或办结", f"still open at {at}")
    return [verdict]


def t04(case: CaseView) -> list[Verdict]:
    """T-04 超承诺期限: neither decided nor closed by the promise limit (+ `grace` working days). Yellow.

    Basis: 优化营商环境条例 36.
    """
    return _exceeded(case, "T-04", "yellow", case.promise)


def t05(case: CaseView) -> list[Verdict]:
    """T-05 超法定期限: neither decided nor closed by the legal limit (+ `grace` working days). Red.

    Basis: 行政许可法 42, 74.
    """
    return _exceeded(case, "T-05", "red", case.legal)


def _exceeded(case: CaseView, rule_id: str, degree: str, limit: Limit | None) -> list[Verdict]:
    start = case.start
    if limit is None or start is None:
        return []
    if _long_before(case, rule_id, start.day, limit.days, case.ended_at):
        return []
    grace_days = case.parameter(rule_id, "grace")
    loose = limit.provisional
    due_at, grace = _due_at(case, rule_id, start.instant, limit.due)
    at, count = due_at, _count(case, start, limit, due_at)
    if grace_days:
        last = case.calendar.add_working(limit.due, grace_days)
        loose = loose or not case.calendar.announced_between(limit.due, last)
        at, grace = _due_at(case, rule_id, start.instant, last)
    verdict = climb(case, rule_id, CASE, [Step(degree, at, before([case.ended_at]), loose, grace)], count)
    if _is_read(case, verdict):
        verdict.evidence = _limit_evidence(start, limit, case.ended)
    if verdict.status is Status.VIOLATED:
        verdict.zh, verdict.en = then(_limit_text(case, rule_id, start, verdict.count), *_not_ended(case))
    return [verdict]


def _not_ended(case: CaseView) -> tuple[str, str]:
    if case.ended is None:
        return "至该时未作决定或办结", "neither decided nor closed by then"
    ended = case.zone.wall(case.ended.time)
    return f"{ended}才作决定或办结", f"decided or closed only at {ended}"


def _limit_evidence(start: Start, limit: Limit, ended: Fact | None = None) -> tuple[str, ...]:
    """The events a limit's arithmetic rests on, in order of time: what opened it, moved it, and ended it too late."""
    moved = [each for one in limit.procedures for each in (one.begin, one.end) if each is not None]
    facts = [start.fact, *moved, *limit.used] + ([ended] if ended else [])
    return tuple(fact.id for fact in sorted(facts))


def t07(case: CaseView) -> list[Verdict]:
    """T-07 环节超时: a stage visit dwells past the stage's limit while the promise is not exceeded.

    Warning at `warn_days` left, yellow past it. Days excluded for the promise do not count. Occasion: the visit.
    Basis: 地方电子监察办法 6.
    """
    if case.item is None:
        return []
    found = []
    closed, stages = case.first(Closed), case.item.stages
    for visit in case.visits:
        stage = stages.get(visit.entered.data.stage_code)
        if stage is None or stage.limit_days is None:
            continue
        day, left_at = case.day(visit.entered.time), _left_at(visit, closed)
        if not _long_before(case, "T-07", day, stage.limit_days, left_at):
            found.append(_dwell(case, visit.entered, left_at, stage, stage.limit_days))
    return found


def _dwell(case: CaseView, entered: Fact, left_at: int | None, stage: Stage, limit: int) -> Verdict:
    kind, day = case.day_kind, case.day(entered.time)
    stopped = _left_or_promise_exceeded(case, left_at)
    spans: tuple[Span, ...] = case.promise.spans if case.promise else ()
    due = last = add_days_without(case.calendar, kind, day, limit, spans)
    if kind is DayKind.NATURAL and case.rulebook.natural_days_roll:
        due = roll(case.calendar, last)
    loose = is_provisional(case, day, last, due)
    warn = _warning(case, "T-07", kind, (day, entered.time), due, limit, spans)
    due_at, grace = _due_at(case, "T-07", entered.time, due)
    steps = [Step("warning", warn, stopped, loose), Step("yellow", due_at, stopped, loose, grace)]
    hit = tuple((max(after, day), min(until, last)) for after, until in spans if after < last and until > day)
    skipped = sum([_days(case, kind, span) for span in hit])
    count = Count(day, limit, skipped, 0, due, due_at, loose, hit, kind)
    verdict = climb(case, "T-07", entered.ref, steps, count)
    verdict.evidence, verdict.stage_code = (entered.id,), stage.stage_code
    if verdict.status is Status.VIOLATED:
        name = (f"环节“{stage.name}”时限", f"limit of stage {stage.stage_code}")
        text = clock(case.zone, name, ("进入环节", "Stage entered"), verdict.count)
        verdict.zh, verdict.en = then(text, "至该时未离开该环节", "the stage was not left by then")
    return verdict


def _left_at(visit: Visit, closed: Fact | None) -> int | None:
    """When the stage was left, or the case closed."""
    if visit.left is None or closed is None:
        only = visit.left or closed
        return only.time if only else None
    return min(visit.left.time, closed.time)


def _left_or_promise_exceeded(case: CaseView, left_at: int | None) -> Callable[[int], bool]:
    """What stops a stage's clock: being left, or the promise exceeded, which has a card of its own."""
    left = before([left_at])
    promise_at = case.zone.start_of(case.promise.due + 1) if case.promise else None
    if promise_at is None or (case.ended_at is not None and case.ended_at < promise_at):
        return left
    exceeded = promise_at
    return lambda instant: instant >= exceeded or left(instant)


def t09(case: CaseView) -> list[Verdict]:
    """T-09 送达超期: not delivered, nor the applicant told to collect, within N working days of the decision. Yellow.

    From the first decision of any result; stopped also by a close as withdrawn or voided. Basis: 行政许可法 44.
    """
    decided = case.first(Decided)
    if decided is None:
        return []
    limit, day = case.parameter("T-09", "N"), case.day(decided.time)
    handed, called_off = case.first_of(Delivered, ReadyNotified), _called_off(case)
    if _long_before(case, "T-09", day, limit, handed.time if handed else called_off):
        return []
    due = case.calendar.add_working(day, limit)
    loose = not case.calendar.announced_between(day, due)
    due_at, grace = _due_at(case, "T-09", decided.time, due)
    stopped = before([handed.time if handed else None, called_off])
    count = Count(day, limit, 0, 0, due, due_at, loose)
    verdict = climb(case, "T-09", CASE, [Step("yellow", due_at, stopped, loose, grace)], count)
    verdict.evidence = (decided.id,)
    if verdict.status is Status.VIOLATED:
        text = clock(case.zone, ("送达期限", "delivery limit"), ("作出决定", "Decided"), verdict.count)
        verdict.zh, verdict.en = then(
            text, "至该时未送达、未通知领取", "not delivered nor ready to collect by then"
        )
    return [verdict]


def t10(case: CaseView) -> list[Verdict]:
    """T-10 特别程序超期: a valid special procedure is still open past the end told to the applicant.

    Warning `warn_days` before, yellow past the told end, red `red_after` counting days later; yellow and red also
    after a normal end of the case, not once withdrawn or voided. Occasion: the procedure. Basis: 行政许可法 45.
    """
    return [_procedure(case, one, one.told) for one in case.procedures if one.valid and one.told]


def _procedure(case: CaseView, one: Procedure, told: int) -> Verdict:
    kind, limit = case.day_kind, int(one.begin.data.days)
    ended = one.end.time if one.end else None
    red_day = add_days(case.calendar, kind, told, case.parameter("T-10", "red_after"))
    warn = _warning(case, "T-10", kind, (one.day, one.begin.time), told, limit)
    due_at, grace = _due_at(case, "T-10", one.begin.time, told)
    red_at, _ = _due_at(case, "T-10", one.begin.time, red_day)
    open_still, over = before([ended, case.ended_at]), before([ended, _called_off(case)])
    loose, red_loose = _unannounced(case, one.day, told), _unannounced(case, one.day, red_day)
    steps = [
        Step("warning", warn, open_still, loose),
        Step("yellow", due_at, over, loose, grace),
        Step("red", red_at, over, red_loose, grace),
    ]
    count = Count(one.day, limit, 0, 0, told, due_at, loose, (), kind)
    verdict = climb(case, "T-10", one.begin.ref, steps, count)
    verdict.evidence = (one.begin.id,)
    if verdict.status is Status.VIOLATED:
        text = clock(
            case.zone, ("告知时限", "time told"), ("特别程序开始", "Special procedure began"), verdict.count
        )
        verdict.zh, verdict.en = then(text, "至该时特别程序未结束", "the procedure had not ended by then")
    return verdict


def t11(case: CaseView) -> list[Verdict]:
    """T-11 延期无效: an extension that adds nothing to any limit, or days beyond the maximum. Yellow.

    Asked or approved after the due date, without reason or notice, by someone not entitled, or a second one.
    Occasion: the extension. Basis: 行政许可法 42.
    """
    limits = [limit for limit in (case.promise, case.legal) if limit is not None]
    return [_extension(case, fact, limits) for fact in case.of(ExtensionApproved)] if limits else []


def _extension(case: CaseView, fact: Fact, limits: Sequence[Limit]) -> Verdict:
    most = longest_extension(case)
    void = not any(fact in limit.used for limit in limits)
    if not void and fact.data.days <= most:
        return Verdict(occasion=fact.ref, status=Status.SATISFIED)
    if void:
        zh = "该延期不增加任何期限：申请或批准晚于到期日，或无理由、未告知、批准层级不符，或已延期过"
        en = "The extension moves no limit: late, without reason or notice, not entitled, or not the first"
    else:
        zh = f"批准延期{fact.data.days}天，最多{most}天，超出部分无效"
        en = f"Extended by {fact.data.days} days where at most {most} are allowed; the rest does not count"
    return Verdict(
        occasion=fact.ref,
        status=Status.VIOLATED,
        degree="yellow",
        at=fact.time,
        evidence=(fact.id,),
        by=fact,
        zh=zh + "。",
        en=en + ".",
    )


def _long_before(case: CaseView, rule_id: str, day: int, limit: int, ended: int | None) -> bool:
    """Whether a clock begun on `day` had ended before any of its moments could come, holidays or not.

    Counting days are never more than dates, so no moment comes before limit − warn_days dates have passed. Spares
    most clocks their arithmetic and a verdict nobody would look at; an explanation wants both all the same.
    """
    if ended is None or case.thorough:
        return False
    warn_days = case.rulebook.rules[rule_id].parameters.get("warn_days", 0)
    left = min(warn_days, limit - 1) if isinstance(warn_days, int) else limit - 1
    return ended < case.zone.start_of(day + limit - left)


def _warning(
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
    if _by_clock(case, rule_id) and limit > 1:
        return case.zone.same_clock(since[1], case.day(at))
    return at


def _due_at(case: CaseView, rule_id: str, since: int, due: int) -> tuple[int, int]:
    """The moment of exceeding and its grace in ms: by the clock, the moment itself is still in time."""
    if _by_clock(case, rule_id):
        return case.zone.same_clock(since, due), 1
    return case.zone.start_of(due + 1), 0


def _by_clock(case: CaseView, rule_id: str) -> bool:
    return case.rulebook.rules[rule_id].parameters.get("counting_mode") == "clock"


def _called_off(case: CaseView) -> int | None:
    """When the case was first closed as withdrawn or voided."""
    return next((fact.time for fact in case.of(Closed) if fact.data.kind in ("withdrawn", "voided")), None)


def _unannounced(case: CaseView, start: int, until: int) -> bool:
    return case.day_kind is WORKING and not case.calendar.announced_between(start, until)


def _days(case: CaseView, kind: DayKind, span: Span) -> int:
    return case.calendar.count_working(*span) if kind is WORKING else span[1] - span[0]


def _is_read(case: CaseView, verdict: Verdict) -> bool:
    """Whether anybody looks at more of the verdict than the moment it waits for."""
    return verdict.status is Status.VIOLATED or case.thorough


def _count(case: CaseView, start: Start, limit: Limit, due_at: int) -> Count:
    return Count(
        start.day,
        limit.days,
        limit.excluded,
        limit.extension,
        limit.due,
        due_at,
        limit.provisional,
        limit.spans,
        case.day_kind,
    )


def _limit_text(case: CaseView, rule_id: str, start: Start, count: Count) -> tuple[str, str]:
    name = ("法定期限", "legal limit") if rule_id == "T-05" else ("承诺期限", "promise limit")
    begun = ("收到材料，视为受理", "Deemed accepted at receipt") if start.deemed else ("受理", "Accepted")
    return clock(case.zone, name, begun, count)
