"""B-03: materials accepted on a promise to supply them later (容缺受理)."""

from typing import NamedTuple

from rules.case_events import Closed, MaterialReceived, SupplementReceived
from rules.counting import step_back
from rules.decode import milliseconds
from rules.event_verdicts import ids
from rules.fact import Fact
from rules.ladder import Step, before, climb
from rules.materials import COMPLETE, listed_zh
from rules.rulebook import DayKind
from rules.verdict import Count, Status, Verdict
from rules.view import CaseView
from rules.zone import iso_date

ENDING = ("withdrawn", "voided", "returned")
"""A close of these kinds ends the promise; a normal one does not."""


class Deferral(NamedTuple):
    """A material promised for the date `due` (ordinal); `supplied` is the event that brought it, if any."""

    code: str
    receipt: Fact
    due: int
    supplied: Fact | None = None


def b03(case: CaseView) -> list[Verdict]:
    """B-03 容缺未补: a material deferred against a promise is not supplied by the promised date.

    Warning at `warn_days` working days left, yellow at the midnight after the promised date. Supplied by a later
    receipt as complete, or by a supplement that names it or, complete, names none. Occasion: the material.
    Basis: 安阳市政务服务条例 24.
    """
    deferrals = _deferrals(case) if _any_deferred(case) else []
    ended = next((fact.time for fact in case.of(Closed) if fact.data.kind in ENDING), None)
    return [_promised(case, one, ended) for one in deferrals]


def _any_deferred(case: CaseView) -> bool:
    return any(
        line.status == "deferred" for fact in case.of(MaterialReceived) for line in fact.data.materials or ()
    )


def _deferrals(case: CaseView) -> list[Deferral]:
    """Each material's last deferral to a date, and what supplied it after that; missing or failed supplies nothing."""
    current: dict[str, Deferral] = {}
    for fact in sorted(case.of(MaterialReceived, SupplementReceived)):
        if isinstance(fact.data, MaterialReceived):
            lines = fact.data.materials or ()
            _supply(current, [line.code for line in lines if line.status == COMPLETE], fact)
            for line in lines:
                if line.status == "deferred" and line.promised_at is not None:
                    current[line.code] = Deferral(line.code, fact, case.day(milliseconds(line.promised_at)))
        else:
            _supply(current, fact.data.items or (list(current) if fact.data.complete else []), fact)
    return list(current.values())


def _supply(current: dict[str, Deferral], codes: list[str], fact: Fact) -> None:
    for code in codes:
        if code in current and current[code].supplied is None:
            current[code] = current[code]._replace(supplied=fact)


def _promised(case: CaseView, one: Deferral, ended: int | None) -> Verdict:
    day, due_at = case.day(one.receipt.time), case.zone.start_of(one.due + 1)
    loose = not case.calendar.announced_between(day, one.due)
    stopped = before([one.supplied.time if one.supplied else None, ended])
    steps = [Step("yellow", due_at, stopped)]
    warn = _warning_day(case, day, one.due)
    if warn is not None:
        steps.insert(0, Step("warning", case.zone.start_of(warn), stopped, loose))
    count = Count(start=day, due=one.due, due_at=due_at)
    verdict = climb(case, f"material {one.code}", steps, count)
    verdict.evidence = ids([one.receipt, *([one.supplied] if one.supplied else [])])
    if verdict.status is Status.VIOLATED:
        verdict.zh, verdict.en = _texts(case, one, verdict)
    return verdict


def _warning_day(case: CaseView, since: int, due: int) -> int | None:
    """The day with `warn_days` working days left (contracts 2.9); None without a working day until the promise."""
    days = case.calendar.count_working(since, due)
    if days < 1:
        return None
    left = min(case.parameter("B-03", "warn_days"), days - 1)
    return step_back(case.calendar, DayKind.WORKING, due, left)


def _texts(case: CaseView, one: Deferral, verdict: Verdict) -> tuple[str, str]:
    began, due, at = case.zone.wall(one.receipt.time), iso_date(one.due), case.zone.wall(verdict.at)
    zh = f"{began}收件时容缺材料{listed_zh(case.item, [one.code])}，承诺{due}前（含当日）补交；"
    en = f"Material {one.code} was deferred at the receipt of {began} on the promise to supply it by {due}; "
    if verdict.degree == "warning":
        return f"{zh}{at}仍未收到，承诺期限将至。", f"{en}not received at {at}, the promised date is near."
    if one.supplied is None:
        return f"{zh}至{at}未收到。", f"{en}not received by {at}."
    late = case.zone.wall(one.supplied.time)
    return f"{zh}{late}才收到。", f"{en}received only at {late}."
