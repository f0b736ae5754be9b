"""Months of assessment, and the scores of one: those a person may see, ranked with their like; exports."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from dashboards.console.models import Choice, Line
from dashboards.console.render import HEADERS
from rules.assessment.periods import Month, month_of
from rules.assessment.scores import SCORED_ZH, Score
from rules.assessment.terms import SCORED
from streams.assessment.computing import Figures
from streams.console.acting import Draft, Result, draft_of, new_id, result_of
from streams.console.assessment_scope import begun, may_export, sees_all, visible
from streams.console.console import Console
from streams.console.lists import chosen, sliced
from streams.console.month_forms import CLOSE, PUBLISH, Freezing, month_deeds
from streams.console.months import Months, state_of
from streams.console.score_page import add_score
from streams.console.thing import written_down
from streams.console.visit import Visit, form_of, redirect, visit_of
from streams.intake.problems import Problem

MONTHS_BACK = 12
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
}
_MONTH_HEADS = (
    ("月份", "month"), ("状态", "state"), ("公示时间", "published"), ("异议截止", "objections until"),
    ("异议（未处理）", "objections (open)"), ("结账时间", "closed"),
)  # fmt: skip
_SCORE_HEADS = (
    ("名次", "rank"), ("对象", "who"), ("同类组", "kind"), ("总分", "total"), ("等次", "grade"), ("评价数", "ratings"),
)  # fmt: skip
Named = Annotated[str, Path(pattern=r"^\d{4}-\d{2}$")]
Move = Annotated[str, Path(pattern="^[a-z_]{1,40}$")]


def add_assessment(router: APIRouter, console: Console) -> None:
    """The months, a month, its exports, and each score."""
    months, freezing = Months(lambda: console.shelf, console.clock), Freezing()

    @router.get("/console/assessment")
    async def listed(request: Request) -> Response:
        return await _months(await visit_of(console, request, "assessment"), months)

    @router.get("/console/assessment/{month}")
    async def month(request: Request, month: Named) -> Response:
        visit = await visit_of(console, request, "assessment")
        return await _month(visit, months, the_month(visit, month), None)

    @router.post("/console/assessment/{month}/{move}")
    async def act(request: Request, month: Named, move: Move) -> Response:
        visit, fields = await form_of(console, request)
        wanted = the_month(visit, month)
        record = await months.record(wanted)
        deed = next((each for each in month_deeds(visit, wanted, record) if each.name == move), None)
        if deed is None:
            raise Problem(404, "no-such-move", "没有这项操作 / No such move")
        result = await freezing.done(visit, wanted, record, deed, fields)
        if result.draft is None:
            return redirect(f"/console/assessment/{month}?done={move}.{draft_of(move, fields).action_id}")
        return await _month(visit, months, wanted, result)

    @router.get("/console/assessment/{month}/export/{form}")
    async def export(request: Request, month: Named, form: str) -> Response:
        visit = await visit_of(console, request, "assessment")
        if form not in FORMS or not may_export(visit.viewer):
            raise Problem(404, "no-such-page", "没有这个页面 / No such page")
        wanted = the_month(visit, month)
        await written_down(visit, "assessment", f"{month}.{form}", wanted.subject)
        name, content = await months.file(wanted, form)
        kept = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=FORMS[form], headers=kept)

    add_score(router, console, months, the_month)


def the_month(visit: Visit, said: str) -> Month:
    """The month of the address. Raises Problem 404 where it is none that has begun."""
    month = month_of(said)
    if month is None or not begun(visit.viewer, month):
        raise Problem(404, "no-such-month", "没有这个月份 / No such month")
    return month


async def _months(visit: Visit, months: Months) -> Response:
    records = await months.records()
    today = date.fromordinal(visit.viewer.office.day)
    last = Month(today.year, today.month)
    recent = [str(last.plus(-back)) for back in range(MONTHS_BACK)] if sees_all(visit.viewer) else []
    lines, when = [], visit.viewer.when
    for name in sorted({*records, *recent}, reverse=True):
        record = records.get(name)
        waiting = len(record.open_objections) if record else 0
        cells = (
            name, visit.viewer.word(state_of(record)), when(record.published_at if record else None),
            when(record.objections_until if record else None),
            f"{len(record.objections)} ({waiting})" if record else "—", when(record.closed_at if record else None),
        )  # fmt: skip
        lines.append(Line(f"/console/assessment/{name}", cells, at=0))
    return visit.page(
        "list.html", visit.say("考核", "Assessment"), "assessment", hint=_whose(visit), choices=[],
        here="/console/assessment", heads=[visit.viewer.word(head) for head in _MONTH_HEADS], first="", next="",
        lines=lines, pick=False, batch="",
    )  # fmt: skip


async def _month(visit: Visit, months: Months, month: Month, result: Result | None) -> Response:
    record = await months.record(month)
    if record is None and not sees_all(visit.viewer):
        # A preview is not computed for those who may not see it.
        raise Problem(404, "no-such-month", "没有这个月份 / No such month")
    figures, at = await months.figures(month, record)
    scores = visible(visit.viewer, record, figures.frozen.scores)
    scope = visit.asked("scope") if visit.asked("scope") in SCORED else _first_scope(scores)
    mine = sorted(
        (score for score in scores if score.scope == scope and _asked_for(visit, score)),
        key=lambda score: (score.group, score.rank is None, score.rank or 0, score.id),
    )
    page, first, following = sliced(visit, mine)
    sent = result
    result = result or _told(visit)
    return visit.page(
        "month.html", f"{visit.say('考核', 'Assessment')} {month}", "assessment",
        sent.status if sent else 200, said=result.said if result else None, notes=_heading(visit, figures, at),
        hint=_whose(visit), choices=_choices(visit, scope, scores),
        here=f"/console/assessment/{month}", heads=[visit.viewer.word(head) for head in _SCORE_HEADS],
        lines=[_line(visit, month, score) for score in page],
        first=first, next=following,
        exports=_exports(visit, month), deeds=month_deeds(visit, month, record), draft=sent.draft if sent else None,
        revision=record.revision if record else 0, ids=new_id,
    )  # fmt: skip


def _told(visit: Visit) -> Result | None:
    """What became of the action that the address names, where it is this person's."""
    move, _, action_id = visit.asked("done").partition(".")
    seen = visit.console.desk.find(action_id, visit.viewer.staff_id) if action_id else None
    deed = {each.name: each for each in (PUBLISH, CLOSE)}.get(move)
    if seen is None or deed is None:
        return None
    return result_of(visit, deed, seen, Draft(move, action_id, {}))


