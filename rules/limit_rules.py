"""Rules of the limits of a case as a whole: the promise, the legal limit, the cure after a yellow, the instant case.

Masters of composite cases have one card of their own in place of those of the promise and the legal limit.
"""

from rules.clocks import begun, exceeded_at, is_read, long_before, tell, warning_at
from rules.fact import Fact
from rules.ladder import Step, before, climb, not_yet
from rules.limits import Limit, Start
from rules.verdict import CASE, Count, Status, Verdict
from rules.view import CaseView
from rules.wording import clock, then
from rules.zone import iso_date

INSTANT = "instant"


def t03(case: CaseView) -> list[Verdict]:
    """T-03 临期预警: still open when `warn_days` counting days of the promise are left. Warning.

    A moment: ending in time afterwards does not withdraw it (contracts 2.12). Basis: the office's rulebook.
    """
    limit, start = case.promise, case.start
    if limit is None or start is None or case.composite is not None:
        return []
    if long_before(case, "T-03", start.day, limit.days, case.ended_at):
        return []
    if (waiting := not_yet(case, CASE, _near_at(case, start, limit), case.ended_at)) is not None:
        return waiting
    due_at, _ = exceeded_at(case, "T-03", start.instant, limit.due)
    verdict = climb(case, CASE, [near(case, start, limit)], limit_count(case, start, limit, due_at))
    if is_read(case, verdict):
        verdict.evidence, verdict.begun = limit_evidence(start, limit), begun(start)
    if verdict.status is Status.VIOLATED:
        at = case.zone.wall(verdict.at)
        text = limit_text(case, "T-03", start, verdict.count)
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
    if limit is None or start is None or case.composite is not None:
        return []
    if long_before(case, rule_id, start.day, limit.days, case.ended_at):
        return []
    at, grace = exceeded_at(case, rule_id, start.instant, _last_day(case, rule_id, limit))
    if (waiting := not_yet(case, CASE, at + grace, case.ended_at)) is not None:
        return waiting
    due_at, _ = exceeded_at(case, rule_id, start.instant, limit.due)
    step = past(case, rule_id, degree, start, limit)
    verdict = climb(case, CASE, [step], limit_count(case, start, limit, due_at))
    if is_read(case, verdict):
        verdict.evidence, verdict.begun = limit_evidence(start, limit, case.ended), begun(start)
    if verdict.status is Status.VIOLATED:
        verdict.zh, verdict.en = then(limit_text(case, rule_id, start, verdict.count), *not_ended(case))
    return [verdict]


def near(case: CaseView, start: Start, limit: Limit) -> Step:
    """The moment at which the promise is near, as T-03 sets it."""
    return Step("warning", _near_at(case, start, limit), before([case.ended_at]), limit.provisional)


def _near_at(case: CaseView, start: Start, limit: Limit) -> int:
    return warning_at(case, "T-03", case.day_kind, (start.day, start.instant), limit.due, limit.days)


def past(case: CaseView, rule_id: str, degree: str, start: Start, limit: Limit) -> Step:
    """The moment at which a limit and the grace of T-04 or T-05 are exceeded."""
    last, loose = _last_day(case, rule_id, limit), limit.provisional
    if last != limit.due:
        loose = loose or not case.calendar.announced_between(limit.due, last)
    at, grace = exceeded_at(case, rule_id, start.instant, last)
    return Step(degree, at, before([case.ended_at]), loose, grace)


def _last_day(case: CaseView, rule_id: str, limit: Limit) -> int:
    grace_days = case.parameter(rule_id, "grace")
    return case.calendar.add_working(limit.due, grace_days) if grace_days else limit.due


def t06(case: CaseView) -> list[Verdict]:
    """T-06 督办逾期: past the promise, and neither decided nor closed within `cure_days` working days more. Red.

    The days run from the last day of the promise with the grace of T-04; the card waits for a person. It follows T-04:
    not where that rule is off or its card was revoked, rejected or muted, nor where its moment is history to this
    rulebook; and no longer once T-05 holds. Basis: the office's rulebook.
    """
    limit, start = case.promise, case.start
    if limit is None or start is None or case.now < case.zone.start_of(limit.due):
        return []
    if not _follows(case, start, limit) or _legal_exceeded(case, start):
        return []
    last, days = _last_day(case, "T-04", limit), case.parameter("T-06", "cure_days")
    due = case.calendar.add_working(last, days)
    at, grace = exceeded_at(case, "T-06", start.instant, due)
    loose = limit.provisional or not case.calendar.announced_between(limit.due, due)
    verdict = climb(
        case,
        CASE,
        [Step("red", at, before([case.ended_at]), loose, grace)],
        Count(last, days, 0, 0, due, at, loose),
    )
    verdict.evidence = limit_evidence(start, limit, case.ended)
    tell(
        case,
        verdict,
        ("督办期限", "time to cure"),
        ("承诺期限届满", "Promise limit ran out"),
        not_ended(case),
    )
    return [verdict]


