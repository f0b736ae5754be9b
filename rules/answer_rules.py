"""Rules of answering people who ask or complain about their case."""

from rules.case_events import ComplaintAnswered, ComplaintOpened, EnquiryAnswered, EnquiryOpened
from rules.clocks import WORKING, by_clock, exceeded_at, long_before, tell, working_step
from rules.events import Data
from rules.fact import Fact
from rules.ladder import Step, before, climb
from rules.limits import warning_day
from rules.pairs import paired
from rules.verdict import Count, Verdict
from rules.view import CaseView

Texts = tuple[str, str]

KINDS: tuple[tuple[type[Data], type[Data], Texts, Texts], ...] = (
    (EnquiryOpened, EnquiryAnswered, ("咨询答复期限", "answer limit"), ("收到咨询", "Enquiry received")),
    (
        ComplaintOpened,
        ComplaintAnswered,
        ("投诉答复期限", "answer limit"),
        ("收到投诉", "Complaint received"),
    ),
)
"""Opened by, answered by, name of the limit, what began."""


def t14(case: CaseView) -> list[Verdict]:
    """T-14 咨询投诉超期: an enquiry or complaint is not answered in its working days, whatever became of the case.

    The days are the event's, else `due_days`. Warning `warn_days` before the due date, yellow past it by more than
    `yellow_after`, red by more than `red_after` working days. An answer is to the earliest open one of its kind.
    Occasion: the opening; its department answers. Basis: the local regulation.
    """
    found = []
    for opens, answers, name, begun in KINDS:
        for opened, answered in paired(case.of(opens), case.of(answers)):
            limit = opened.data.due_days or case.parameter("T-14", "due_days")
            ended = answered.time if answered else None
            if not long_before(case, "T-14", case.day(opened.time), limit, ended):
                verdict = _answer(case, opened, ended, limit, name, begun)
                found.append(verdict)
    return found


def _answer(
    case: CaseView, opened: Fact, ended: int | None, limit: int, name: Texts, begun: Texts
) -> Verdict:
    answered, day, add = before([ended]), case.day(opened.time), case.calendar.add_working
    due = add(day, limit)
    due_at, _ = exceeded_at(case, "T-14", opened.time, due)
    loose = not case.calendar.announced_between(day, due)
    steps = [Step("warning", _warning(case, opened, due), answered, loose)]
    for degree in ("yellow", "red"):
        last = add(day, limit + case.parameter("T-14", f"{degree}_after"))
        steps.append(working_step(case, "T-14", degree, opened, last, answered))
    count = Count(day, limit, 0, 0, due, due_at, loose)
    verdict = climb(case, opened.ref, steps, count)
    verdict.evidence = (opened.id,)
    if opened.data.dept_code:
        verdict.owner = (opened.data.dept_code, opened.data.region_code)
    tell(case, verdict, name, begun, ("至该时未答复", "not answered by then"), count)
    return verdict


def _warning(case: CaseView, opened: Fact, due: int) -> int:
    """A limit of one day warns as any other: there are no office hours here (contracts 2.9)."""
    day = warning_day(case, WORKING, case.day(opened.time), due, case.parameter("T-14", "warn_days"))
    return case.zone.same_clock(opened.time, day) if by_clock(case, "T-14") else case.zone.start_of(day)
