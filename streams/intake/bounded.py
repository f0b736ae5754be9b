"""Routes of people: small bodies, answers that nobody keeps, and their refusals as they describe themselves."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message

from streams.intake.bodies import read_body
from streams.intake.described import refusals

MOST_BYTES = 64 << 10

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

_SAID: Mapping[int, str] = {
    400: "The body cannot be read.",
    401: "Not signed in, or no longer; at sign-in: what was given proves nothing.",
    403: "Not for this person, or the request may be forged by another site.",
    404: "There is no such thing here, or none of this person.",
    409: "The same action id was used for another action.",
    422: "The content is not as expected; each fault is named with its pointer.",
    429: "Too many wrong tries; `Retry-After` says how many seconds to wait.",
}


class BoundedRoute(APIRoute):
    """A route that reads 64 KiB at most, and whose answers are kept in no cache."""

    def get_route_handler(self) -> Handler:
        """The handler, behind the reading."""
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            body = await read_body(request, MOST_BYTES)

            async def receive() -> Message:
                return {"type": "http.request", "body": body, "more_body": False}

            answer = await handle(Request(request.scope, receive))
            answer.headers.setdefault("Cache-Control", "no-store")
            return answer

        return bounded


def said(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route of people, for its `responses`."""
    common = (400, 413, 415)
    found = refusals(*common, *statuses)
    return {
        status: refusal | ({"description": _SAID[int(status)]} if int(status) in _SAID else {})
        for status, refusal in found.items()
    }