def _follows(case: CaseView, start: Start, limit: Limit) -> bool:
    """Whether there is a card of T-04 that the office has to cure."""
    if case.composite is not None or "T-04" in case.set_aside or not case.rulebook.rules["T-04"].enabled:
        return False
    step = past(case, "T-04", "yellow", start, limit)
    return _holds(case, step) and not case.is_history(step.at)


def _legal_exceeded(case: CaseView, start: Start) -> bool:
    if case.legal is None or not case.rulebook.rules["T-05"].enabled:
        return False
    return _holds(case, past(case, "T-05", "red", start, case.legal))


def _holds(case: CaseView, step: Step) -> bool:
    comes = step.at + step.grace
    return case.now >= comes and not step.stopped(comes)


def t12(case: CaseView) -> list[Verdict]:
    """T-12 即办件未即办: an instant case neither decided nor closed by the end of the day of its acceptance. Yellow.

    Instant by the acceptance, else by the item; the end of the day also with `counting_mode = "clock"`. Off unless
    the rulebook switches it on. Basis: the office's rulebook.
    """
    accepted = case.accepted
    if accepted is None:
        return []
    project_type = accepted.data.project_type or (case.item.project_type if case.item else None)
    if project_type != INSTANT:
        return []
    day = case.day(accepted.time)
    at = case.zone.start_of(day + 1)
    step = Step("yellow", at, before([case.ended_at]))
    verdict = climb(case, CASE, [step], Count(start=day, due=day, due_at=at))
    if verdict.status is Status.VIOLATED:
        verdict.evidence = tuple(fact.id for fact in (accepted, case.ended) if fact is not None)
        zh, en = not_ended(case)
        verdict.zh = f"{iso_date(day)}受理的即办件，应于当日办结；{zh}。"
        verdict.en = f"Accepted on {iso_date(day)} as an instant case, to be done that day; {en}."
    return [verdict]


def not_ended(case: CaseView) -> tuple[str, str]:
    """What became of a case whose limit ran out, (Chinese, English)."""
    if case.ended is None:
        return "至该时未作决定或办结", "neither decided nor closed by then"
    ended = case.zone.wall(case.ended.time)
    return f"{ended}才作决定或办结", f"decided or closed only at {ended}"


def limit_evidence(start: Start, limit: Limit, ended: Fact | None = None) -> tuple[str, ...]:
    """The events a limit's arithmetic rests on, in order of time: what opened it, moved it, and ended it too late."""
    moved = [each for one in limit.procedures for each in (one.begin, one.end) if each is not None]
    facts = [start.fact, *moved, *limit.used] + ([ended] if ended else [])
    return tuple(fact.id for fact in sorted(facts))


def limit_count(case: CaseView, start: Start, limit: Limit, due_at: int) -> Count:
    """A limit as it stands on a card."""
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


def limit_text(case: CaseView, rule_id: str, start: Start, count: Count) -> tuple[str, str]:
    """How the due date of the limit that a rule watches comes about, and its grace if any, (Chinese, English)."""
    name = ("法定期限", "legal limit") if rule_id == "T-05" else ("承诺期限", "promise limit")
    zh, en = clock(case.zone, name, begun(start), count)
    days = case.parameter(rule_id, "grace") if rule_id != "T-03" and count.due is not None else 0
    if not days or count.due is None:
        return zh, en
    last = case.calendar.add_working(count.due, days)
    at = case.zone.wall(exceeded_at(case, rule_id, start.instant, last)[0])
    return (
        f"{zh}；另宽限{days}个工作日至{iso_date(last)}，自{at}起发牌",
        f"{en}; {days} working days of grace until {iso_date(last)}, a card from {at}",
    )
