"""Whose lateness made a composite case late, and the sentence that shows it branch by branch, with dates.

As things stood at the moment the limit was exceeded: nothing that happens later changes the sentence.
"""

from collections.abc import Sequence

from rules.composite import BranchClock, last_chain
from rules.event_verdicts import Texts
from rules.fact import Fact
from rules.view import CaseView
from rules.wording import UNIT_EN, UNIT_ZH
from rules.zone import iso_date

MOST_NAMED = 10
"""Branches that one sentence names; of more it gives the number."""


def attribution(case: CaseView, lead_dept: str, at: int) -> tuple[Texts, list[Fact]]:
    """Who is late with the whole at the instant `at` (ms), and the events that show it.

    The overdue branches of the chain that finished last; the lead department where there are none.
    """
    chain = last_chain(case.branches, at)
    late = [one for one in chain if one.overdue_by(at)]
    if not late:
        zh, en = department(case, lead_dept)
        to = (
            f"其中没有逾期的，超期归因于牵头部门{zh}",
            f"none of it overdue: attributed to the lead department {en}",
        )
    else:
        names = _listed([branch_name(case, one) for one in late])
        to = f"超期归因于{names[0]}", f"attributed to {names[1]}"
    told = _listed([_told(case, one, at) for one in chain])
    zh = f"最后完成的协办链：{told[0] or '无'}；{to[0]}"
    return (zh, f"the chain that finished last: {told[1] or 'none'}; {to[1]}"), _shown(chain, at)


def branch_name(case: CaseView, one: BranchClock) -> Texts:
    """The branch with its department, as texts name it."""
    zh, en = department(case, one.branch.dept_code)
    return f"协办{one.no}（{zh}）", f"branch {one.no} ({en})"


def department(case: CaseView, dept_code: str | None) -> Texts:
    """A department by its name in the register and its code."""
    if not dept_code:
        return "未注明部门", "no department named"
    unit = case.rulebook.units.get(dept_code)
    return f"{unit.name} {dept_code}" if unit else dept_code, dept_code


def _listed(names: Sequence[Texts]) -> Texts:
    zh, en = "、".join(zh for zh, _ in names[:MOST_NAMED]), ", ".join(en for _, en in names[:MOST_NAMED])
    if len(names) <= MOST_NAMED:
        return zh, en
    return f"{zh}等{len(names)}个", f"{en} and {len(names) - MOST_NAMED} more"


def _shown(chain: Sequence[BranchClock], at: int) -> list[Fact]:
    """The dispatches and opinions of the chain that lay before the instant."""
    known = [fact for one in chain for fact in (one.dispatched, one.opinion) if fact is not None]
    return [fact for fact in known if fact.time < at]


def _told(case: CaseView, one: BranchClock, at: int) -> Texts:
    """The branch's clock as it stood at the instant: dispatched, counted from, due, finished."""
    zh, en = department(case, one.branch.dept_code)
    parts = [(zh, en), _dispatch(case, one, at), *_days(case, one, at), _finish(case, one, at)]
    return (
        f"协办{one.no}（{'，'.join(zh for zh, _ in parts)}）",
        f"branch {one.no} ({', '.join(en for _, en in parts)})",
    )


def _dispatch(case: CaseView, one: BranchClock, at: int) -> Texts:
    if one.dispatched is None or one.dispatched.time >= at:
        return "未抄告", "not dispatched"
    day = iso_date(case.day(one.dispatched.time))
    return f"{day}抄告", f"dispatched {day}"


def _days(case: CaseView, one: BranchClock, at: int) -> list[Texts]:
    """The days of a branch that had begun to count."""
    if one.begun is None or one.begun > at or one.start is None or one.due is None:
        return []
    start, due, days, kind = iso_date(one.start), iso_date(one.due), one.branch.days, case.day_kind
    return [
        (
            f"自{start}起{days}个{UNIT_ZH[kind]}，到期{due}",
            f"{days} {UNIT_EN[kind]} from {start}, due {due}",
        )
    ]


def _finish(case: CaseView, one: BranchClock, at: int) -> Texts:
    if one.finish is None or not one.finished_by(at):
        return "未答复", "no opinion yet"
    when = case.zone.wall(one.finish)
    if one.silent:
        return f"未答复，{when}起视为同意", f"silent, deemed to consent from {when}"
    return f"{when}答复", f"opinion {when}"
