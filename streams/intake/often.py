"""The short way for what comes thousands of times a second: straight to its endpoint, past the web framework.

A framework's routing, dependencies and layers cost more than reading, checking and writing an event. Its routes stay,
so that the door describes and answers all the same; only the way to the endpoint is another one.
"""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from streams.exits import Unavailable
from streams.intake.problems import Problem, crashed, unavailable

log = structlog.get_logger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]


class Often:
    """An application whose POST requests of some paths go to these endpoints; all others to `app`."""

    def __init__(self, app: ASGIApp, endpoints: Mapping[str, Endpoint]) -> None:
        self._app, self._endpoints = app, endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (or another ASGI scope)."""
        often = scope["type"] == "http" and scope["method"] == "POST"
        endpoint = self._endpoints.get(scope["path"]) if often else None
        if endpoint is None:
            await self._app(scope, receive, send)
            return
        answer = await _answer(endpoint, Request(scope, receive))
        if answer is not None:
            await answer(scope, receive, send)


async def _answer(endpoint: Endpoint, request: Request) -> Response | None:
    """What the endpoint says; its refusals are problems. None where nobody waits for an answer any more."""
    try:
        return await endpoint(request)
    except Problem as problem:
        return problem.response()
    except Unavailable as error:
        return unavailable(error).response()
    except ClientDisconnect:
        return None
    except Exception:
        log.exception("a request failed", path=request.url.path)
        return crashed().response()
