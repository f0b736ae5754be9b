"""Rules of composite cases (并联审批, 一件事), domain ids C-…: the lead's clock and those of the branches.

All of it is in the master's dossier. A card belongs to whoever owns the clock: to the lead department the whole and
the dispatches, to each other department its branch; a branch listed without a department is the lead's.
"""

from rules.attribution import attribution, branch_name
from rules.clocks import begun, exceeded_at, is_read, long_before, tell
from rules.composite import BranchClock
from rules.event_verdicts import Texts, blank, ids, satisfied, violated
from rules.fact import Fact
from rules.ladder import Step, before, climb, earliest, marked
from rules.limit_rules import limit_count, limit_evidence, limit_text, near, not_ended, past
from rules.limits import Limit, Start
from rules.verdict import CASE, Count, Reached, Status, Verdict
from rules.view import CaseView
from rules.wording import then

Owner = tuple[str | None, str | None]
"""(department, region)."""

WAITED = ("前序协办完成", "Preceding branches finished")


def c01(case: CaseView) -> list[Verdict]:
    """C-01 牵头超期: the whole is neither decided nor closed in its limits. Warning, yellow, red.

    In place of T-03, T-04 and T-05 and at the moments these would come by their own parameters, switched on or not.
    The text attributes a lateness to the branches whose silence lies on the chain that finished last, else to the
    lead. Answers: the lead department. Basis: 行政许可法 42(2).
    """
    created, start, promise, legal = case.composite, case.start, case.promise, case.legal
    if created is None or start is None or legal is None:
        return []
    steps = [near(case, start, promise), past(case, "T-04", "yellow", start, promise)] if promise else []
    steps.append(past(case, "T-05", "red", start, legal))
    rule_id, limit = ("T-04", promise) if promise else ("T-05", legal)
    verdict = climb(case, CASE, steps, _count(case, rule_id, start, limit))
    verdict.owner, verdict.begun = _lead(case, created), begun(start)
    if verdict.status is Status.VIOLATED:
        _tell_whole(case, created, start, verdict)
    return [verdict]


def _tell_whole(case: CaseView, created: Fact, start: Start, verdict: Verdict) -> None:
    """For each step reached, the limit it is about, and who held up the whole."""
    gravest = Reached(verdict.degree, verdict.at, verdict.count.provisional)
    *lower, top = [_told(case, created, start, step) for step in (*verdict.lower, gravest)]
    verdict.lower = tuple(lower)
    verdict.count = top.arithmetic or verdict.count
    verdict.zh, verdict.en = top.texts or ("", "")
    verdict.evidence = top.evidence or ()


def _told(case: CaseView, created: Fact, start: Start, step: Reached) -> Reached:
    rule_id, limit = ("T-05", case.legal) if step.degree == "red" else ("T-04", case.promise)
    if limit is None:
        return step
    count = marked(_count(case, rule_id, start, limit), step.provisional)
    text = limit_text(case, rule_id, start, count)
    if step.degree == "warning":
        at = case.zone.wall(step.at)
        texts = then(text, f"{at}仍未作决定或办结", f"still open at {at}")
        return step._replace(arithmetic=count, texts=texts, evidence=limit_evidence(start, limit))
    outcome, (who, facts) = not_ended(case), attribution(case, created.data.lead_dept, step.at)
    seen = (*limit_evidence(start, limit, case.ended), *ids([created, *facts]))
    return step._replace(
        arithmetic=count,
        texts=then(text, f"{outcome[0]}；{who[0]}", f"{outcome[1]}; {who[1]}"),
        evidence=tuple(dict.fromkeys(seen)),
    )


def _count(case: CaseView, rule_id: str, start: Start, limit: Limit) -> Count:
    due_at, _ = exceeded_at(case, rule_id, start.instant, limit.due)
    return limit_count(case, start, limit, due_at)


def c02(case: CaseView) -> list[Verdict]:
    """C-02 协办超期: a branch gave no opinion in its days. Yellow; from then on its silence is consent.

    The days run from the dispatch, or from the day the last of those it waits for finished, if that is later. Stopped
    by any opinion, a decision or a close; a branch without days has no clock. Occasion: the branch; answers: its
    department. Basis: the office's rulebook.
    """
    created = case.composite
    if created is None:
        return []
    asked = case.branches.values() if case.thorough else [one for one in case.branches.values() if one.silent]
    return [each for one in asked for each in _silence(case, created, one)]


def _silence(case: CaseView, created: Fact, one: BranchClock) -> list[Verdict]:
    if one.start is None or one.due is None or one.due_at is None:
        return []
    count = Count(one.start, one.branch.days, 0, 0, one.due, one.due_at, not one.sure, (), case.day_kind)
    stops = [fact.time for fact in (*_given(one.opinion), *_given(case.ended))]
    verdict = climb(case, _occasion(one), [Step("yellow", one.due_at, before(stops), not one.sure)], count)
    if is_read(case, verdict):
        verdict.owner = _owner(case, created, one)
        began = (*_given(one.dispatched), *_waited_for(case, one))
        verdict.evidence = ids([created, *began, *_given(one.opinion)])
        limit = f"协办{one.no}期限", f"limit of branch {one.no}"
        tell(case, verdict, limit, _begun(one), _unheard(case, one))
    return [verdict]


