"""Rules about reasons: refusals and returns without any (P-06), odd ends just before a limit (P-14)."""

from rules.case_events import Closed, Decided, NotAccepted, SupplementNotified
from rules.counting import count_days
from rules.event_verdicts import Texts, all_faults, blank, satisfied, violated
from rules.fact import Fact
from rules.limits import Limit, Start
from rules.verdict import CASE, Verdict
from rules.view import CaseView
from rules.wording import UNIT_EN, UNIT_ZH
from rules.zone import iso_date

ODD_ENDS = {"returned": "退件", "voided": "作废", "withdrawn": "撤回"}
"""The kinds of close that end a limit without a result."""

NO_RIGHTS = (
    "未告知申请行政复议或者提起行政诉讼的权利",
    "the right to reconsideration or litigation was not told",
)


def p06(case: CaseView) -> list[Verdict]:
    """P-06 不说明理由: refused acceptance, refused, or returned without what the applicant must be told. Yellow.

    A refusal needs a reason of `min_length` characters; of acceptance a voucher number too, and the notice of rights
    must not be marked as left out; of the application the notice of rights. A return that the applicant did not
    confirm needs a refusal or a supplement notice on record before it. Occasion: the event.
    Basis: 行政许可法 32(2), 38(2), 72(7).
    """
    found: list[Verdict] = []
    for fact in case.of(NotAccepted, Decided, Closed):
        faults = _faults(case, fact)
        if faults:
            texts = all_faults(_begin(case, fact), faults)
            found.append(violated(fact, "yellow", texts))
        elif faults is not None:
            found += satisfied(case, fact.ref)
    return found


def _faults(case: CaseView, fact: Fact) -> list[Texts] | None:
    """What is wrong with a refusal or return; None for an event that is neither."""
    said = fact.data
    if isinstance(said, NotAccepted):
        faults = _reason(case, said.reason)
        if blank(said.voucher_no):
            faults.append(("未登记不予受理凭证编号", "no number of the dated, stamped voucher"))
        return [*faults, NO_RIGHTS] if _left_out(said.rights_notice) else faults
    if isinstance(said, Decided):
        if said.result != "refused":
            return None
        faults = _reason(case, said.reason)
        no_rights = said.rights_notice is None or _left_out(said.rights_notice)
        return [*faults, NO_RIGHTS] if no_rights else faults
    if said.kind != "returned" or said.applicant_confirmed is True:
        return None
    return (
        []
        if _explained(case, fact)
        else [("此前没有不予受理、补正告知或者不予许可的记录，也没有申请人确认", NO_RECORD)]
    )


NO_RECORD = (
    "no refusal of acceptance, supplement notice or refusal on record before it, nor the applicant's consent"
)


def _reason(case: CaseView, reason: str | None) -> list[Texts]:
    needed, written = case.parameter("P-06", "min_length"), len((reason or "").strip())
    if written >= needed:
        return []
    if not written:
        return [("未写明理由", "no reason is given")]
    return [
        (
            f"理由只有{written}个字，少于{needed}个字",
            f"the reason has {written} characters, fewer than {needed}",
        )
    ]


def _left_out(notice: bool | str | None) -> bool:
    """Whether the notice of rights is marked as not given."""
    return notice is False or (isinstance(notice, str) and blank(notice))


def _explained(case: CaseView, close: Fact) -> bool:
    """Whether anything before the return says why."""
    said = [fact for fact in case.of(NotAccepted, SupplementNotified) if fact < close]
    return bool(said) or any(fact < close and fact.data.result == "refused" for fact in case.of(Decided))


def _begin(case: CaseView, fact: Fact) -> Texts:
    at = case.zone.wall(fact.time)
    if isinstance(fact.data, NotAccepted):
        return f"{at}不予受理：", f"Acceptance refused at {at}: "
    if isinstance(fact.data, Decided):
        return f"{at}作出不予许可决定：", f"Refused at {at}: "
    return f"{at}退件：", f"Returned at {at}: "


def p14(case: CaseView) -> list[Verdict]:
    """P-14 退件作废异常: returned, voided or withdrawn in the last `last_percent` % of the limit, unconfirmed. Yellow.

    Of the promise, else the legal limit: after the start date, by the due date, not decided before, and the applicant
    did not confirm. Days excluded by special procedures count neither way. Waits for a person. Occasion: the case.
    Basis: the office's rulebook.
    """
    close = next((fact for fact in case.of(Closed) if fact.data.kind in ODD_ENDS), None)
    if close is None:
        return []
    limit, start = case.promise or case.legal, case.start
    if limit is None or start is None:
        return []
    decided, day = case.first(Decided), case.day(close.time)
    if close.data.applicant_confirmed is True or (decided is not None and decided < close):
        return satisfied(case, CASE)
    used, whole = _days_used(case, start, limit, day), limit.days + limit.extension
    spared = 100 - case.parameter("P-14", "last_percent")
    if not start.day < day <= limit.due or used * 100 <= spared * whole:
        return satisfied(case, CASE)
    return [_odd_end(case, start, limit, close, (used, whole, spared))]


def _days_used(case: CaseView, start: Start, limit: Limit, until: int) -> int:
    """The counting days of (start, until] that no special procedure excludes."""
    skipped = sum(
        count_days(case.calendar, case.day_kind, max(after, start.day), min(last, until))
        for after, last in limit.spans
    )
    return count_days(case.calendar, case.day_kind, start.day, until) - skipped


def _odd_end(
    case: CaseView, start: Start, limit: Limit, close: Fact, figures: tuple[int, int, int]
) -> Verdict:
    used, whole, spared = figures
    kind, at = case.day_kind, case.zone.wall(close.time)
    name_zh, name_en = ("承诺期限", "promise limit") if case.promise else ("法定期限", "legal limit")
    zh = (
        f"{iso_date(start.day)}起算，{name_zh}（含有效延期）{whole}个{UNIT_ZH[kind]}，到期日{iso_date(limit.due)}；"
        f"{at}{ODD_ENDS[close.data.kind]}，已用{used}个{UNIT_ZH[kind]}，超过期限的{spared}%，"
        f"此前未作决定，且没有申请人确认。"
    )
    en = (
        f"Start {iso_date(start.day)}, {name_en} with extension {whole} {UNIT_EN[kind]}, due {iso_date(limit.due)}; "
        f"{close.data.kind} at {at} after {used} {UNIT_EN[kind]}, more than {spared} % of the limit, "
        f"undecided and without the applicant's confirmation."
    )
    return violated(close, "yellow", (zh, en), occasion=CASE, evidence=[start.fact])
