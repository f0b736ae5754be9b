"""A score opened: its parts, what changed each, and what lies behind; objecting to it, and deciding on objections."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Annotated, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from dashboards.console.models import Asked, Deed, Fact, Grid, Heading
from rules.assessment.facts import CATALOGUE
from rules.assessment.periods import Month
from rules.assessment.scores import SCORED_ZH, Score
from rules.month_desk import MonthRecord, Objection, refusal_to_decide, refusal_to_object
from streams.assessment.computing import Figures
from streams.console.acting import Draft, Result, acted, changed, draft_of, new_id, result_of
from streams.console.assessment_scope import sees_all, visible
from streams.console.console import Console
from streams.console.months import Months, state_of
from streams.console.score_lists import lists_of
from streams.console.thing import written_down
from streams.console.visit import Visit, form_of, redirect, visit_of
from streams.intake.problems import Problem

Named = Annotated[str, Path(pattern=r"^\d{4}-\d{2}$")]
Key = Annotated[str, Path(pattern=r"^(person|post|unit|item|region):.{1,200}$")]
_REASON = Asked("reason", "textarea", ("理由", "Reason"), True)
OBJECT = Deed("object", ("提出异议", "Object"), "desk.score_object", (_REASON,))
_DECISIONS = {"grant": ("异议成立", "granted"), "deny": ("异议不成立", "denied")}


class Opened(NamedTuple):
    """A score of a month as a page needs it."""

    month: Month
    record: MonthRecord | None
    figures: Figures
    score: Score


def add_score(
    router: APIRouter, console: Console, months: Months, month_of: Callable[[Visit, str], Month]
) -> None:
    """Its page, and the forms on it."""

    @router.get("/console/assessment/{month}/{key}")
    async def show(request: Request, month: Named, key: Key) -> Response:
        visit = await visit_of(console, request, "assessment")
        opened = await _opened(visit, months, month_of(visit, month), key)
        return await _page(visit, months, opened, _told(visit))

    @router.post("/console/assessment/{month}/{key}/{move}")
    async def act(request: Request, month: Named, key: Key, move: str) -> Response:
        visit, fields = await form_of(console, request)
        opened = await _opened(visit, months, month_of(visit, month), key)
        deed = _deed(opened, move)
        if deed is None:
            raise Problem(404, "no-such-move", "没有这项操作 / No such move")
        result = await _done(visit, opened, deed, fields)
        if result.draft is None:
            action_id = draft_of(move, fields).action_id
            return redirect(f"{_address(opened)}?done={move}.{action_id}")
        return await _page(visit, months, await _opened(visit, months, opened.month, key), result)


async def _opened(visit: Visit, months: Months, month: Month, key: str) -> Opened:
    """The score. Raises Problem 404 where there is none, or it is not theirs: the same for both."""
    record = await months.record(month)
    if record is None and not sees_all(visit.viewer):
        # A preview is not computed for those who may not see it.
        raise Problem(404, "no-such-score", "没有这个得分 / No such score")
    figures, _ = await months.figures(month, record)
    for score in visible(visit.viewer, record, figures.frozen.scores):
        if score.key == key:
            return Opened(month, record, figures, score)
    raise Problem(404, "no-such-score", "没有这个得分 / No such score")


async def _done(visit: Visit, opened: Opened, deed: Deed, fields: Mapping[str, str]) -> Result:
    draft, record = draft_of(deed.name, fields), opened.record
    known = visit.console.desk.find(draft.action_id, visit.viewer.staff_id)
    if known is None and fields.get("revision") != str(_revision(opened)):
        return changed(visit, draft)
    target = {"month": str(opened.month)}
    if deed is OBJECT:
        target["scope"] = opened.score.key
    subject = record.subject if record is not None else opened.month.subject
    result = await acted(visit, deed, subject, target, draft)
    if result.revision:
        await visit.console.shelf.caught_up("assessment_month", result.revision, subject=subject)
    return result


def _told(visit: Visit) -> Result | None:
    """What became of the action that the address names, where it is this person's."""
    move, _, action_id = visit.asked("done").partition(".")
    seen = visit.console.desk.find(action_id, visit.viewer.staff_id) if action_id else None
    titles = {"object": OBJECT, "decide": _decide([])}
    if seen is None or move not in titles:
        return None
    return result_of(visit, titles[move], seen, Draft(move, action_id, {}))


