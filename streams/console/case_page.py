"""The page of a case: its explanation, its cards and tickets."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from dashboards.console.models import Deed, Fact, Line, Listing
from rules.entitlement import SUPERVISOR
from streams.console.acting import Draft, Result, acted, draft_of, new_id, result_of
from streams.console.card_by_hand import by_hand
from streams.console.cards_pages import card_line
from streams.console.console import Console
from streams.console.explained import blocks_of
from streams.console.reading import may_read_case
from streams.console.sample_form import DEED, answers_of
from streams.console.thing import Row, written_down
from streams.console.visit import Visit, form_of, redirect, visit_of
from streams.exits import Misuse
from streams.explanation_case import STATUSES
from streams.intake.problems import Problem
from streams.ticket_words import KINDS, STATES, word

Move = Annotated[str, Path(pattern="^[a-z_]{1,40}$")]


def add_case(router: APIRouter, console: Console) -> None:
    """Its page; a case number may hold any character."""

    @router.get("/console/cases/{case_no:path}")
    async def case(request: Request, case_no: str) -> Response:
        visit = await visit_of(console, request)
        return await _page(visit, case_no, None)

    @router.post("/console/cases/{case_no:path}/{move}")
    async def act(request: Request, case_no: str, move: Move) -> Response:
        visit, fields = await form_of(console, request)
        deed = _deed(visit, await _of_case(visit, case_no), move)
        if deed is None:
            raise Problem(404, "no-such-move", "没有这项操作 / No such move")
        result = await _done(visit, case_no, deed, fields)
        if result.draft is None:
            action_id = draft_of(move, fields).action_id
            return redirect(f"{_address(case_no)}?done={move}.{action_id}")
        return await _page(visit, case_no, result)


class _Case(NamedTuple):
    """What the archive has of a case."""

    cards: Sequence[Row]
    tickets: Sequence[Row]
    states: Sequence[Row]


async def _of_case(visit: Visit, case_no: str) -> _Case:
    """Raises Problem 404 where it is not theirs to see, or nowhere."""
    shelf = visit.console.shelf
    cards, tickets, states = await asyncio.gather(
        shelf.rows("card_lines", subject=case_no),
        shelf.rows("ticket_lines", subject=case_no),
        shelf.rows("case_state", subject=case_no),
    )
    if not _theirs(visit, [*cards, *tickets], states):
        raise Problem(404, "no-such-case", "没有这个办件 / No such case")
    return _Case(cards, tickets, states)


def _deeds(visit: Visit, found: _Case) -> list[Deed]:
    """What a supervisor may do with a case; the rest of the questions the worker asks."""
    dept_code = next((row["dept_code"] for row in found.states), None)
    sampled = [DEED] if found.states and visit.viewer.has(SUPERVISOR) else []
    return [*by_hand(visit, dept_code), *sampled]


def _deed(visit: Visit, found: _Case, move: str) -> Deed | None:
    return next((deed for deed in _deeds(visit, found) if deed.name == move), None)


async def _done(visit: Visit, case_no: str, deed: Deed, fields: Mapping[str, str]) -> Result:
    """Send the form; a card that came of it is in the archive before the page is shown."""
    result = await acted(visit, deed, case_no, {}, draft_of(deed.name, fields))
    if deed is not DEED and result.revision:
        made = str(result.seen.told.target_id) if result.seen and result.seen.told else ""
        await visit.console.shelf.caught_up("card", result.revision, card_id=made)
    return result


def _told(visit: Visit, found: _Case) -> Result | None:
    """What became of the action that the address names, where it is this person's."""
    move, _, action_id = visit.asked("done").partition(".")
    seen = visit.console.desk.find(action_id, visit.viewer.staff_id) if action_id else None
    deed = _deed(visit, found, move) if seen is not None else None
    if seen is None or deed is None:
        return None
    return result_of(visit, deed, seen, Draft(move, action_id, {}))


async def _page(visit: Visit, case_no: str, result: Result | None) -> Response:
    found = await _of_case(visit, case_no)
    try:
        _, told, answers = await asyncio.gather(
            written_down(visit, "case", case_no, case_no),
            visit.console.shelf.explained(case_no, case_no, visit.console.clock()),
            answers_of(visit, case_no),
        )
    except Misuse:
        raise Problem(404, "no-such-case", "没有这个办件 / No such case") from None
    posted = visit.request.method == "POST" and result is not None
    result = result or _told(visit, found)
    lists = [*_lists(visit, found.cards, found.tickets), answers]
    return visit.page(
        "told.html", f"{visit.say('办件', 'Case')} {case_no}", "", result.status if posted and result else 200,
        facts=_facts(visit, found.states), lists=lists, blocks=blocks_of(told, visit.viewer.lang),
        said=result.said if result else None, deeds=_deeds(visit, found), ids=new_id,
        draft=result.draft if posted and result else None, here=_address(case_no),
    )  # fmt: skip


def _address(case_no: str) -> str:
    return f"/console/cases/{quote(case_no, safe='')}"


def _theirs(visit: Visit, things: Sequence[Row], states: Sequence[Row]) -> bool:
    """A case is theirs whose department is, or of which a card or ticket is."""
    viewer = visit.viewer
    if any(viewer.may_see(row["dept_code"], row["responsible_staff_id"]) for row in things):
        return True
    return any(may_read_case(visit, row) for row in states)


def _facts(visit: Visit, states: Sequence[Row]) -> list[Fact]:
    viewer, say = visit.viewer, visit.say
    return [
        fact
        for row in states
        for fact in (
            Fact(say("状态", "State"), viewer.word(STATUSES.get(row["status"], (row["status"],) * 2))),
            Fact(say("事项", "Item"), viewer.names.item_name(row["item_code"]) if row["item_code"] else "—"),
            Fact(say("单位", "Unit"), viewer.unit(row["dept_code"])),
            Fact(say("承诺到期日", "Promise due"), str(row["promise_due_date"] or "—")),
            Fact(say("法定到期日", "Legal limit due"), str(row["legal_due_date"] or "—")),
        )
    ]


def _lists(visit: Visit, cards: Sequence[Row], tickets: Sequence[Row]) -> list[Listing]:
    say, lang = visit.say, visit.viewer.lang
    heads = ["等级", "牌号", "规则", "状态", "办件", "单位", "责任人", "违规时刻", "到期日"]
    if lang:
        heads = ["colour", "card", "rule", "state", "case", "unit", "person", "since", "due"]
    ticket_heads = [say("类型", "kind"), say("编号", "ticket"), say("状态", "state"), say("责任人", "person")]
    lines = [
        _ticket_line(visit, row)
        for row in tickets
        if visit.viewer.may_see(row["dept_code"], row["responsible_staff_id"])
    ]
    shown = [
        card_line(visit, row)
        for row in cards
        if visit.viewer.may_see(row["dept_code"], row["responsible_staff_id"])
    ]
    return [
        Listing(say("牌", "Cards"), heads, shown),
        Listing(say("整改单", "Tickets"), ticket_heads, lines),
    ]


def _ticket_line(visit: Visit, row: Row) -> Line:
    lang = visit.viewer.lang
    cells = (
        word(KINDS, row["kind"], lang), str(row["id"]), word(STATES, row["state"], lang),
        visit.viewer.person(row["responsible_staff_id"]),
    )  # fmt: skip
    return Line(f"/console/tickets/{quote(str(row['id']))}", cells)
