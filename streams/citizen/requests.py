"""What a page reads of a request: language, sender, and the fields of a form, within bounds."""

from typing import NamedTuple
from urllib.parse import parse_qs

from starlette.requests import Request

from streams.citizen.ballot import Fields
from streams.citizen.wording import language_of

MAX_BODY = 1 << 20
"""Bytes of a form that are kept. A far too long text is so shown again, to be shortened."""

MAX_READ = 16 << 20
"""Bytes that are read and dropped beyond that, so that whoever sends them still gets a page for an answer."""

MOST_FIELDS = 100
_FORM = "application/x-www-form-urlencoded"


class Turned(Exception):
    """The request is not taken: the status, and which sentences say so (`<name>_heading`, `<name>`)."""

    def __init__(self, status: int, name: str) -> None:
        super().__init__(name)
        self.status, self.name = status, name


class Visit(NamedTuple):
    """One request: `sender` tells senders apart in this process's memory, and is written nowhere."""

    request: Request
    language: str
    sender: str
    token: str


def visit_of(request: Request, token: str) -> Visit:
    """The request as the pages see it."""
    language = language_of(request.query_params.get("lang"), request.headers.get("accept-language"))
    return Visit(request, language, request.client.host if request.client else "", token)


async def fields_of(request: Request) -> Fields:
    """The fields of a form. Raises Turned: too large, not a form of ours, or sent by another site's page."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise Turned(403, "strange")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Turned(415, "strange")
    try:
        return parse_qs(
            (await _body(request)).decode("ascii"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Turned(400, "strange") from None


async def _body(request: Request) -> bytes:
    body, read = bytearray(), 0
    async for chunk in request.stream():
        read += len(chunk)
        if read <= MAX_BODY:
            body += chunk
        elif read > MAX_READ:
            break
    if read > MAX_BODY:
        raise Turned(413, "large")
    return bytes(body)
