"""`GET /sources/me`: a source sees what became of its own events."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from streams.exits import Unavailable
from streams.intake.admission import sender
from streams.intake.described import SECURED, refusals
from streams.intake.door import Door
from streams.intake.sources_file import Holder

MOST = 1_000


class OwnToken(BaseModel):
    """A token that is valid now; `id` is the part between the underscores."""

    id: str
    expires: str


class OwnArchive(BaseModel):
    """What lasts, as the archive has it: records by type, and what could not be taken after all, newest first.

    `absent`: this door was given no archive. `away`: it does not answer now; `detail` says why.
    """

    state: Literal["answered", "absent", "away"]
    detail: str | None = None
    events: list[dict[str, Any]] = []
    dead_letters: list[dict[str, Any]] = []


class OwnAccount(BaseModel):
    """`accepted` and `refused` count what this process answered since `since`; the archive counts what lasts."""

    name: str
    source: str
    types: list[str]
    departments: list[str]
    rate: float
    tokens: list[OwnToken]
    since: str
    accepted: int
    refused: dict[str, int]
    archive: OwnArchive


def sources_router(door: Door) -> APIRouter:
    """What a source is told of itself."""
    router = APIRouter(tags=["sources"])

    @router.get(
        "/sources/me",
        summary="What became of your own events",
        responses=refusals(401, 422, 429),
        openapi_extra=SECURED,
    )
    async def own_account(
        request: Request,
        limit: Annotated[int, Query(ge=1, le=MOST, description="Dead letters at most.")] = 100,
    ) -> OwnAccount:
        """Counts of accepted and refused events, tokens with their ends, and dead letters with their reasons."""
        holder = sender(door, request)
        return OwnAccount(
            name=holder.name,
            source=holder.source.source,
            types=list(holder.source.types),
            departments=list(holder.source.departments),
            rate=holder.source.rate,
            tokens=_tokens(holder),
            since=door.counts.since,
            accepted=door.counts.accepted(holder.name),
            refused=door.counts.refused(holder.name),
            archive=await _archived(door, holder.source.source, limit),
        )

    return router


def _tokens(holder: Holder) -> list[OwnToken]:
    valid = holder.source.valid_tokens(datetime.now(UTC))
    return [OwnToken(id=token.id, expires=token.expires.isoformat(timespec="seconds")) for token in valid]


async def _archived(door: Door, source: str, limit: int) -> OwnArchive:
    if door.archive is None:
        return OwnArchive(
            state="absent", detail="未配置归档 / this door was given no archive (--clickhouse-dsn)"
        )
    try:
        events = await door.ask_archive("event_counts_of_source", source=source)
        letters = await door.ask_archive("dead_letters_of_source", source=source, limit=limit)
    except Unavailable as away:
        return OwnArchive(state="away", detail=str(away))
    return OwnArchive(state="answered", events=events, dead_letters=letters)
