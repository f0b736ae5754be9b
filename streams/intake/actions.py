"""`POST /actions` and `GET /actions/{id}`: what signed-in people do, and what became of it."""

from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from streams.action_words import refusal_in_words
from streams.intake.bounded import BoundedRoute, said
from streams.intake.desk import ACTION_TYPES, Desk, Order
from streams.intake.guard import Guard
from streams.intake.outcomes import Seen
from streams.intake.problems import Problem
from streams.people.people import People, SignedIn

ID_PATTERN = r"^[A-Za-z0-9._:~-]{1,100}$"
_ACTION_ID = Field(pattern=ID_PATTERN, description="Of your choice; the same id is never done twice.")


class ActionOrder(BaseModel):
    """One desk action. `data` are the fields of its type, as in events; `actor_id` is always who is signed in."""

    model_config = ConfigDict(extra="forbid")
    type: Annotated[str, Field(json_schema_extra={"enum": list(ACTION_TYPES)})]
    subject: Annotated[
        str, Field(min_length=1, max_length=256, description="The `subject` on the card, ticket or lead.")
    ]
    data: dict[str, Any] = {}
    action_id: Annotated[str | None, _ACTION_ID] = None


class ActionAnswer(BaseModel):
    """What became of an action: `done`, `refused` with the reason, or `waiting` for the worker to decide.

    `contact` is how to reach who rated, where that was asked for and the ticket is still open.
    """

    action_id: str
    outcome: Literal["done", "refused", "waiting"]
    reason: str | None = None
    reason_zh: str | None = None
    reason_en: str | None = None
    target_id: str | None = None
    target_state: str | None = None
    target_revision: int | None = None
    decided_at: str | None = None
    contact: str | None = None


def actions_router(people: People, desk: Desk) -> APIRouter:
    """The routes; `desk.outcomes` must be followed while they are open."""
    router = APIRouter(tags=["people"], route_class=BoundedRoute)
    _add_acting(router, Guard(people), desk)
    _add_asking(router, Guard(people), desk)
    return router


def _add_acting(router: APIRouter, guard: Guard, desk: Desk) -> None:
    @router.post(
        "/actions",
        response_model=ActionAnswer,
        responses={202: _waiting("Kafka has it; ask at `Location`."), **said(401, 403, 409, 422, 503)},
        dependencies=guard.schemes,
    )
    async def act(
        order: ActionOrder,
        answer: Response,
        who: Annotated[SignedIn, Depends(guard.colleague)],
        idempotency_key: Annotated[str | None, Header(pattern=ID_PATTERN)] = None,
    ) -> ActionAnswer:
        """办理 / Do something at the desk, in your own name.

        The id may be given as `action_id` or as the header `Idempotency-Key`. Whether it may be done is decided by the
        worker, by the staff register and the state of the card, ticket or lead: 200 with the outcome, or 202 where
        there is none within 5 s.
        """
        action_id = _one_id(order.action_id, idempotency_key)
        seen = await desk.act(Order(action_id, order.type, order.subject, order.data), who.staff_id)
        return await _told(desk, action_id, who.staff_id, seen, answer)


def _add_asking(router: APIRouter, guard: Guard, desk: Desk) -> None:
    @router.get(
        "/actions/{action_id}",
        response_model=ActionAnswer,
        responses={202: _waiting("Not decided yet."), **said(401, 403, 404, 422, 503)},
        dependencies=guard.schemes,
    )
    async def outcome(
        action_id: Annotated[str, Path(pattern=ID_PATTERN)],
        answer: Response,
        who: Annotated[SignedIn, Depends(guard.colleague)],
    ) -> ActionAnswer:
        """办理结果 / What became of an action of yours, for a day."""
        seen = desk.find(action_id, who.staff_id)
        if seen is None:
            raise Problem(
                404,
                "no-such-action",
                "没有该操作，或已超过一天 / No such action, or more than a day ago",
                action_id,
            )
        return await _told(desk, action_id, who.staff_id, seen, answer)


async def _told(desk: Desk, action_id: str, staff_id: str, seen: Seen, answer: Response) -> ActionAnswer:
    """The answer, with what the action opened."""
    found = answered(action_id, seen, answer)
    found.contact = await desk.contact(action_id, staff_id, seen)
    return found


def _waiting(description: str) -> dict[str, Any]:
    return {"model": ActionAnswer, "description": description}


def _one_id(in_body: str | None, in_header: str | None) -> str:
    if in_body and in_header and in_body != in_header:
        raise Problem(
            422, "two-ids", "正文与请求头中的操作编号不同 / Body and header name different ids", in_header
        )
    return in_body or in_header or str(uuid4())


def answered(action_id: str, seen: Seen, answer: Response) -> ActionAnswer:
    """What is said of an action: its outcome, or 202 and where to ask."""
    told = seen.told
    if told is None:
        answer.status_code = 202
        answer.headers["Location"] = f"/actions/{action_id}"
        return ActionAnswer(action_id=action_id, outcome="waiting")
    zh, en = refusal_in_words(told.reason) if told.reason else (None, None)
    return ActionAnswer(
        action_id=action_id,
        outcome="done" if told.outcome == "done" else "refused",
        reason=told.reason,
        reason_zh=zh,
        reason_en=en,
        target_id=told.target_id,
        target_state=told.target_state,
        target_revision=told.target_revision,
        decided_at=told.decided_at,
    )
