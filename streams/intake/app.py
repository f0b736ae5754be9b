"""The application: the routers of the door and what lives as long as it does."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import NamedTuple

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from streams.citizen.desk import desk_of
from streams.citizen.router import citizen_router
from streams.console.console import console_of
from streams.console.router import console_router
from streams.feeds.access import AccessLog
from streams.feeds.acknowledging import alerts_router
from streams.feeds.dossier import Dossiers
from streams.feeds.reading import FeedReader
from streams.feeds.router import feeds_router
from streams.intake.actions import actions_router
from streams.intake.described import describe
from streams.intake.desk import Desk
from streams.intake.door import Door
from streams.intake.events import events_endpoint, events_router
from streams.intake.health import health_router
from streams.intake.often import Often
from streams.intake.outcomes import Outcomes
from streams.intake.own import sources_router
from streams.intake.problems import answer_in_problems
from streams.intake.ratings import ratings_endpoint, ratings_router
from streams.intake.signing import signing_router
from streams.people.people import People

TITLE = "亮牌 liangpai"
VERSION = "1"
ABOUT = "Events, ratings and desk actions in over HTTP. What is answered 202 has been confirmed by Kafka."


class Part(NamedTuple):
    """Routes, and what must run beside the requests for them."""

    routers: Sequence[APIRouter]
    companions: Sequence[AbstractAsyncContextManager[object]] = ()


def make_app(door: Door) -> FastAPI:
    """The whole HTTP door. Its lifespan opens what the door needs (Kafka, rulebooks) and closes it."""
    parts = _parts(door)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as open_things:
            for part in parts:
                for companion in part.companions:
                    await open_things.enter_async_context(companion)
            yield

    app = FastAPI(
        title=TITLE, version=VERSION, description=ABOUT, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    answer_in_problems(app)
    for part in parts:
        for router in part.routers:
            app.include_router(router)
    describe(app)
    return app


def with_short_ways(app: FastAPI, door: Door) -> ASGIApp:
    """The same application, in which what sources send goes straight to its endpoint."""
    return Often(app, {"/events": events_endpoint(door), "/ratings": ratings_endpoint(door)})


def _parts(door: Door) -> list[Part]:
    """All parts of the door, opened in this order and closed in the other; another part is one more line here."""
    return [
        Part([health_router(door)], [door.books.following(), door.outbox.running()]),
        Part([events_router(door), ratings_router(door), sources_router(door)]),
        _part_of_feeds(door),
        Part([citizen_router(desk_of(door))]),
        *([_part_of_people(door, door.people)] if door.people is not None else []),
    ]


def _part_of_people(door: Door, people: People) -> Part:
    outcomes = Outcomes(door.address)
    desk = Desk(door.key, door.address, door.send, outcomes)
    log = AccessLog(door.key, door.send)
    console = console_of(door, people, desk, log)
    routers = [
        signing_router(people),
        actions_router(people, desk),
        alerts_router(people, desk, Dossiers(door, log)),
        console_router(console),
    ]
    return Part(routers, [outcomes.following(), console.shelf.running()])


def _part_of_feeds(door: Door) -> Part:
    reader = FeedReader(door.address)
    return Part([feeds_router(door, reader)], [reader.running()])
