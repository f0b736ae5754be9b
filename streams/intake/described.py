"""How the door describes itself (OpenAPI): events as the decoder takes them, and every answer it gives."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field

from streams.intake.bodies import BATCHED, STRUCTURED
from streams.intake.problems import PROBLEM_JSON
from streams.intake.sources import OURS
from streams.intake.terminal_schema import terminal_rating
from streams.schemas.events import events_schema
from streams.schemas.shaping import Schema

BEARER = "source"
SECURED: dict[str, Any] = {"security": [{BEARER: []}]}
TERMINAL_RATING = "TerminalRating"
EVENT = {"$ref": "#/components/schemas/Event"}


class AcceptedEvent(BaseModel):
    """One event that Kafka has confirmed."""

    id: str
    outcome: str = Field(pattern="^accepted$")


class Accepted(BaseModel):
    """All events of the request are on their topics, confirmed by Kafka.

    Whether one of them was sent before is decided where the state is, after this answer: `duplicates` is always
    `unknown` here, and the same id with the same content has no second effect.
    """

    accepted: int = Field(ge=1)
    duplicates: str = Field(pattern="^unknown$")
    events: list[AcceptedEvent]


class ProblemError(BaseModel):
    """One thing wrong, and where."""

    pointer: str = Field(description="JSON pointer into the event, or into the body.")
    reason: str
    index: int | None = Field(None, ge=0, description="Which event of a batch, from 0.")
    detail: str | None = None


class ProblemDetails(BaseModel):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[ProblemError] | None = None
    errors_total: int | None = None


_SENTENCES = {
    400: "The body cannot be read: no JSON, or an empty batch. Nothing was taken.",
    401: "No token, an unknown one, or one that has expired.",
    403: "At least one event is not this source's to send. Nothing was taken.",
    404: "There is none.",
    409: "The same id was used for something else.",
    413: "The body is too large.",
    415: "Another content type, charset or compression than those described.",
    422: "At least one event is none that is taken; each is named with pointer and reason. Nothing was taken.",
    429: "Too many events; `Retry-After` says how many seconds to wait.",
    503: "Kafka (or the archive) did not answer in time. What was sent may still be taken: send it again, "
    "the same id with the same content has no second effect.",
}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    429: {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}},
    503: {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}},
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals an operation gives, for `responses` of a route."""
    return {status: _refusal(status) for status in statuses}


def accepted() -> dict[int | str, dict[str, Any]]:
    """The answer to what was taken."""
    return {202: {"model": Accepted, "description": "Kafka has confirmed all of it."}}


def event_body() -> dict[str, Any]:
    """The request body of `POST /events`, in all three modes."""
    batch = {"type": "array", "minItems": 1, "items": EVENT}
    return {
        "required": True,
        "content": {STRUCTURED: {"schema": EVENT}, BATCHED: {"schema": batch}},
    }


def describe(app: FastAPI) -> None:
    """Let the application describe itself with what the framework does not know."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _whole(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's own way to extend it


def _whole(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    parts = document.setdefault("components", {})
    parts.setdefault("schemas", {}).update(_events())
    parts["schemas"][TERMINAL_RATING] = terminal_rating()
    parts["schemas"].setdefault("ProblemDetails", ProblemDetails.model_json_schema())
    parts.setdefault("securitySchemes", {})[BEARER] = {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of a source, as `liangpai sources add` printed it.",
    }
    return document


def _refusal(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    return {
        "description": _SENTENCES[status],
        "content": {PROBLEM_JSON: {"schema": schema}},
        **({"headers": _HEADERS[status]} if status in _HEADERS else {}),
    }


def _events() -> Mapping[str, Schema]:
    """`Event`, and one schema for each type a source may send, without references into another document."""
    definitions = events_schema()["$defs"]
    envelope = definitions.pop("envelope")
    types = [name for name in definitions if not name.startswith(_ours())]
    flat = {name: _flat(envelope, name, definitions[name]) for name in types}
    return {**flat, "Event": {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in types]}}


def _flat(envelope: Schema, name: str, definition: Schema) -> Schema:
    own = definition["allOf"][1]["properties"]
    properties = {**envelope["properties"], **own}
    return {**envelope, "title": name, "properties": properties}


def _ours() -> tuple[str, ...]:
    return tuple(glob.removesuffix("*") for glob in OURS)
