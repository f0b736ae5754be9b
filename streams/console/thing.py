"""The page of one card or ticket: what it is, why, what its person may do now; and doing it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Path, Request, Response

from dashboards.console.days import Picture
from dashboards.console.models import Block, Deed, Fact
from streams.console.acting import Draft, Result, acted, changed, draft_of, new_id, result_of
from streams.console.console import Console
from streams.console.visit import Visit, form_of, redirect, visit_of
from streams.feeds.access import Looked
from streams.intake.problems import Problem

Row = Mapping[str, Any]
Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,100}$")]


class Shown(NamedTuple):
    """What a page tells of a thing, and what its person may do with it now."""

    title: str
    facts: Sequence[Fact]
    blocks: Sequence[Block]
    picture: Picture | None
    deeds: Sequence[Deed]


async def of_unit_or_person(visit: Visit, record: Row) -> bool:
    """Cards and tickets are theirs whose unit, or who, answers for them."""
    return visit.viewer.may_see(record["dept_code"], record["responsible_staff_id"])


@dataclass(frozen=True)
class Kind:
    """Cards, tickets, leads or alerts: `name` stands in addresses, `field` names the id in actions and in queries."""

    name: str
    what: str
    query: str
    field: str
    show: Callable[[Visit, Row], Awaitable[Shown]]
    deed: Callable[[Visit, Row, str], Deed | None]
    theirs: Callable[[Visit, Row], Awaitable[bool]] = of_unit_or_person


def add_thing(router: APIRouter, console: Console, kind: Kind) -> None:
    """Its page, and the forms on it."""

    @router.get(f"/console/{kind.name}/{{thing_id}}")
    async def show(request: Request, thing_id: Id) -> Response:
        visit = await visit_of(console, request)
        record = await record_of(visit, kind, thing_id)
        return await _page(visit, kind, record, _told(visit, kind, record))

    @router.post(f"/console/{kind.name}/{{thing_id}}/{{move}}")
    async def act(
        request: Request, thing_id: Id, move: Annotated[str, Path(pattern="^[a-z_]{1,40}$")]
    ) -> Response:
        visit, fields = await form_of(console, request)
        record = await record_of(visit, kind, thing_id)
        deed = kind.deed(visit, record, move)
        if deed is None:
            raise Problem(404, "no-such-move", "没有这项操作 / No such move")
        result = await _done(visit, kind, record, deed, fields)
        if result.draft is None:
            return redirect(
                f"/console/{kind.name}/{thing_id}?done={deed.name}.{draft_of(move, fields).action_id}"
            )
        return await _page(visit, kind, await record_of(visit, kind, thing_id), result)


async def record_of(visit: Visit, kind: Kind, thing_id: str) -> Row:
    """Its newest record. Raises Problem 404 where there is none, or it is not theirs to see: the same for both."""
    rows = await visit.console.shelf.rows(kind.query, **{kind.field: thing_id})
    if not rows or not await kind.theirs(visit, rows[-1]):
        raise Problem(404, "no-such-thing", "没有这个页面 / No such page")
    return rows[-1]


async def written_down(visit: Visit, what: str, name: str, subject: str) -> None:
    """Who looks at what concerns persons stands in the access log before it is shown. Raises Unavailable."""
    await visit.console.log.write(Looked(visit.viewer.staff_id, what, name, subject, "console", "shown"))


async def _done(visit: Visit, kind: Kind, record: Row, deed: Deed, fields: Mapping[str, str]) -> Result:
    """Send the form, unless the thing is another now than the one that was looked at."""
    draft, thing_id = draft_of(deed.name, fields), str(record[_ID[kind.field]])
    known = visit.console.desk.find(draft.action_id, visit.viewer.staff_id)
    if known is None and fields.get("revision") != str(record["revision"]):
        return changed(visit, draft)
    result = await acted(visit, deed, str(record["subject"]), {kind.field: thing_id}, draft)
    if result.revision:
        await visit.console.shelf.caught_up(kind.query, result.revision, **{kind.field: thing_id})
    return result


_ID = {"card_id": "card_id", "ticket_id": "id", "lead_id": "id", "alert_id": "id"}
"""The column of a record that has its id."""


def _told(visit: Visit, kind: Kind, record: Row) -> Result | None:
    """What became of the action that the address names, where it is this person's."""
    move, _, action_id = visit.asked("done").partition(".")
    seen = visit.console.desk.find(action_id, visit.viewer.staff_id) if action_id else None
    deed = kind.deed(visit, record, move) if seen is not None else None
    if seen is None or deed is None:
        return None
    return result_of(visit, deed, seen, Draft(move, action_id, {}))


async def _page(visit: Visit, kind: Kind, record: Row, result: Result | None) -> Response:
    thing_id = str(record[_ID[kind.field]])
    # Asked for while it is written down who looks; shown only when both are done.
    _, shown = await asyncio.gather(
        written_down(visit, kind.what, thing_id, str(record["subject"])), kind.show(visit, record)
    )
    draft = result.draft if result is not None and visit.request.method == "POST" else None
    status = result.status if result is not None and visit.request.method == "POST" else 200
    return visit.page(
        "thing.html", shown.title, kind.name, status, said=result.said if result else None, facts=shown.facts,
        blocks=shown.blocks, picture=shown.picture, deeds=shown.deeds, revision=record["revision"], draft=draft,
        here=f"/console/{kind.name}/{thing_id}", ids=new_id, contact=await _contact(visit), lists=(),
    )  # fmt: skip


async def _contact(visit: Visit) -> str | None:
    """How to reach who rated, right after the person opened it."""
    action_id = visit.asked("done").partition(".")[2]
    seen = visit.console.desk.find(action_id, visit.viewer.staff_id) if action_id else None
    if seen is None or seen.told is None:
        return None
    return await visit.console.desk.contact(action_id, visit.viewer.staff_id, seen)
