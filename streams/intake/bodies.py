"""A request's body as the bytes of events: the three content modes of CloudEvents over HTTP."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

import msgspec
from starlette.requests import Request

from streams.intake.problems import Fault, Problem

STRUCTURED = "application/cloudevents+json"
BATCHED = "application/cloudevents-batch+json"
JSON = "application/json"
MODE_HEADER = "ce-specversion"
_MODES = f"{STRUCTURED}, {BATCHED}, {JSON} + {MODE_HEADER}"

_array = msgspec.json.Decoder(list[msgspec.Raw]).decode
_value = msgspec.json.Decoder(msgspec.Raw).decode
_encode = msgspec.json.Encoder().encode


class Events(NamedTuple):
    """The events of one request as they were sent; `batch`: they were numbered by who sent them."""

    raws: list[bytes]
    batch: bool


async def read_body(request: Request, most: int) -> bytes:
    """The whole body. Raises Problem 413 as soon as it is larger than `most` bytes, 415 where it is compressed."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise unsupported(f"Content-Encoding {request.headers['content-encoding']}", "identity")
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > most:
        raise too_large(most)
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise too_large(most)
        pieces.append(piece)
    return b"".join(pieces)


def media_type(request: Request) -> str:
    """The content type without parameters, in small letters. Raises Problem 415 for a charset that is not UTF-8."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset" and value.strip('"').lower() not in ("utf-8", "utf8"):
            raise unsupported(f"charset {value}", "utf-8")
    return kind.strip().lower()


def events_of(request: Request, body: bytes) -> Events:
    """What was sent, in whichever mode. Raises Problem: 400 where a batch is no array, 415 for any other type."""
    kind = media_type(request)
    if kind == STRUCTURED:
        return Events([body], batch=False)
    if kind == BATCHED:
        return Events(array_of(body), batch=True)
    if MODE_HEADER in request.headers and kind == JSON:
        return Events([_from_binary(request, body)], batch=False)
    raise unsupported(f"Content-Type {kind or 'none'}", _MODES)


def array_of(body: bytes) -> list[bytes]:
    """The elements of a JSON array as they stand. Raises Problem 400 where it is none, or empty."""
    try:
        raws = [bytes(raw) for raw in _array(body)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise not_json(f"应为 JSON 数组 / expected a JSON array: {error}") from None
    if not raws:
        raise Problem(400, "empty-batch", "批中没有内容 / The batch is empty", errors=[Fault("empty_field")])
    return raws


def not_json(detail: str) -> Problem:
    """The body cannot be read at all."""
    return Problem(
        400, "not-json", "正文无法读取 / The body cannot be read", detail, errors=[Fault("not_json")]
    )


def too_large(most: int) -> Problem:
    """More bytes than a body may have."""
    return Problem(
        413,
        "too-large",
        "正文过大 / The body is too large",
        f"至多 {most} 字节 / at most {most} bytes",
        errors=[Fault("too_large")],
    )


def unsupported(found: str, expected: str) -> Problem:
    """The body is of a kind that is not taken."""
    return Problem(
        415,
        "unsupported-content",
        "不支持的内容类型 / This content type is not taken",
        f"{found}：应为 / expected {expected}",
    )


def _from_binary(request: Request, body: bytes) -> bytes:
    """The event in structured mode. A header said twice becomes a key said twice, which decoding refuses."""
    try:
        data = [b'"data":' + bytes(_value(body))] if body else []
        attributes = [*_attributes(request), *data]
    except (msgspec.DecodeError, RecursionError) as error:
        raise not_json(f"data: {error}") from None
    except UnicodeDecodeError:
        raise Problem(
            400, "not-json", "正文无法读取 / The body cannot be read", errors=[Fault("bad_encoding")]
        ) from None
    return b"{" + b",".join(attributes) + b"}"


def _attributes(request: Request) -> Iterator[bytes]:
    for name, value in request.headers.raw:
        if name.startswith(b"ce-"):
            text = unquote_to_bytes(value.strip()).decode()
            yield _encode(name[3:].decode("latin-1")) + b":" + _encode(text)
