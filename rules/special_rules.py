"""Rules of what interrupts or prolongs a case: special procedures, extensions, hearings."""

from collections.abc import Sequence

from rules.case_events import ExtensionApproved, HearingHeld, HearingRequested
from rules.clocks import WORKING, called_off, duty, exceeded_at, tell, warning_at
from rules.counting import add_days
from rules.extension_faults import NamedLimit, faults_of, limits_of
from rules.fact import Fact
from rules.ladder import Step, before, climb
from rules.limits import Procedure, longest_extension
from rules.pairs import paired
from rules.verdict import Count, Status, Verdict
from rules.view import CaseView

HEARING = (
    ("组织听证期限", "hearing limit"),
    ("申请听证", "Hearing requested"),
    ("至该时未举行听证", "no hearing held by then"),
)


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
    warn = warning_at(case, "T-10", kind, (one.day, one.begin.time), told, limit)
    due_at, grace = exceeded_at(case, "T-10", one.begin.time, told)
    red_at, _ = exceeded_at(case, "T-10", one.begin.time, red_day)
    open_still, over = before([ended, case.ended_at]), before([ended, called_off(case)])
    loose, red_loose = _needs_unannounced(case, one.day, told), _needs_unannounced(case, one.day, red_day)
    steps = [
        Step("warning", warn, open_still, loose),
        Step("yellow", due_at, over, loose, grace),
        Step("red", red_at, over, red_loose, grace),
    ]
    count = Count(one.day, limit, 0, 0, told, due_at, loose, (), kind)
    verdict = climb(case, one.begin.ref, steps, count)
    verdict.evidence = (one.begin.id,)
    tell(
        case,
        verdict,
        ("告知时限", "time told"),
        ("特别程序开始", "Special procedure began"),
        ("至该时特别程序未结束", "the procedure had not ended by then"),
        count,
    )
    return verdict


def _needs_unannounced(case: CaseView, start: int, until: int) -> bool:
    return case.day_kind is WORKING and not case.calendar.announced_between(start, until)


def t11(case: CaseView) -> list[Verdict]:
    """T-11 延期无效: an extension that adds nothing to any limit, or days beyond the maximum. Yellow.

    Asked or approved after the due date, without reason or notice, by someone not entitled, or a second one.
    Occasion: the extension. Basis: 行政许可法 42.
    """
    extensions = case.of(ExtensionApproved)
    limits = limits_of(case) if extensions else []
    return [_extension(case, fact, limits) for fact in extensions] if limits else []


def _extension(case: CaseView, fact: Fact, limits: Sequence[NamedLimit]) -> Verdict:
    most = longest_extension(case)
    void = not any(fact in limit.used for _, limit in limits)
    if not void and fact.data.days <= most:
        return Verdict(occasion=fact.ref, status=Status.SATISFIED)
    if void:
        why = faults_of(case, fact, limits)
        zh, en = f"该延期不增加任何期限：{why[0]}", f"The extension moves no limit: {why[1]}"
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


def t15(case: CaseView) -> list[Verdict]:
    """T-15 听证组织超期: a hearing asked for is not held within N working days of the request. Yellow.

    A hearing is that of the earliest open request; stopped also by a close as withdrawn or voided. Occasion: the
    request. Basis: 行政许可法 47.
    """
    found = []
    for asked, held in paired(case.of(HearingRequested), case.of(HearingHeld)):
        stops = [held.time if held else None, called_off(case)]
        found += duty(case, "T-15", asked.ref, asked, stops, HEARING)
    return found
