"""P-11: pauses of a case that the law does not know, and cases that were paused for most of their time."""

from rules.case_events import SPECIAL_KINDS, Resumed, SpecialEnded, SpecialStarted, Suspended
from rules.counting import Span, count_days, extend
from rules.event_verdicts import Texts, all_faults, blank, ids, satisfied, violated
from rules.fact import Fact
from rules.pairs import paired
from rules.verdict import CASE, LEAD, Status, Verdict
from rules.view import CaseView
from rules.wording import UNIT_EN, UNIT_ZH, from_to
from rules.zone import iso_date


def p11(case: CaseView) -> list[Verdict]:
    """P-11 违规挂起: after acceptance, a pause of no listed kind, or without approver, notice or end date. Yellow.

    Special procedures and suspensions; a suspension never excludes days. Occasion: the event. And a lead where a case
    that ended was paused for more than `max_paused_percent` of its counting days. Basis: 行政许可法 45.
    """
    return [*_pauses(case), *_share(case)]


def _pauses(case: CaseView) -> list[Verdict]:
    accepted = case.accepted
    if accepted is None:
        return []
    begins = sorted(fact for fact in case.of(SpecialStarted, Suspended) if accepted < fact)
    return [each for fact in begins for each in _pause(case, fact)]


def _pause(case: CaseView, fact: Fact) -> list[Verdict]:
    faults = _faults(fact)
    if not faults:
        return satisfied(case, fact.ref)
    return [violated(fact, "yellow", all_faults(("违规挂起：", "Paused unlawfully: "), faults))]


def _faults(fact: Fact) -> list[Texts]:
    said = fact.data
    faults: list[Texts] = []
    kind = said.kind if isinstance(said, SpecialStarted) else said.reason_code
    if kind not in SPECIAL_KINDS:
        faults.append((f"“{kind}”不是法定不计入期限的事由", f"“{kind}” is no ground in law"))
    if blank(said.approver_id):
        faults.append(("无批准人", "no approver"))
    if isinstance(said, SpecialStarted):
        if said.days is None:
            faults.append(("未确定所需时间", "no end date"))
        if said.notice_written is not True:
            faults.append(("未书面告知", "not told in writing"))
    elif blank(said.notice_no):
        faults.append(("无告知书", "no written notice"))
    return faults


def _share(case: CaseView) -> list[Verdict]:
    """The lead: whole pauses, lawful or not, against the counting days from the start to the end, each day once."""
    start, ended = case.start, case.ended
    if start is None or ended is None or case.accepted is None:
        return []
    first, last = start.day, case.day(ended.time)
    total = count_days(case.calendar, case.day_kind, first, last)
    spans, events = _paused(case, first, last)
    paused = sum(count_days(case.calendar, case.day_kind, *span) for span in spans)
    most = case.parameter("P-11", "max_paused_percent")
    if paused * 100 <= total * most:
        return satisfied(case, CASE)
    dates = [from_to(after + 1, until) for after, until in spans]
    zh, en = "、".join(zh for zh, _ in dates), ", ".join(en for _, en in dates)
    kind = case.day_kind
    return [
        Verdict(
            occasion=CASE,
            status=Status.VIOLATED,
            degree=LEAD,
            at=ended.time,
            evidence=ids([start.fact, *events, ended]),
            zh=f"{iso_date(first)}起至{iso_date(last)}共{total}个{UNIT_ZH[kind]}，"
            f"其中挂起{paused}个（{zh}），超过{most}%。",
            en=f"Of {total} {UNIT_EN[kind]} from {iso_date(first)} (not counted) to {iso_date(last)} the case "
            f"was paused for {paused} ({en}): more than {most}%.",
        )
    ]


def _paused(case: CaseView, first: int, last: int) -> tuple[list[Span], list[Fact]]:
    """The days paused in (first, last], joined where pauses overlap, and the events that begin and end them."""
    pairs = paired(case.of(SpecialStarted), case.of(SpecialEnded), "kind")
    pairs += paired(case.of(Suspended), case.of(Resumed), "reason_code")
    spans: list[Span] = []
    events: list[Fact] = []
    for begin, end in sorted(pairs, key=lambda pair: pair[0]):
        after = max(case.day(begin.time), first)
        until = last if end is None else min(case.day(end.time), last)
        if after < until:
            extend(spans, (after, until))
            events += [begin] if end is None else [begin, end]
    return spans, events
