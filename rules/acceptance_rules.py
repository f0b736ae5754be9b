"""Rules of the time before acceptance: the answer to what was received, and the review of what came online.

Of both only the graver stands where they are about the same receipt.
"""

from rules.case_events import MaterialReceived, PreReviewed, Submitted
from rules.clocks import WORKING, exceeded_at, long_before, tell, warning_at, working_step
from rules.fact import Fact
from rules.ladder import Step, before, climb, not_yet
from rules.limits import Round
from rules.verdict import Count, Verdict
from rules.view import ANSWERS, CaseView

ONLINE = "online"
REVIEWS = ANSWERS | {PreReviewed}
"""What answers an online submission."""


def t01(case: CaseView) -> list[Verdict]:
    """T-01 受理告知超期: no acceptance, refusal or supplement notice within N working days of the materials.

    Warning at `warn_days` left, yellow past N. Occasion: the receipt or complete supplement that opened the round.
    Basis: 行政许可法 32(1)(4).
    """
    limit, found = case.parameter("T-01", "N"), []
    for one in case.rounds:
        day = case.day(one.opener.time)
        if not long_before(case, "T-01", day, limit, one.answer):
            found += _round(case, one, limit, day)
    return found


def _round(case: CaseView, one: Round, limit: int, day: int) -> list[Verdict]:
    warn = warning_at(case, "T-01", WORKING, (day, one.opener.time), one.due, limit)
    due_at, grace = exceeded_at(case, "T-01", one.opener.time, one.due)
    if (waiting := not_yet(case, one.opener.ref, min(warn, due_at + grace), one.answer)) is not None:
        return waiting
    loose = not case.calendar.announced_between(day, one.due)
    answered = before([one.answer])
    steps = [Step("warning", warn, answered, loose), Step("yellow", due_at, answered, loose, grace)]
    count = Count(day, limit, 0, 0, one.due, due_at, loose)
    verdict = climb(case, one.opener.ref, steps, count)
    verdict.evidence = (one.opener.id,)
    tell(
        case,
        verdict,
        ("受理告知期限", "acceptance limit"),
        ("收到材料", "Materials received"),
        ("至该时未受理、未告知补正、未作不予受理决定", "no acceptance, notice or refusal by then"),
    )
    return [verdict]


def t02(case: CaseView) -> list[Verdict]:
    """T-02 网上预审超期: what was submitted online is neither reviewed nor answered within N working days.

    Warning past N, yellow past N + `yellow_after`, red past N + `red_after`. Answered by a pre-review, acceptance,
    refusal, supplement notice, decision or close. Occasion: the first submission; one class with T-01 about the first
    receipt. Basis: the local regulation.
    """
    submitted = case.first(Submitted)
    if submitted is None or submitted.data.channel != ONLINE:
        return []
    limit, day, stop = case.parameter("T-02", "N"), case.day(submitted.time), case.first_time(REVIEWS)
    if long_before(case, "T-02", day, limit, stop):
        return []
    at, grace = exceeded_at(case, "T-02", submitted.time, case.calendar.add_working(day, limit))
    if (waiting := not_yet(case, submitted.ref, at + grace, stop)) is not None:
        return waiting
    return [_review(case, submitted, limit, stop)]


def _review(case: CaseView, submitted: Fact, limit: int, stop: int | None) -> Verdict:
    answered, day = before([stop]), case.day(submitted.time)
    days = {
        "warning": limit,
        "yellow": limit + case.parameter("T-02", "yellow_after"),
        "red": limit + case.parameter("T-02", "red_after"),
    }
    dues = {degree: case.calendar.add_working(day, each) for degree, each in days.items()}
    steps = [working_step(case, "T-02", degree, submitted, due, answered) for degree, due in dues.items()]
    count = Count(day, limit, 0, 0, dues["warning"], steps[0].at, steps[0].provisional)
    verdict = climb(case, submitted.ref, steps, count)
    receipt = case.first(MaterialReceived)
    verdict.group, verdict.evidence = (receipt or submitted).ref, (submitted.id,)
    tell(
        case,
        verdict,
        ("网上预审期限", "pre-review limit"),
        ("网上申报", "Submitted online"),
        ("至该时未预审、未受理、未作其他答复", "neither reviewed nor answered by then"),
        count,
    )
    return verdict
