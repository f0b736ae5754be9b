"""Routes of pages: whatever goes wrong is a page too, and what the person had written stands on it."""

from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl, quote

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Message

from dashboards.console.models import Said, SentAgain
from dashboards.console.wording import sentences
from streams.console.visit import HOME, here_of, language_of, notice, redirect
from streams.exits import Unavailable
from streams.intake.bodies import read_body
from streams.intake.bounded import MOST_BYTES, BoundedRoute, Handler
from streams.intake.problems import Problem

log = structlog.get_logger(__name__)

LOGIN = "/console/login"
_NEVER_SHOWN = frozenset(
    {"csrf", "revision", "action_id", "batch", "back", "next", "old", "new", "again", "password"}
)

_ONCE = frozenset({"action_id", "batch"})
"""What makes a form that is sent twice one action."""


class PageRoute(BoundedRoute):
    """A route that answers with pages, its refusals too."""

    def get_route_handler(self) -> Handler:
        """The handler, behind what turns refusals into pages."""
        handle = super().get_route_handler()

        async def paged(request: Request) -> Response:
            body = b""
            try:
                body = await read_body(request, MOST_BYTES)
                return await handle(Request(request.scope, _once(body)))
            except Problem as problem:
                return _refused(request, problem, body)
            except Unavailable as away:
                return _away(request, away, body)
            except (RequestValidationError, HTTPException):
                return not_found(request)

        return paged


def not_found(request: Request) -> Response:
    """The same page for what is not there and for what is not theirs, so that nobody learns which it is."""
    lang = language_of(request)
    sentence = (
        "没有这个页面，或者不在您的查看范围之内。",
        "There is no such page, or it is not yours to see.",
    )[lang]
    return notice(request, 404, Said("bad", (sentence,)), links={HOME: sentences(lang)["overview"]})


def _once(body: bytes):  # type: ignore[no-untyped-def]  # starlette's Receive, made of one message
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _refused(request: Request, problem: Problem, body: bytes) -> Response:
    lang, here = language_of(request), here_of(request)
    if problem.status == 404:
        return not_found(request)
    if problem.kind == "password-must-change":
        return redirect("/console/password")
    if problem.status == 401 and request.method == "GET":
        return redirect(LOGIN if here == HOME else f"{LOGIN}?next={quote(here, safe='')}")
    links: Mapping[str, str] = {LOGIN: sentences(lang)["sign_in"]}
    if problem.status != 401:
        links = {HOME: sentences(lang)["overview"]}
    said = _halves(problem.title, lang)
    faults = tuple(_fault(fault.pointer, fault.detail or fault.reason) for fault in problem.errors)
    return notice(request, problem.status, Said("bad", (said, *faults)), links=links, draft=_written(body))


def _away(request: Request, away: Unavailable, body: bytes) -> Response:
    """Which service and where it was tried stands in the log: it is for who runs it, not for who looks at pages."""
    lang, here = language_of(request), here_of(request)
    log.warning("a page could not be shown", path=request.url.path, why=str(away))
    said = (
        "后台服务（档案库或者Kafka）没有应答，请稍后重试。",
        "The archive or Kafka does not answer; try again soon.",
    )[lang]
    again = {here: sentences(lang)["try_again"]}
    page = notice(
        request, 503, Said("bad", (said,)), links=again, draft=_written(body), sent=_sent(request, body)
    )
    page.headers["Retry-After"] = "5"
    return page


def _written(body: bytes) -> tuple[str, ...]:
    """What the person had typed into a form, to be copied from the page."""
    if not body:
        return ()
    found = parse_qs(body.decode("ascii", "replace"), errors="replace")
    return tuple(
        values[-1] for name, values in found.items() if name not in _NEVER_SHOWN and len(values[-1]) > 1
    )


def _sent(request: Request, body: bytes) -> SentAgain | None:
    """The form of a desk action as it was sent, its action id with it: sent once more, it still is done once."""
    fields = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, errors="replace")
    if _ONCE.isdisjoint(name for name, _ in fields):
        return None
    return SentAgain(request.url.path, tuple(fields))


def _halves(text: str, lang: int) -> str:
    """Texts that hold both languages have ` / ` between them."""
    zh, slash, en = text.partition(" / ")
    return (en if lang else zh) if slash else text


def _fault(pointer: str, what: str) -> str:
    return f"{pointer.removeprefix('/data/') or '—'}: {what}"
