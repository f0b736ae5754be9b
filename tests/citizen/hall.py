"""The citizen's pages with visitors in front of them: the time, what the archive says, and what Kafka got."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from html import unescape
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import httpx
import msgspec
from fastapi import FastAPI

from rules.rulebook import Rulebook
from streams.citizen.archive import Archive, Ask
from streams.citizen.desk import Desk
from streams.citizen.links import Link, ServiceLink, Signer, WindowLink
from streams.citizen.router import citizen_router
from streams.exits import Unavailable
from streams.privacy import Key
from streams.sending import Letter

KEY = Key.of(b"k" * 32)
SIGNER = Signer(KEY)
ZONE = ZoneInfo("Asia/Shanghai")
NOW = 1_767_578_400_000  # 2026-01-05T10:00:00+08:00
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
CASE = "430100-2026-000123"
LINK = ServiceLink(
    CASE,
    "s1",
    NOW + 30 * DAY,
    dept_code="430100-ZJ",
    item_code="430100-0001",
    window_no="12",
    staff_id="u17",
    region_code="430100",
)
WINDOW = WindowLink("12", "430100-ZJ", region_code="430100")


def address(link: Link, signer: Signer = SIGNER) -> str:
    """Where the link leads, as it is typed or tapped."""
    return f"/{'w' if isinstance(link, WindowLink) else 'r'}/{signer.token(link)}"


class Hall:
    """The pages, with a clock that stands still and a Kafka that can be away; `sent` are the events it confirmed."""

    def __init__(
        self, ask: Ask | None = None, register: Rulebook | None = None, patience: float = 4.0
    ) -> None:
        self.now = NOW
        self.away = False
        self.letters: list[Letter] = []
        self.desk = Desk(
            KEY, self._send, Archive(ask, patience), lambda: register, lambda: ZONE, lambda: self.now
        )
        self.app = FastAPI()
        self.app.include_router(citizen_router(self.desk))

    async def _send(self, letters: Sequence[Letter]) -> None:
        if self.away:
            raise Unavailable("Kafka does not answer.")
        self.letters.extend(letters)

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The events as they lie on Kafka."""
        return [msgspec.json.decode(letter.value) for letter in self.letters]

    @contextmanager
    def visitor(self, host: str = "203.0.113.7") -> Iterator["Visitor"]:
        """One request after the other, from this address."""
        with asyncio.Runner() as runner:
            yield Visitor(self, host, runner)

    @asynccontextmanager
    async def visitors(self, host: str = "203.0.113.7") -> AsyncIterator[httpx.AsyncClient]:
        """Requests at the same time."""
        transport = httpx.ASGITransport(self.app, client=(host, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://hall") as client:
            yield client


class Visitor:
    """A browser that follows no redirects by itself."""

    def __init__(self, hall: Hall, host: str, runner: asyncio.Runner) -> None:
        self._hall, self._host, self._runner = hall, host, runner

    def get(self, where: str, **more: Any) -> httpx.Response:
        """Open a page."""
        return self._runner.run(self._asked("GET", where, **more))

    def post(self, where: str, **more: Any) -> httpx.Response:
        """Send a form, as httpx takes it."""
        return self._runner.run(self._asked("POST", where, **more))

    async def _asked(self, method: str, where: str, **more: Any) -> httpx.Response:
        async with self._hall.visitors(self._host) as client:
            return await client.request(method, where, **more)


def hidden_form(page: str) -> str:
    """The signed word in the page's form."""
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found, "the page has no form"
    return unescape(found[1])


def has_form(page: str) -> bool:
    return "<form" in page


def filled(page: str, level: object = 2, *labels: str, text: str = "", **more: str) -> dict[str, Any]:
    """What a browser sends with the page's form; httpx takes it as `data`."""
    return {"form": hidden_form(page), "level": str(level), "label": list(labels), "text": text, **more}


def encoded(fields: dict[str, Any]) -> bytes:
    return urlencode(fields, doseq=True).encode()


def plain(page: str) -> str:
    """What a person reads of a page, on one line."""
    body = re.sub(r"<(style|svg|title).*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body))).strip()


def rate(client: Visitor, where: str, level: object = 2, *labels: str, **more: str) -> httpx.Response:
    """Open the page and send its form."""
    page = client.get(where).text
    return client.post(where, data=filled(page, level, *labels, **more))
