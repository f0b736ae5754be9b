"""Who asks: the signed-in person of a request, by cookie (with a token against forged requests) or bearer token."""

import hmac
from urllib.parse import urlsplit

from fastapi import Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPBearer

from streams.intake.problems import Problem
from streams.people.people import People, SignedIn
from streams.people.sessions import Session

CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Answers for one deployment; its methods are dependencies of routes."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._secure = people.settings.secure
        self.cookie = "__Host-liangpai" if self._secure else "liangpai"
        """The session's cookie. Browsers take the prefix from https only, and for this very host."""
        cookie = APIKeyCookie(name=self.cookie, scheme_name="session", auto_error=False)
        token = HTTPBearer(scheme_name="person", auto_error=False)
        self.schemes = [Security(cookie), Security(token)]
        """How routes describe in OpenAPI what they ask for."""

    async def signed_in(self, request: Request) -> SignedIn:
        """The person of a live session, whatever the register says. Raises Problem 401; 403 for a forged request."""
        bearer = _bearer(request)
        if bearer is not None:
            return _known(self._people.signed_in(bearer, "token"))
        if request.method not in _SAFE:
            return await self.by_form(request, request.headers.get(CSRF_HEADER, ""))
        return await self.by_cookie(request)

    async def by_cookie(self, request: Request) -> SignedIn:
        """The person of the session that a browser keeps, for what changes nothing. Raises Problem 401."""
        return _known(self._people.signed_in(request.cookies.get(self.cookie, ""), "cookie"))

    async def by_form(self, request: Request, token: str) -> SignedIn:
        """The same for what changes something; `token` is what our own pages send along. Raises Problem 401, 403."""
        who = await self.by_cookie(request)
        self.refuse_foreign(request)
        self._refuse_forged(token, who.session)
        return who

    async def colleague(self, request: Request) -> SignedIn:
        """As `signed_in`, of a person in today's register who owes no new password. Raises Problem 403 too."""
        return self.at_work(await self.signed_in(request))

    def at_work(self, who: SignedIn) -> SignedIn:
        """The person, where today's register has them and they owe no new password. Raises Problem 403."""
        if who.must_change:
            raise Problem(
                403, "password-must-change", "请先修改密码 / Change your password first", "POST /password"
            )
        if who.colleague is None:
            raise Problem(
                403, "not-in-register", "不在现行人员名册中 / Not in today's staff register", who.staff_id
            )
        return who

    def refuse_foreign(self, request: Request) -> None:
        """Raise Problem 403 where a browser says that the page that asks is another site's."""
        origin = request.headers.get("origin")
        if request.headers.get("sec-fetch-site", "none") in ("cross-site", "same-site"):
            raise _foreign(origin or "")
        if origin is None:
            return
        ours = self._people.settings.origin
        same = origin == ours if ours else urlsplit(origin).netloc == request.headers.get("host")
        if not same:
            raise _foreign(origin)

    def set_cookie(self, answer: Response, text: str, session: Session) -> None:
        """Let the browser keep the session: out of reach of scripts, not sent along by other sites' forms."""
        seconds = (session.until - session.opened) // 1000
        answer.set_cookie(
            self.cookie, text, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="lax"
        )

    def drop_cookie(self, answer: Response) -> None:
        """Let the browser forget it."""
        answer.delete_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="lax")

    def _refuse_forged(self, given: str, session: Session) -> None:
        expected = self._people.sessions.csrf_token(session)
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise Problem(
                403, "csrf", "缺少或错误的防伪令牌 / The token against forged requests is missing or wrong",
                f"{CSRF_HEADER}: csrf_token of GET /me",
            )  # fmt: skip


def _foreign(origin: str) -> Problem:
    return Problem(403, "foreign-origin", "请求来自其他网站 / The request comes from another site", origin)


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


def _known(who: SignedIn | None) -> SignedIn:
    if who is None:
        raise Problem(
            401, "not-signed-in", "未登录或登录已失效 / Not signed in, or no longer", "POST /login",
            headers={"WWW-Authenticate": "Bearer"},
        )  # fmt: skip
    return who
