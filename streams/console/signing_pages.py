"""Signing in and out, the password, the language: the same people and sessions as the addresses for programs."""

import asyncio
import math
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dashboards.console.models import Said
from dashboards.console.wording import sentences
from streams.console.console import Console
from streams.console.visit import (
    HOME,
    LANGUAGE_COOKIE,
    Frame,
    answer,
    fields_of,
    language_of,
    local,
    redirect,
)
from streams.exits import Unavailable
from streams.people.identity import NotProven, Proven
from streams.people.passwords import LONGEST, weakness
from streams.people.people import LOCAL, SignedIn

_YEAR_SECONDS = 31_536_000


def add_signing(router: APIRouter, console: Console) -> None:
    """All of it."""
    _add_login(router, console)
    _add_logout(router, console)
    _add_password(router, console)
    _add_language(router, console)


def _add_login(router: APIRouter, console: Console) -> None:
    @router.get("/console/login")
    async def form(request: Request, next: Annotated[str, Query()] = HOME) -> Response:  # noqa: A002 - its name in addresses
        return _login(console, request, local(next))

    @router.post("/console/login")
    async def login(request: Request) -> Response:
        console.guard.refuse_foreign(request)
        fields = await fields_of(request)
        where, staff_id = local(fields.get("next", HOME)), fields.get("staff_id", "")[:256]
        given = {"staff_id": staff_id, "password": fields.get("password", "")[:LONGEST]}
        try:
            proven = await console.people.local.prove(given)
        except NotProven as refused:
            return _login(console, request, where, _why(refused, language_of(request)), staff_id, 401)
        except Unavailable as busy:
            return _login(console, request, where, Said("bad", (str(busy),)), staff_id, 503)
        return _begun(console, request, proven, where)


def _begun(console: Console, request: Request, proven: Proven, where: str) -> Response:
    """A session of its own for each sign-in; the one the browser had ends."""
    before = console.people.sessions.read(request.cookies.get(console.guard.cookie, ""), "cookie")
    if before is not None:
        console.people.sessions.end(before)
    session, text = console.people.sessions.open(proven.staff_id, LOCAL, "cookie")
    page = redirect("/console/password" if proven.must_change else where)
    console.guard.set_cookie(page, text, session)
    return page


def _add_logout(router: APIRouter, console: Console) -> None:
    @router.post("/console/logout")
    async def logout(request: Request) -> Response:
        who = await console.guard.by_form(request, (await fields_of(request)).get("csrf", ""))
        await asyncio.to_thread(console.people.sessions.end, who.session)
        lang = language_of(request)
        page = _login(console, request, HOME, Said("good", (sentences(lang)["signed_out"],)))
        console.guard.drop_cookie(page)
        return page


def _add_password(router: APIRouter, console: Console) -> None:
    @router.get("/console/password")
    async def form(request: Request) -> Response:
        who = await console.guard.by_cookie(request)
        said = Said("plain", (sentences(language_of(request))["must_change"],)) if who.must_change else None
        return _password(console, request, who, said)

    @router.post("/console/password")
    async def change(request: Request) -> Response:
        fields = await fields_of(request)
        who = await console.guard.by_form(request, fields.get("csrf", ""))
        lang = language_of(request)
        wrong = await _wrong_password(console, who, fields, lang)
        if wrong is not None:
            return _password(console, request, who, wrong, 422)
        await asyncio.to_thread(console.people.set_password, who.staff_id, fields["new"])
        page = _login(console, request, HOME, Said("good", (sentences(lang)["password_changed"],)))
        console.guard.drop_cookie(page)
        return page


async def _wrong_password(console: Console, who: SignedIn, fields: dict[str, str], lang: int) -> Said | None:
    """Why the new password is not taken."""
    new = fields.get("new", "")
    if new != fields.get("again", ""):
        return Said("bad", (sentences(lang)["passwords_differ"],))
    weak = weakness(new, who.staff_id)
    if weak is not None:
        return Said("bad", (weak[lang],))
    try:
        old = fields.get("old", "")[:LONGEST]
        await console.people.local.prove({"staff_id": who.staff_id, "password": old})
    except NotProven as refused:
        return _why(refused, lang)
    return None


def _add_language(router: APIRouter, console: Console) -> None:
    @router.get("/console/language")
    async def switch(to: Annotated[int, Query(ge=0, le=1)], next: Annotated[str, Query()] = HOME) -> Response:  # noqa: A002
        page = redirect(local(next))
        page.set_cookie(
            LANGUAGE_COOKIE, ("zh", "en")[to], max_age=_YEAR_SECONDS, path="/console",
            secure=console.people.settings.secure, httponly=True, samesite="lax",
        )  # fmt: skip
        return page


def _login(
    console: Console, request: Request, where: str, said: Said | None = None, staff_id: str = "", status: int = 200
) -> Response:  # fmt: skip
    lang = language_of(request)
    return answer(
        "login.html", lang, status, frame=Frame("", "", "", HOME), title=sentences(lang)["sign_in"], said=said,
        next=where, staff_id=staff_id, oidc=console.people.oidc is not None, narrow=True,
    )  # fmt: skip


def _password(
    console: Console, request: Request, who: SignedIn, said: Said | None, status: int = 200
) -> Response:
    lang = language_of(request)
    frame = Frame("", console.people.sessions.csrf_token(who.session), "", "/console/password")
    title = sentences(lang)["change_password"]
    return answer(
        "password.html", lang, status, frame=frame, title=title, said=said, staff_id=who.staff_id, narrow=True
    )


def _why(refused: NotProven, lang: int) -> Said:
    if refused.retry_after:
        seconds = math.ceil(refused.retry_after)
        return Said(
            "bad", ((f"尝试次数过多，请{seconds}秒后再试。", f"Too many tries; wait {seconds} s.")[lang],)
        )
    return Said("bad", (("工号或密码不正确。", "Wrong staff id or password.")[lang],))