def _first_scope(scores: Sequence[Score]) -> str:
    there = {score.scope for score in scores}
    return next((scope for scope in ("unit", "person") if scope in there), "unit")


def _asked_for(visit: Visit, score: Score) -> bool:
    said = visit.asked("name").casefold()
    return not said or said in score.id.casefold() or said in score.name.casefold()


def _line(visit: Visit, month: Month, score: Score) -> Line:
    place = f"{score.rank}/{score.ranked}" if score.rank else visit.half(score.unranked) or "—"
    cells = (place, f"{score.id} {score.name}", score.group, score.total, score.grade, str(score.sample.n))
    return Line(f"/console/assessment/{month}/{quote(score.key, safe=':')}", cells)


def _heading(visit: Visit, figures: Figures, at: int) -> tuple[str, ...]:
    """What month this is, and what its figures are worth."""
    viewer, record = visit.viewer, figures.record
    book = visit.say(f"规则库 {figures.book.version}", f"rulebook {figures.book.version}")
    if figures.is_closed and record is not None and record.closed is not None:
        frozen = visit.say("冻结，不再变动；结果 SHA-256 ", "frozen for good; SHA-256 of the result ")
        return (f"{viewer.word(state_of(record))}；{book}", f"{frozen}{record.closed.result_sha256}")
    counted = visit.say("按档案库现有数据计算，时刻 ", "As the archive has it, computed ")
    return (
        f"{viewer.word(state_of(record))}；{book}",
        f"{counted}{viewer.office.zone.wall(at // 1000 * 1000)}",
    )


def _whose(visit: Visit) -> str:
    if sees_all(visit.viewer):
        return visit.say(
            "范围：全部得分，包括未公示的月份。", "Scope: all scores, months not yet published too."
        )
    return visit.say(
        "范围：已公示或结账的月份中您本人的得分；负责或者代表单位的，含本单位和本单位人员。",
        "Scope: of months published or closed your own score; who leads or speaks for a unit: the unit and its people.",
    )


def _choices(visit: Visit, scope: str, scores: Sequence[Score]) -> list[Choice]:
    there = [name for name in SCORED if any(score.scope == name for score in scores)]
    shown = {name: visit.say(SCORED_ZH[name], name) for name in there}
    found = Choice("scope", visit.say("对象", "Whose"), scope, tuple(shown.items()))
    return [found, chosen(visit, "name", visit.say("编码或名称", "Code or name"))]


def _exports(visit: Visit, month: Month) -> list[tuple[str, str]]:
    if not may_export(visit.viewer):
        return []
    return [(f"/console/assessment/{month}/export/{form}", form.upper()) for form in FORMS]
