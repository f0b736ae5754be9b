"""Signing in and out: POST /login, /logout, /password, GET /me, and the way over an OpenID provider."""

import asyncio
import math
from typing import Annotated, Any, NoReturn

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from streams.intake.bounded import BoundedRoute, said
from streams.intake.guard import Guard
from streams.intake.problems import Problem
from streams.people.identity import Identity, NotProven, Proven
from streams.people.oidc import PENDING_SECONDS, OidcIdentity
from streams.people.passwords import LONGEST, weakness
from streams.people.people import LOCAL, OIDC, People, SignedIn
from streams.people.sessions import Session

log = structlog.get_logger(__name__)

AFTER_OIDC = "/console/"
PENDING_COOKIE = "liangpai-oidc"
_CALLBACK = "/login/oidc/callback"


class Login(BaseModel):
    """Staff id and password; `token`: answer with a bearer token for a program of this person, and set no cookie."""

    model_config = ConfigDict(extra="forbid")
    staff_id: Annotated[str, Field(min_length=1, max_length=256)]
    password: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    token: bool = False


class NewPassword(BaseModel):
    """The password in use, and the one to take its place."""

    model_config = ConfigDict(extra="forbid")
    old: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    new: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Me(BaseModel):
    """Who is signed in, by what the staff register in force says today; nulls where it does not have the person."""

    staff_id: str
    name: str | None
    dept_code: str | None
    dept_name: str | None
    post: str | None
    roles: list[str]
    in_register: bool
    must_change_password: bool
    session_ends: int
    csrf_token: str


class SignedInAnswer(Me):
    """As Me, with the bearer token where one was asked for."""

    access_token: str | None = None


def signing_router(people: People) -> APIRouter:
    """The routes; those of the provider only where there is one."""
    router = APIRouter(tags=["people"], route_class=BoundedRoute)
    guard = Guard(people)
    _add_login(router, people, guard)
    _add_session(router, people, guard)
    _add_password(router, people, guard)
    if people.oidc is not None:
        _add_oidc(router, people, guard, people.oidc)
    return router


def me(people: People, who: SignedIn) -> dict[str, Any]:
    """The fields of Me."""
    member, unit = who.colleague or (None, None)
    return {
        "staff_id": who.staff_id,
        "name": member and member.name,
        "dept_code": member and member.dept_code,
        "dept_name": unit and unit.name,
        "post": member and member.post,
        "roles": list(member.roles) if member else [],
        "in_register": member is not None,
        "must_change_password": who.must_change,
        "session_ends": who.session.until,
        "csrf_token": people.sessions.csrf_token(who.session),
    }


def _add_login(router: APIRouter, people: People, guard: Guard) -> None:
    @router.post("/login", response_model=SignedInAnswer, responses=said(401, 403, 422, 429, 503))
    async def login(request: Request, answer: Response, order: Login) -> dict[str, Any]:
        """登录 / Sign in with a local password."""
        guard.refuse_foreign(request)
        proven = await _proven(people.local, {"staff_id": order.staff_id, "password": order.password})
        session, text = people.sessions.open(proven.staff_id, LOCAL, "token" if order.token else "cookie")
        if not order.token:
            guard.set_cookie(answer, text, session)
        return me(people, _fresh(people, session, proven)) | {"access_token": text if order.token else None}


def _add_session(router: APIRouter, people: People, guard: Guard) -> None:
    @router.post("/logout", status_code=204, dependencies=guard.schemes, responses=said(401, 403))
    async def logout(answer: Response, who: Annotated[SignedIn, Depends(guard.signed_in)]) -> None:
        """退出 / End this session, here and everywhere its text may have gone."""
        await asyncio.to_thread(people.sessions.end, who.session)
        guard.drop_cookie(answer)

    @router.get("/me", response_model=Me, dependencies=guard.schemes, responses=said(401))
    async def whoami(who: Annotated[SignedIn, Depends(guard.signed_in)]) -> dict[str, Any]:
        """我 / Who I am, and what the staff register says of me today."""
        return me(people, who)


def _add_password(router: APIRouter, people: People, guard: Guard) -> None:
    @router.post(
        "/password", status_code=204, dependencies=guard.schemes, responses=said(401, 403, 422, 429, 503)
    )
    async def password(
        answer: Response, order: NewPassword, who: Annotated[SignedIn, Depends(guard.signed_in)]
    ) -> None:
        """改密码 / Take a new password; every session of the person ends, so sign in again."""
        await _proven(people.local, {"staff_id": who.staff_id, "password": order.old})
        weak = weakness(order.new, who.staff_id)
        if weak is not None or order.new == order.old:
            said = weak or ("新密码与原密码相同", "the new password is the old one")
            raise Problem(422, "weak-password", " / ".join(said))
        await asyncio.to_thread(people.set_password, who.staff_id, order.new)
        guard.drop_cookie(answer)


def _add_oidc(router: APIRouter, people: People, guard: Guard, oidc: OidcIdentity) -> None:
    @router.get("/login/oidc", status_code=303, response_class=RedirectResponse, responses=said(503))
    async def begin() -> RedirectResponse:
        """统一身份认证登录 / Sign in by the other system: sends the browser there."""
        errand = await oidc.start()
        answer = RedirectResponse(errand.address, 303)
        answer.set_cookie(
            PENDING_COOKIE, errand.pending, max_age=PENDING_SECONDS, path=_CALLBACK,
            secure=people.settings.secure, httponly=True, samesite="lax",
        )  # fmt: skip
        return answer

    @router.get(_CALLBACK, status_code=303, response_class=RedirectResponse, responses=said(401, 422, 503))
    async def come_back(
        request: Request, code: Annotated[str, Query()] = "", state: Annotated[str, Query()] = ""
    ) -> RedirectResponse:
        """统一身份认证返回 / Where the other system sends the browser back to."""
        pending = request.cookies.get(PENDING_COOKIE, "")
        proven = await _proven(oidc, {"code": code, "state": state, "pending": pending})
        session, text = people.sessions.open(proven.staff_id, OIDC, "cookie")
        answer = RedirectResponse(AFTER_OIDC, 303)
        guard.set_cookie(answer, text, session)
        answer.delete_cookie(PENDING_COOKIE, path=_CALLBACK)
        return answer


async def _proven(identity: Identity, given: dict[str, str]) -> Proven:
    try:
        return await identity.prove(given)
    except NotProven as error:
        log.warning("sign-in refused", why=error.why)
        _refuse(error)


def _refuse(error: NotProven) -> NoReturn:
    if error.retry_after:
        seconds = math.ceil(error.retry_after)
        raise Problem(
            429, "too-many-tries", f"尝试次数过多，请 {seconds} 秒后再试 / Too many tries, wait {seconds} s",
            headers={"Retry-After": str(seconds)},
        ) from None  # fmt: skip
    raise Problem(
        401, "not-proven", "工号或密码不正确，或登录未完成 / Wrong staff id or password, or sign-in not completed",
        error.why, headers={"WWW-Authenticate": "Bearer"},
    ) from None  # fmt: skip


def _fresh(people: People, session: Session, proven: Proven) -> SignedIn:
    return SignedIn(session, people.register.colleague(proven.staff_id), proven.must_change)
