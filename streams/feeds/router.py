"""`GET /feeds/NAME`: alerts for those who fetch them."""

from fnmatch import fnmatchcase
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response

from streams.feeds.cursor import WrongCursor, read, written
from streams.feeds.reading import FeedReader, Page, TooMany
from streams.intake.admission import sender
from streams.intake.described import SECURED, refusals
from streams.intake.door import Door
from streams.intake.problems import Problem

MOST = 500
MOST_SECONDS = 30.0

Name = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9._-]{1,64}(/[^/]{1,64})?$", description="A receiver, as the routes name it."),
]
Cursor = Annotated[
    str | None, Query(max_length=4_000, description="As the page before gave it; none: from the first alert.")
]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Wait = Annotated[
    float, Query(ge=0, le=MOST_SECONDS, description="Seconds to wait where there is nothing yet.")
]


def feeds_router(door: Door, reader: FeedReader) -> APIRouter:
    """The route; `reader` must be running while it is open."""
    router, secret = APIRouter(tags=["feeds"]), door.key.secret_for("feeds")
    partitions = door.address.partitions

    @router.get(
        "/feeds/{name:path}",
        responses={200: {"content": {"application/json": {}}}, **refusals(401, 403, 404, 422, 429, 503)},
        openapi_extra=SECURED,
    )
    async def feed(
        request: Request, name: Name, cursor: Cursor = None, limit: Limit = 100, wait: Wait = 0
    ) -> Response:
        """提醒拉取 / Alerts for a receiver from a cursor on, in order for each case.

        `events` are CloudEvents as webhooks get them; keep `cursor` once you have them. The same cursor reads the same
        again, at any time. `more`: ask again at once.
        """
        _refuse_strangers(door, request, name)
        try:
            offsets = None if cursor is None else read(secret, name, cursor, partitions)
            page = await reader.page(name, offsets, limit, wait)
        except WrongCursor:
            raise Problem(
                422, "wrong-cursor", "游标不属于此订阅 / This is no cursor of this feed", name
            ) from None
        except TooMany:
            raise Problem(
                503, "unavailable", "读取者过多，请稍后再试 / Too many read now, come again",
                headers={"Retry-After": "5"},
            ) from None  # fmt: skip
        return Response(_body(name, page, written(secret, name, page.offsets)), media_type="application/json")

    return router


def _refuse_strangers(door: Door, request: Request, name: str) -> None:
    holder = sender(door, request)
    door.buckets.take(holder.name, holder.source, 1)
    if not any(fnmatchcase(name, glob) for glob in holder.source.feeds):
        door.counts.refuse(holder.name, "not_your_feed")
        raise Problem(403, "not-your-feed", "此令牌不得读取该订阅 / The token does not open this feed", name)


def _body(name: str, page: Page, cursor: str) -> bytes:
    events = [msgspec.Raw(message.value) for message in page.messages]
    return msgspec.json.encode({"feed": name, "events": events, "cursor": cursor, "more": page.more})
