"""Rules of procedure (流程): stages left out or out of order, late entry, supplements after acceptance, vouchers."""

from rules.case_events import Decided, StageEntered, StageLeft, SupplementNotified
from rules.event_verdicts import blank, violated
from rules.fact import Fact
from rules.ladder import Step, climb
from rules.rulebook import Stage
from rules.verdict import CASE, Count, Status, Verdict
from rules.view import CaseView
from rules.zone import iso_date

HOUR_MS = 3_600_000
MINUTE_MS = 60_000


def p01(case: CaseView) -> list[Verdict]:
    """P-01 缺环节: at the first decision a required stage of the item has no leave. Yellow.

    A `statutory` stage (hearing, public notice, expert review) gives a red card as well, which waits for a person
    and supersedes the yellow once confirmed. Occasion: the missing stage. Basis: 行政许可法 37, 72(8).
    """
    decided = case.first(Decided)
    if decided is None or case.item is None:
        return []
    left = {fact.data.stage_code for fact in case.of(StageLeft) if fact.time <= decided.time}
    found = []
    for stage in case.item.stages.values():
        if stage.required and (stage.stage_code not in left or case.thorough):
            found += _missing(case, stage, decided, stage.stage_code not in left)
    return found


def _missing(case: CaseView, stage: Stage, decided: Fact, missing: bool) -> list[Verdict]:
    occasion = f"stage {stage.stage_code}"
    if not missing:
        return [Verdict(occasion=occasion, status=Status.SATISFIED, stage_code=stage.stage_code)]
    at = case.zone.wall(decided.time)
    zh = f"{at}作出决定时，必经环节“{stage.name}”（{stage.stage_code}）没有完成记录。"
    en = f"At the decision of {at} the required stage {stage.stage_code} had not been left."
    degrees = [("yellow", occasion)] + ([("red", f"{occasion} red")] if stage.statutory else [])
    return [
        Verdict(
            occasion=full,
            group=occasion,
            status=Status.VIOLATED,
            degree=degree,
            at=decided.time,
            evidence=(decided.id,),
            stage_code=stage.stage_code,
            by=decided,
            zh=zh,
            en=en,
        )
        for degree, full in degrees
    ]


def p02(case: CaseView) -> list[Verdict]:
    """P-02 环节逆序: a stage is entered before a required predecessor was left. Yellow.

    A leave up to `tolerance_seconds` after the entry is in time (clocks of two systems differ). Any earlier leave
    will do. Occasion: the entry. Basis: 行政许可法 37.
    """
    if case.item is None:
        return []
    first_left: dict[str, int] = {}
    for fact in case.of(StageLeft):
        first_left.setdefault(fact.data.stage_code, fact.time)
    found: list[Verdict] = []
    stages, spared = case.item.stages, case.parameter("P-02", "tolerance_seconds") * 1000
    for entry in case.of(StageEntered):
        stage = stages.get(entry.data.stage_code)
        if stage is not None and stage.after:
            needed = [code for code in stage.after if stages[code].required]
            latest = entry.time + spared
            open_ones = [code for code in needed if code not in first_left or first_left[code] > latest]
            if open_ones or (needed and case.thorough):
                found.append(_order(case, entry, open_ones))
    return found


def _order(case: CaseView, entry: Fact, open_ones: list[str]) -> Verdict:
    """The verdict on an entry before which these stages were not left."""
    if not open_ones:
        return Verdict(occasion=entry.ref, status=Status.SATISFIED, stage_code=entry.data.stage_code)
    codes, at = "、".join(open_ones), case.zone.wall(entry.time)
    zh = f"{at}进入环节{entry.data.stage_code}时，前置必经环节{codes}尚未完成。"
    en = f"Stage {entry.data.stage_code} was entered at {at} before {', '.join(open_ones)} was left."
    return violated(entry, "yellow", (zh, en), stage_code=entry.data.stage_code)


