"""Receivers of a test: an HTTP server that can misbehave in every way, and a mail server."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message as Mail
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from streams.services.process import free_port

BIG = 10 << 20


class Request(NamedTuple):
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its body."""
        return json.loads(self.body)


Behaviour = Callable[[asyncio.StreamWriter], Any]


class Hook:
    """Takes POSTs. `behaves` says how it answers, `refuses` which it does not take, after `seconds`; `requests` are
    all that came whole."""

    def __init__(self, answer: bytes = b"{}") -> None:
        self.requests: list[Request] = []
        self.answer = answer
        self.behaves: str = "ok"
        self.refuses: Callable[[Request], bool] = lambda _: False
        self.seconds = 0.0
        self.port = 0
        self.at_once = self.most_at_once = 0
        self.scheme = "http"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.port}/hook?key=k"

    @asynccontextmanager
    async def listening(self, tls: ssl.SSLContext | None = None) -> AsyncIterator["Hook"]:
        """On a port of its own."""
        self.scheme = "https" if tls else "http"
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        self._tasks: set[asyncio.Task[Any]] = set()
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.at_once -= 1
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether the connection is kept."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *rest = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        method, path, _ = first.split(" ")
        request = Request(method, path, headers, body)
        self.requests.append(request)
        await asyncio.sleep(self.seconds)
        if self.refuses(request):
            writer.write(_head(422, 0))
            return True
        return await self._answer(writer)

    async def _answer(self, writer: asyncio.StreamWriter) -> bool:
        match self.behaves:
            case "ok":
                writer.write(_head(200, len(self.answer)) + self.answer)
            case "500" | "404" | "410" | "429" as status:
                writer.write(_head(int(status), 5, "Retry-After: 7\r\n") + b"later")
            case "301":
                writer.write(_head(301, 0, f"Location: {self.url}\r\n"))
            case "nothing":
                await asyncio.sleep(3600)
            case "garbage":
                writer.write(b"\x00\xff no HTTP at all \r\n\r\n")
                return False
            case "big":
                writer.write(_head(500, BIG) + b"x" * BIG)
                await writer.drain()
            case "midway":
                writer.write(_head(200, 100) + b"only this")
                await writer.drain()
                return False
            case "closes":
                return False
            case other:
                raise AssertionError(other)
        await writer.drain()
        return True


def _head(status: int, length: int, more: str = "") -> bytes:
    return f"HTTP/1.1 {status} Said\r\nContent-Length: {length}\r\n{more}\r\n".encode()


class Mailbox:
    """Takes mail on a port of its own; `refuses` it with 451 where told to."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refuses = False

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep it."""
        if self.refuses:
            return "451 come again"
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content))
        return "250 kept"

    def opened(self) -> Controller:
        """The server; started and stopped by whoever asked."""
        return Controller(self, hostname="127.0.0.1", port=free_port())
