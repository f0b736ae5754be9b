"""`POST /ratings`: ratings as terminals send them, each made an event that goes the way of every event."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from rules.strictness import Rejected, parse_exactly
from streams.intake.admission import admit, fault_of, hand_over, refused, sender
from streams.intake.bodies import JSON, array_of, media_type, read_body, unsupported
from streams.intake.described import SECURED, TERMINAL_RATING, accepted, refusals
from streams.intake.door import Door
from streams.intake.events import taken
from streams.intake.often import Endpoint
from streams.intake.problems import Fault
from streams.intake.sources_file import Holder
from streams.intake.terminal import Reading, Wrong, encode, rating_of

_SCHEMA = {"$ref": f"#/components/schemas/{TERMINAL_RATING}"}
_BODY: dict[str, Any] = {
    "required": True,
    "content": {JSON: {"schema": {"anyOf": [_SCHEMA, {"type": "array", "minItems": 1, "items": _SCHEMA}]}}},
}


def ratings_router(door: Door) -> APIRouter:
    """The way in for rating terminals."""
    router = APIRouter(tags=["ratings"])
    router.add_api_route(
        "/ratings",
        ratings_endpoint(door),
        methods=["POST"],
        status_code=202,
        summary="Send ratings as terminals name their fields",
        responses={**accepted(), **refusals(400, 401, 403, 413, 415, 422, 429, 503)},
        openapi_extra={"requestBody": _BODY, **SECURED},
    )
    return router


def ratings_endpoint(door: Door) -> Endpoint:
    """What `POST /ratings` does."""

    async def take_ratings(request: Request) -> Response:
        """One rating or an array of them, all taken or none, answered after Kafka has confirmed them.

        Times without an offset are read in the rulebook's zone. The event's id is made from what the rating says:
        sent again unchanged it has no second effect. Names, certificate and telephone numbers go no further than
        here; equal ones stay equal as keyed hashes.
        """
        holder = sender(door, request)
        body = await read_body(request, door.limits.body_bytes)
        if media_type(request) != JSON:
            raise unsupported(f"Content-Type {media_type(request) or 'none'}", JSON)
        batch = body.lstrip()[:1] == b"["
        readings = _read(door, holder, array_of(body) if batch else [body], batch=batch)
        raws = [encode(reading.event) for reading in readings]
        entries = admit(
            door, holder, raws, batch=batch, told=lambda index, fault: readings[index].as_sent(fault)
        )
        await hand_over(door, holder, entries)
        return taken(entries)

    return take_ratings


def _read(door: Door, holder: Holder, raws: Sequence[bytes], *, batch: bool) -> list[Reading]:
    """Every record as an event. Raises Problem naming all that cannot be read."""
    readings: list[Reading] = []
    faults: list[Fault] = []
    for index, raw in enumerate(raws):
        try:
            readings.append(rating_of(dict(parse_exactly(raw)), holder.source, door.zone, door.key))
        except Rejected as error:
            faults.append(fault_of(error)._replace(at=index if batch else None))
        except Wrong as wrong:
            faults.append(wrong.fault._replace(at=index if batch else None))
    if faults:
        door.buckets.take(holder.name, holder.source, len(raws))
        raise refused(door, holder, faults)
    return readings
