"""The citizen's addresses: `/r/…` links, `/q/…` the same from QR codes, `/w/…` standing codes of windows."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from streams.citizen import service_pages, window_pages
from streams.citizen.ballot import MOBILE, QR_CODE
from streams.citizen.desk import Desk
from streams.citizen.limits import Limiter
from streams.citizen.links import Expired, Refused, ServiceLink, WindowLink, digest_of
from streams.citizen.pages import page
from streams.citizen.requests import Turned, Visit, visit_of

Kind = TypeVar("Kind", ServiceLink, WindowLink)


def citizen_router(desk: Desk) -> APIRouter:
    """All pages. They are for people, so they are not in the OpenAPI document."""
    router = APIRouter(include_in_schema=False)
    for path, channel in (("/r", MOBILE), ("/q", QR_CODE)):
        _add_service(router, desk, path, channel)
    _add_window(router, desk)
    return router


def _add_service(router: APIRouter, desk: Desk, path: str, channel: int) -> None:
    @router.get(path + "/{token}")
    async def show(request: Request, token: str) -> Response:
        return await _answered(
            desk, request, token, ServiceLink, lambda visit, link: service_pages.shown(desk, visit, link)
        )

    @router.post(path + "/{token}")
    async def send(request: Request, token: str) -> Response:
        return await _answered(
            desk,
            request,
            token,
            ServiceLink,
            lambda visit, link: service_pages.sent(desk, visit, link, channel),
        )


def _add_window(router: APIRouter, desk: Desk) -> None:
    @router.get("/w/{token}")
    async def show(request: Request, token: str) -> Response:
        return await _answered(
            desk, request, token, WindowLink, lambda visit, link: window_pages.shown(desk, visit, link)
        )

    @router.post("/w/{token}")
    async def send(request: Request, token: str) -> Response:
        return await _answered(
            desk, request, token, WindowLink, lambda visit, link: window_pages.sent(desk, visit, link)
        )


async def _answered(
    desk: Desk,
    request: Request,
    token: str,
    kind: type[Kind],
    answer: Callable[[Visit, Kind], Awaitable[Response]],
) -> Response:
    """The answer to a good link within the rates; every other one is a friendly page with its status."""
    visit = visit_of(request, token)
    try:
        _within_rates(desk, visit)
        link = desk.signer.read(token, desk.clock())
        if not isinstance(link, kind):
            raise Refused
        return await answer(visit, link)
    except Refused:
        return _turned(visit, 404, "refused")
    except Expired:
        return _turned(visit, 410, "expired")
    except Turned as turned:
        return _turned(visit, turned.status, turned.name)


def _within_rates(desk: Desk, visit: Visit) -> None:
    now = desk.clock()
    if visit.request.method == "POST":
        limits: list[tuple[Limiter, str]] = [
            (desk.posts, visit.sender),
            (desk.link_posts, digest_of(visit.token)),
        ]
    else:
        limits = [(desk.visits, visit.sender)]
    if not all(limiter.take(key, now) for limiter, key in limits):
        raise Turned(429, "busy")


def _turned(visit: Visit, status: int, name: str) -> Response:
    again = {"Retry-After": "60"} if status == 429 else None
    return page("notice.html", visit.language, status, again, heading=f"{name}_heading", sentences=[name])
