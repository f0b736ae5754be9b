"""One POST to a receiver: bounded in time and size, no redirects, no surprise but NotDelivered."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import aiohttp

from sinks.delivery.addresses import PrivateAddress, PublicResolver, refuse_private_literal
from sinks.delivery.channel import NotDelivered

MOST_READ = 64 << 10
"""Bytes of an answer that are looked at; what is longer is left where it is and the connection closed."""

_QUOTED = 200
_AGENT = "liangpai"


class Access(NamedTuple):
    """How a receiver is reached. `ca_file`: the authority that signed its certificate, where no public one did."""

    timeout_seconds: float = 10.0
    private_addresses: bool = False
    ca_file: Path | None = None


class Answer(NamedTuple):
    """A status of 200 to 299 and the beginning of the body; `whole`: that is all of it."""

    status: int
    body: bytes
    whole: bool


class Poster:
    """Sends to one receiver over connections that are kept."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], method: str = "POST") -> Answer:
        """The answer, if it is a success. Raises NotDelivered."""
        try:
            if not self._access.private_addresses:
                refuse_private_literal(urlsplit(url).hostname or "")
            async with self._opened().request(
                method, url, data=body, headers={"User-Agent": _AGENT, **headers}, allow_redirects=False
            ) as response:
                return await _answer(response)
        except TimeoutError:
            raise NotDelivered(f"no answer within {self._access.timeout_seconds:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NotDelivered(_why(error)) from None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=None if self._access.private_addresses else PublicResolver(),
                ssl=_tls(self._access.ca_file),
                limit=0,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=self._access.timeout_seconds),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session


def _why(error: Exception) -> str:
    """What was wrong; where the address was not allowed, that."""
    found = error.__cause__ if isinstance(error.__cause__, PrivateAddress) else error
    return f"{type(found).__name__}: {found}"[:_QUOTED]


async def _answer(response: aiohttp.ClientResponse) -> Answer:
    body, whole = await _beginning(response)
    if not whole:
        response.close()
    if 300 <= response.status < 400:
        raise NotDelivered(
            f"HTTP {response.status}: redirects are not followed; give the address it moved to"
        )
    if not 200 <= response.status < 300:
        said = body.decode(errors="replace").strip()[:_QUOTED]
        raise NotDelivered(f"HTTP {response.status} {said}".rstrip(), _retry_after(response))
    return Answer(response.status, body, whole)


async def _beginning(response: aiohttp.ClientResponse) -> tuple[bytes, bool]:
    """The first bytes of the body, and whether it ended there."""
    body = b""
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > MOST_READ:
            return body[:MOST_READ], False
    return body, True


def _retry_after(response: aiohttp.ClientResponse) -> float:
    """Seconds asked for; a date there is not read: the back-off is long enough for it."""
    text = response.headers.get("Retry-After", "")
    return min(float(text), 86_400.0) if text.isascii() and text.isdecimal() else 0.0


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