def _unheard(case: CaseView, one: BranchClock) -> Texts:
    zh, en = branch_name(case, one)
    if one.opinion is None:
        return f"{zh}至该时未提出意见，视为同意", f"{en} gave no opinion by then and is deemed to consent"
    at = case.zone.wall(one.opinion.time)
    said = f"{zh}{at}才提出意见，此前已视为同意"
    return said, f"{en} gave its opinion only at {at}, after its silence was consent"


def c03(case: CaseView) -> list[Verdict]:
    """C-03 抄告迟延: a branch not dispatched within `N` working days of the acceptance. Yellow.

    A branch that waits for others: of the day the last of them finished, if that is later. Stopped also by a decision
    or a close, not by the branch's opinion: the record of its dispatch is missing all the same. Occasion: the branch;
    answers: the lead department. Basis: the office's rulebook.
    """
    created, start = case.composite, case.start
    if created is None or start is None:
        return []
    ready = [one for one in case.branches.values() if one.ready is not None or not one.after]
    return [each for one in ready for each in _dispatch(case, created, start, one)]


def _dispatch(case: CaseView, created: Fact, start: Start, one: BranchClock) -> list[Verdict]:
    turn = start.day if one.ready is None else case.day(one.ready)
    day, limit = max(turn, start.day), case.parameter("C-03", "N")
    stops = [fact.time for fact in (*_given(one.dispatched), *_given(case.ended))]
    if long_before(case, "C-03", day, limit, earliest(stops)):
        return []
    due = case.calendar.add_working(day, limit)
    due_at = case.zone.start_of(due + 1)
    loose = not case.calendar.announced_between(day, due)
    count = Count(day, limit, 0, 0, due, due_at, loose)
    verdict = climb(case, _occasion(one), [Step("yellow", due_at, before(stops), loose)], count)
    if is_read(case, verdict):
        verdict.owner = _lead(case, created)
        verdict.evidence = ids([start.fact, created, *_waited_for(case, one), *_given(one.dispatched)])
        since = WAITED if day > start.day else begun(start)
        tell(case, verdict, ("抄告期限", "dispatch limit"), since, _dispatched(case, one))
    return [verdict]


def _dispatched(case: CaseView, one: BranchClock) -> Texts:
    zh, en = branch_name(case, one)
    if one.dispatched is None:
        return f"至该时未抄告{zh}", f"{en} was not dispatched by then"
    at = case.zone.wall(one.dispatched.time)
    return f"{at}才抄告{zh}", f"{en} was dispatched only at {at}"


def c04(case: CaseView) -> list[Verdict]:
    """C-04 意见无效: the first opinion of a branch is none of the three kinds, or disagrees without a reason. Warning.

    It counts as consent. Occasion: the opinion; answers: the department of the branch. Basis: the office's rulebook.
    """
    created = case.composite
    if created is None:
        return []
    found = []
    for one in case.branches.values():
        if one.opinion is not None:
            found += _opinion(case, created, one, one.opinion)
    return found


def _opinion(case: CaseView, created: Fact, one: BranchClock, fact: Fact) -> list[Verdict]:
    said = fact.data
    if said.opinion == "other":
        fault = "意见不是同意、有条件同意、不同意之一", "is none of agree, agree with conditions, disagree"
    elif said.opinion == "disagree" and blank(said.reason):
        fault = "意见为不同意而未说明理由", "disagrees without a reason"
    else:
        return satisfied(case, fact.ref)
    (zh, en), at = branch_name(case, one), case.zone.wall(fact.time)
    texts = f"{zh}{at}的{fault[0]}，视为同意。", f"The opinion of {en} of {at} {fault[1]}: deemed to consent."
    verdict = violated(fact, "warning", texts, evidence=[created])
    verdict.owner = _owner(case, created, one)
    return [verdict]


def _occasion(one: BranchClock) -> str:
    return f"branch {one.no}"


def _begun(one: BranchClock) -> Texts:
    """What happened on the day a branch's days count from."""
    by_dispatch = one.dispatched is not None and one.begun == one.dispatched.time
    return ("抄告", "Dispatched") if by_dispatch else WAITED


def _waited_for(case: CaseView, one: BranchClock) -> list[Fact]:
    """The opinions with which the last of those it waits for finished."""
    last = [case.branches[no] for no in one.after if case.branches[no].finish == one.ready]
    return [each.opinion for each in last if each.opinion is not None and not each.silent]


def _given(fact: Fact | None) -> list[Fact]:
    return [] if fact is None else [fact]


def _lead(case: CaseView, created: Fact) -> Owner:
    return _of(case, created.data.lead_dept, created.data.region_code)


def _owner(case: CaseView, created: Fact, one: BranchClock) -> Owner:
    if not one.branch.dept_code:
        return _lead(case, created)
    return _of(case, one.branch.dept_code, one.branch.region_code)


def _of(case: CaseView, dept_code: str, region_code: str | None) -> Owner:
    """A department with its region: as given, else as the register of units has it."""
    unit = case.rulebook.units.get(dept_code)
    return dept_code, region_code or (unit.region_code if unit else None)