async def _page(visit: Visit, months: Months, opened: Opened, result: Result | None) -> Response:
    score, say = opened.score, visit.say
    sent = result is not None and visit.request.method == "POST"
    _, found = await asyncio.gather(
        written_down(visit, "score", score.key, opened.month.subject), months.evidence(opened.figures, score)
    )
    scope = SCORED_ZH[score.scope] if not visit.viewer.lang else score.scope
    return visit.page(
        "thing.html", f"{opened.month} {scope}{say('：', ': ')}{score.name or score.id}", "assessment",
        result.status if sent and result else 200, said=result.said if result else None,
        facts=_facts(visit, opened), lists=lists_of(visit, score, found), blocks=_blocks(visit, opened), picture=None,
        deeds=_deeds(visit, opened), revision=_revision(opened), draft=result.draft if sent and result else None,
        here=_address(opened), ids=new_id, contact=None,
    )  # fmt: skip


def _address(opened: Opened) -> str:
    return f"/console/assessment/{opened.month}/{quote(opened.score.key, safe=':')}"


def _revision(opened: Opened) -> int:
    return opened.record.revision if opened.record is not None else 0


def _facts(visit: Visit, opened: Opened) -> list[Fact]:
    score, say, sample = opened.score, visit.say, opened.score.sample
    place = f"{score.rank}/{score.ranked}" if score.rank else visit.half(score.unranked) or "—"
    month = f"{opened.month} · {visit.viewer.word(state_of(opened.record))}"
    units = say("、", ", ").join(visit.viewer.unit(code) for code in score.departments) or "—"
    ratings = (
        f"n {sample.n}, {sample.mean} ({sample.low}–{sample.high}); "
        f"{say('同类均值', 'mean of the kind')} {sample.prior}, {say('收缩后', 'shrunk')} {sample.shrunk}"
    )
    return [
        Fact(say("月份", "Month"), month, f"/console/assessment/{opened.month}"),
        Fact(say("编码", "Code"), score.id),
        Fact(say("总分", "Total"), f"{score.total} {score.grade}"),
        Fact(say("名次", "Rank"), f"{place} ({score.group})"),
        Fact(say("模型", "Model"), f"{score.model} · {opened.figures.book.version}"),
        Fact(say("计入单位", "Counted in"), units),
        Fact(say("评价", "Ratings"), ratings if sample.n else "—"),
    ]  # fmt: skip


def _blocks(visit: Visit, opened: Opened) -> list[Heading | Grid]:
    """The counted facts, and the objections to this score."""
    score, say = opened.score, visit.say
    counted = tuple(
        (f"{CATALOGUE[name].zh} {name}" if not visit.viewer.lang else name, f"{count:,}")
        for name, count in score.counts.items()
    )
    blocks: list[Heading | Grid] = [
        Heading(say("计入的事实", "Counted facts")),
        Grid((say("事实", "fact"), say("数量", "number")), counted),
    ]
    made = _objections(opened)
    if made:
        heads = (say("提出", "made"), say("理由", "why"), say("处理", "decision"), say("加减分", "points"))
        rows = tuple(_objection(visit, each) for each in made)
        blocks = [Heading(say("异议", "Objections")), Grid(heads, rows), *blocks]
    return blocks


def _objections(opened: Opened) -> list[Objection]:
    made = opened.record.objections if opened.record is not None else ()
    return [each for each in made if each.scope == opened.score.key]


def _objection(visit: Visit, each: Objection) -> tuple[str, ...]:
    viewer = visit.viewer
    waits = visit.say("待处理", "waits")
    decision = viewer.word(_DECISIONS[each.decision]) if each.decision in _DECISIONS else waits
    by = f"{viewer.person(each.decided_by)}: {each.decision_reason}" if each.decision else ""
    return (
        f"{viewer.person(each.actor_id)} {viewer.when(each.at)}",
        each.reason,
        f"{decision} {by}",
        each.points or "—",
    )


def _deeds(visit: Visit, opened: Opened) -> list[Deed]:
    """What the worker would take from this person now, by its own questions."""
    viewer = visit.viewer
    why = refusal_to_object(opened.record, opened.month, opened.score.key, viewer.office, viewer.member)
    deciding = [
        each
        for each in _objections(opened)
        if refusal_to_decide(opened.record, opened.month, each.objection_id, viewer.office, viewer.member)
        is None
    ]
    found = [OBJECT] if why is None else []
    return [*found, _decide(deciding)] if deciding else found


def _decide(objections: list[Objection]) -> Deed:
    options = {each.objection_id: (each.reason[:80], each.reason[:80]) for each in objections}
    return Deed(
        "decide", ("处理异议", "Decide on an objection"), "desk.score_decide",
        (
            Asked("objection_id", "select", ("异议", "Objection"), True, options),
            Asked("decision", "select", ("决定", "Decision"), True, _DECISIONS),
            Asked("points", "text", ("加减分（两位小数，可不填）", "Points given or taken, as 2.00 (may be empty)")),
            _REASON,
        ),
    )  # fmt: skip


def _deed(opened: Opened, move: str) -> Deed | None:
    if move == "object":
        return OBJECT
    return _decide(_objections(opened)) if move == "decide" else None
