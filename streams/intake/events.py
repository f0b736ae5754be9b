"""`POST /events`: CloudEvents in structured, batched and binary mode, answered once Kafka has confirmed them."""

from collections.abc import Sequence

import msgspec
from fastapi import APIRouter, Request, Response

from streams.intake.admission import Entry, admit, hand_over, sender
from streams.intake.bodies import events_of, read_body
from streams.intake.described import SECURED, accepted, event_body, refusals
from streams.intake.door import Door
from streams.intake.often import Endpoint


class _Taken(msgspec.Struct):
    id: str
    outcome: str = "accepted"


class _Answer(msgspec.Struct):
    accepted: int
    events: list[_Taken]
    duplicates: str = "unknown"


_encode = msgspec.json.Encoder().encode


def events_router(door: Door) -> APIRouter:
    """The way in for systems."""
    router = APIRouter(tags=["events"])
    router.add_api_route(
        "/events",
        events_endpoint(door),
        methods=["POST"],
        status_code=202,
        summary="Send events",
        responses={**accepted(), **refusals(400, 401, 403, 413, 415, 422, 429, 503)},
        openapi_extra={"requestBody": event_body(), **SECURED},
    )
    return router


def events_endpoint(door: Door) -> Endpoint:
    """What `POST /events` does."""

    async def take_events(request: Request) -> Response:
        """One CloudEvent (structured; or binary mode, its attributes in `ce-` headers) or an array of them (batched).

        Answers 202 after Kafka has confirmed all of them. Of a batch all are taken or none: one bad event refuses
        the batch, and every fault is named with index, pointer and reason. Sending again what may have been taken is
        safe: the same id with the same content has no second effect. Personal data is hashed or dropped before
        anything is written.
        """
        holder = sender(door, request)
        body = await read_body(request, door.limits.body_bytes)
        raws, batch = events_of(request, body)
        entries = admit(door, holder, raws, batch=batch)
        await hand_over(door, holder, entries)
        return taken(entries)

    return take_events


def taken(entries: Sequence[Entry]) -> Response:
    """202, naming each event."""
    answer = _Answer(len(entries), [_Taken(entry.id) for entry in entries])
    return Response(_encode(answer), 202, media_type="application/json")
