"""`/alerts/ID`: acknowledge, and look at the whole dossier; both in a person's own name."""

from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from streams.feeds.dossier import Dossiers
from streams.intake.actions import ActionAnswer, answered
from streams.intake.bounded import BoundedRoute, said
from streams.intake.desk import Desk, Order
from streams.intake.guard import Guard
from streams.people.people import People, SignedIn

ALERT_ID = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
ID_PATTERN = r"^[A-Za-z0-9._:-]{1,64}$"


class Acknowledgement(BaseModel):
    """How far you got: `read` 已阅, `taken_on` 已接办, `done` 已办结 (with `reason`: what came of it)."""

    model_config = ConfigDict(extra="forbid")
    subject: Annotated[str, Field(min_length=1, max_length=256, description="The `subject` of the alert.")]
    result: Literal["read", "taken_on", "done"] = "read"
    receiver: Annotated[
        str | None, Field(max_length=200, description="Which of its receivers; none: yours.")
    ] = None
    reason: Annotated[str | None, Field(max_length=4_000)] = None


def alerts_router(people: People, desk: Desk, dossiers: Dossiers) -> APIRouter:
    """The routes; `desk.outcomes` must be followed while they are open."""
    router = APIRouter(tags=["people"], route_class=BoundedRoute)
    _add_acknowledging(router, Guard(people), desk)
    _add_dossier(router, Guard(people), dossiers)
    return router


def _add_acknowledging(router: APIRouter, guard: Guard, desk: Desk) -> None:
    @router.post(
        "/alerts/{alert_id}/ack",
        response_model=ActionAnswer,
        responses={
            202: {"model": ActionAnswer, "description": "Kafka has it; ask at `Location`."},
            **said(401, 403, 409, 422, 503),
        },
        dependencies=guard.schemes,
    )
    async def acknowledge(
        alert_id: ALERT_ID,
        given: Acknowledgement,
        answer: Response,
        who: Annotated[SignedIn, Depends(guard.colleague)],
        idempotency_key: Annotated[str | None, Header(pattern=ID_PATTERN)] = None,
    ) -> ActionAnswer:
        """签收 / Acknowledge an alert, in your own name.

        The worker decides whether it is yours to acknowledge: 200 with the outcome, 202 where there is none within 5 s.
        The same `Idempotency-Key` again has no second effect and gives the same answer; with other content: 409.
        """
        action_id = idempotency_key or str(uuid4())
        data = {"alert_id": alert_id, **given.model_dump(exclude={"subject"}, exclude_none=True)}
        seen = await desk.act(Order(action_id, "desk.alert_ack", given.subject, data), who.staff_id)
        return answered(action_id, seen, answer)


def _add_dossier(router: APIRouter, guard: Guard, dossiers: Dossiers) -> None:
    @router.get(
        "/alerts/{alert_id}/dossier", responses=said(401, 403, 404, 422, 503), dependencies=guard.schemes
    )
    async def dossier(
        alert_id: ALERT_ID,
        who: Annotated[SignedIn, Depends(guard.colleague)],
        reason: Annotated[str, Query(min_length=2, max_length=500, description="What you need it for.")],
    ) -> dict[str, Any]:
        """案卷 / Everything about the case of an alert that was told to your unit.

        Who looked, when and what for is written to the access log before anything is shown; refusals too.
        """
        return await dossiers.of(alert_id, who, reason)