def p13(case: CaseView) -> list[Verdict]:
    """P-13 体外循环 / 补录: an event of the case was recorded more than `lag_hours` after it happened. Warning.

    Also where acceptance and decision were recorded within `bulk_minutes` of each other while their times differ by
    24 hours or more. Exactly the lag is in time. Occasion: the case. Basis: local measures (data within 24 hours).
    """
    lag = case.parameter("P-13", "lag_hours") * HOUR_MS
    late = [(fact.recorded, fact) for fact in case.facts if fact.recorded - fact.time > lag]
    bulk = _recorded_together(case)
    if bulk is not None:
        late.append(bulk)
    if not late:
        return [Verdict(occasion=CASE, status=Status.SATISFIED)] if case.thorough else []
    at, first = min(late, key=lambda each: (each[0], each[1].time, each[1].source, each[1].id))
    happened, recorded = case.zone.wall(first.time), case.zone.wall(first.recorded)
    if (first.recorded - first.time) > lag:
        zh = f"事件{first.id}发生于{happened}，{recorded}才录入，相隔超过{lag // HOUR_MS}小时。"
        en = f"Event {first.id} happened at {happened} and was recorded only at {recorded}."
    else:
        zh = f"受理与决定相隔一天以上，却在{recorded}前后几分钟内一并录入。"
        en = f"Acceptance and decision lie a day or more apart but were recorded together around {recorded}."
    evidence = tuple(sorted({fact.id for _, fact in late}))
    return [
        Verdict(
            occasion=CASE,
            status=Status.VIOLATED,
            degree="warning",
            at=at,
            evidence=evidence,
            by=first,
            zh=zh,
            en=en,
        )
    ]


def _recorded_together(case: CaseView) -> tuple[int, Fact] | None:
    accepted, decided = case.accepted, case.first(Decided)
    if accepted is None or decided is None:
        return None
    apart = abs(decided.time - accepted.time) >= 24 * HOUR_MS
    between = abs(accepted.recorded - decided.recorded)
    if not apart or between > case.parameter("P-13", "bulk_minutes") * MINUTE_MS:
        return None
    later = max((accepted, decided), key=lambda fact: (fact.recorded, fact.time))
    return later.recorded, later


def p15(case: CaseView) -> list[Verdict]:
    """P-15 受理后再要补件: a supplement is asked for after the acceptance. Yellow, waits for a person.

    Occasion: the notice. Basis: the office's rulebook.
    """
    accepted = case.accepted
    if accepted is None:
        return []
    return [_after(case, accepted, fact) for fact in case.of(SupplementNotified) if accepted < fact]


def _after(case: CaseView, accepted: Fact, notice: Fact) -> Verdict:
    day, at = iso_date(case.day(accepted.time)), case.zone.wall(notice.time)
    zh = f"{day}已受理，{at}又要求补正材料。"
    en = f"Accepted on {day}, yet a supplement was asked for at {at}."
    return violated(notice, "yellow", (zh, en), evidence=[accepted])


def p16(case: CaseView) -> list[Verdict]:
    """P-16 受理凭证缺失: accepted without a voucher number within N working days. Warning.

    A correction of the acceptance that gives the number in time, or later, clears it; closing does not.
    Basis: 行政许可法 32(2).
    """
    accepted = case.accepted
    if accepted is None:
        return []
    has_voucher = not blank(accepted.data.voucher_no)
    if has_voucher and not case.thorough:
        return []
    limit, day = case.parameter("P-16", "N"), case.day(accepted.time)
    due = case.calendar.add_working(day, limit)
    due_at = case.zone.start_of(due + 1)
    loose = not case.calendar.announced_between(day, due)
    count = Count(day, limit, 0, 0, due, due_at, loose)
    step = Step("warning", due_at, lambda _: has_voucher, loose)
    verdict = climb(case, CASE, [step], count)
    verdict.evidence, verdict.by, verdict.begun = (accepted.id,), accepted, ("受理", "Accepted")
    if verdict.status is Status.VIOLATED:
        verdict.zh = f"{iso_date(day)}受理，至{iso_date(due)}未登记受理凭证编号。"
        verdict.en = f"Accepted on {iso_date(day)}; no voucher number by the end of {iso_date(due)}."
    return [verdict]
