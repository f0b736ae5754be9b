"""One request of the console: who asks, in which language, and the pages that answer it."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from dashboards.console.models import Said, SentAgain
from dashboards.console.render import HEADERS, render
from streams.console.console import Console
from streams.console.viewer import Viewer
from streams.intake.problems import Problem
from streams.people.people import SignedIn

LANGUAGE_COOKIE = "liangpai-lang"
HOME = "/console/"
MOST_FIELDS = 300
_OURS = re.compile(r"/console/[^\s\\]*")


class Frame(NamedTuple):
    """What stands around every page: who is signed in ("" nobody), the place in the menu, the address itself."""

    person: str
    csrf: str
    place: str
    here: str
    places: tuple[str, ...] = ()


class Visit(NamedTuple):
    """A request of a person of the register who owes no new password."""

    console: Console
    request: Request
    who: SignedIn
    viewer: Viewer

    def page(self, template: str, title: str, place: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page within the frame."""
        frame = Frame(_shown(self.viewer), self.csrf, place, here_of(self.request), self.viewer.places)
        return answer(template, self.viewer.lang, status, frame=frame, title=title, **values)

    @property
    def csrf(self) -> str:
        """What the forms of this session carry."""
        return self.console.people.sessions.csrf_token(self.who.session)

    def asked(self, name: str) -> str:
        """A filter of the address, "" where it is not given."""
        return self.request.query_params.get(name, "").strip()[:256]

    def address(self, **changed: str) -> str:
        """The page's own address with these filters changed; "" takes one out."""
        kept = {name: text for name, text in {**self.request.query_params, **changed}.items() if text}
        return f"{self.request.url.path}?{urlencode(kept)}"

    def half(self, text: str) -> str:
        """The person's half of a text that holds both languages with ` / ` between them."""
        zh, slash, en = text.partition(" / ")
        return self.say(zh, en) if slash else text

    def say(self, zh: str, en: str) -> str:
        """Either sentence."""
        return en if self.viewer.lang else zh


async def visit_of(console: Console, request: Request, place: str = "") -> Visit:
    """Who asks. Raises Problem: 401, 403 for who is not in the register or owes a password, 404 where the page is in a
    place that is not in their menu."""
    who = await console.guard.by_cookie(request)
    visit = Visit(console, request, who, viewer_of(console, request, console.guard.at_work(who)))
    if place and place not in visit.viewer.places:
        raise Problem(404, "no-such-page", "没有这个页面 / No such page")
    return visit


async def form_of(console: Console, request: Request) -> tuple[Visit, dict[str, str]]:
    """The same for a form that was sent, with its fields. Raises Problem 403 too, for a forged one."""
    fields = await fields_of(request)
    who = await console.guard.by_form(request, fields.get("csrf", ""))
    return Visit(console, request, who, viewer_of(console, request, console.guard.at_work(who))), fields


def viewer_of(console: Console, request: Request, who: SignedIn) -> Viewer:
    """The person as the pages see them; they are in the register."""
    assert who.colleague is not None  # noqa: S101 - `at_work` has refused others
    office = console.shelf.court().office(console.clock())
    return Viewer(who.colleague.member, office, language_of(request))


def language_of(request: Request) -> int:
    """Chinese, unless the person has switched."""
    return 1 if request.cookies.get(LANGUAGE_COOKIE) == "en" else 0


async def all_fields_of(request: Request) -> dict[str, list[str]]:
    """Every field of a form. Raises Problem 400 where it is none of ours."""
    try:
        text = (await request.body()).decode("ascii")
        return parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace")
    except ValueError:
        raise Problem(400, "no-form", "表单无法读取 / The form cannot be read") from None


async def fields_of(request: Request) -> dict[str, str]:
    """The last of each field, without the space around it."""
    found = await all_fields_of(request)
    return {name: values[-1].replace("\r\n", "\n").strip() for name, values in found.items()}


def answer(template: str, lang: int, status: int = 200, **values: Any) -> HTMLResponse:
    """A page with the headers all pages have."""
    html = render(template, lang, **{"said": None, **values})
    # A lone surrogate would be no text at all.
    body = html.encode("utf-8", "replace")
    return HTMLResponse(body, status, headers={**HEADERS, "Content-Language": ("zh-CN", "en")[lang]})


def notice(
    request: Request,
    status: int,
    said: Said,
    *,
    links: Mapping[str, str],
    draft: tuple[str, ...] = (),
    sent: SentAgain | None = None,
) -> HTMLResponse:
    """A page that says one thing, with where to go on, what the person had written, and how to send it again."""
    frame = Frame("", "", "", HOME)
    title = ("无法显示", "This cannot be shown")[language_of(request)]
    shown = list(links.items())
    return answer(
        "notice.html", language_of(request), status, frame=frame, title=title, said=said, links=shown, draft=draft,
        sent=sent,
    )  # fmt: skip


def redirect(where: str) -> RedirectResponse:
    """On to another page after a form was taken, so that loading it anew sends nothing."""
    return RedirectResponse(where, 303, headers=dict(HEADERS))


def here_of(request: Request) -> str:
    """The page's own address, of a form the page it stood on."""
    query = f"?{request.url.query}" if request.url.query else ""
    return local(request.url.path + query) if request.method == "GET" else HOME


def local(where: str) -> str:
    """The address if it is one of the console's, else its first page: nobody is sent elsewhere by a link."""
    return where if _OURS.fullmatch(where) else HOME


def _shown(viewer: Viewer) -> str:
    return f"{viewer.member.name or viewer.staff_id} · {viewer.unit(viewer.member.dept_code)}"
