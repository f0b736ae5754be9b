"""Why an extension adds nothing to any limit, in words a person can check against its record (T-11)."""

from collections.abc import Sequence

from rules.event_verdicts import Texts
from rules.fact import Fact
from rules.limits import Limit, approver_levels, asked, formal_faults
from rules.view import CaseView
from rules.zone import iso_date

NamedLimit = tuple[Texts, Limit]
"""A limit with its name."""

PROMISE, LEGAL = ("承诺期限", "promise limit"), ("法定期限", "legal limit")


def limits_of(case: CaseView) -> list[NamedLimit]:
    """The limits an extension may move, by name."""
    both = ((PROMISE, case.promise), (LEGAL, case.legal))
    return [(name, limit) for name, limit in both if limit is not None]


def faults_of(case: CaseView, fact: Fact, limits: Sequence[NamedLimit]) -> Texts:
    """Everything that keeps an extension from moving any of the limits: form, days, number.

    What came too late is later than the due date in the end, too: nothing after it moves that limit.
    """
    formal = [_formal(case, fact, name) for name in formal_faults(case, fact)]
    day = max(case.day(asked(fact)), case.day(fact.time))
    late = [each for each in limits if day > each[1].due]
    spent = [] if formal else [each for each in limits if each not in late]
    found = [*formal, *([_late(case, fact, late)] if late else []), *([_spent(case, spent)] if spent else [])]
    return "；".join(zh for zh, _ in found), "; ".join(en for _, en in found)


def _formal(case: CaseView, fact: Fact, name: str) -> Texts:
    if name == "reason":
        return "未说明理由", "no reason was given"
    if name == "told_at":
        return "未告知申请人", "the applicant was not told"
    level, levels = fact.data.approver_level, approver_levels(case)
    zh = f"批准层级{level or '未载明'}，应为{'、'.join(levels)}"
    return zh, f"approved at level {level or 'not given'} where {', '.join(levels)} may"


def _late(case: CaseView, fact: Fact, limits: Sequence[NamedLimit]) -> Texts:
    approved = iso_date(case.day(fact.time))
    dues_zh = "、".join(f"{name[0]}{iso_date(limit.due)}" for name, limit in limits)
    dues_en = ", ".join(f"{name[1]} {iso_date(limit.due)}" for name, limit in limits)
    if fact.data.asked_at is None:
        zh, en = f"{approved}批准，晚于到期日", f"approved on {approved}, after the due date"
    else:
        day = iso_date(case.day(asked(fact)))
        zh = f"{day}申请、{approved}批准，未都在到期日前（含当日）"
        en = f"asked for on {day} and approved on {approved}, not both by the due date"
    return f"{zh}（{dues_zh}）", f"{en} ({dues_en})"


def _spent(case: CaseView, limits: Sequence[NamedLimit]) -> Texts:
    """Of limits that it would have moved, had they not been extended already."""
    most = case.parameter("T-11", "max_count")
    days = sorted({case.day(fact.time) for _, limit in limits for fact in limit.used})
    zh, en = "、".join(map(iso_date, days)), ", ".join(map(iso_date, days))
    times = "time" if most == 1 else "times"
    if not days:
        return f"最多延期{most}次", f"extended at most {most} {times}"
    return f"{zh}已延期，最多{most}次", f"extended already on {en}, at most {most} {times}"
