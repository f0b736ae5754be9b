"""What the door says no with: RFC 9457 problem details, which name the field."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from streams.exits import Unavailable

PROBLEM_JSON = "application/problem+json"
KIND = "urn:liangpai:problem:"

MOST_ERRORS = 100
"""Named one by one; `errors_total` counts all."""


class Fault(NamedTuple):
    """One thing wrong. `pointer` (RFC 6901) into the event or the body; `at`: index of the event in a batch, from 0."""

    reason: str
    pointer: str = ""
    at: int | None = None
    detail: str = ""

    def shown(self) -> dict[str, Any]:
        """As it stands in the problem's `errors`."""
        found = {"index": self.at, "pointer": self.pointer, "reason": self.reason, "detail": self.detail}
        return {name: value for name, value in found.items() if value is not None and value != ""} | {
            "pointer": self.pointer
        }


class Problem(Exception):
    """Ends a request: `status`, what kind it is (the end of its URN), a sentence in Chinese and English."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str = "",
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status, self.kind, self.title, self.detail = status, kind, title, detail
        self.errors, self.headers = errors, headers

    def response(self) -> Response:
        """The answer."""
        body: dict[str, Any] = {"type": KIND + self.kind, "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = [fault.shown() for fault in self.errors[:MOST_ERRORS]]
            body["errors_total"] = len(self.errors)
        return Response(
            msgspec.json.encode(body), self.status, headers=dict(self.headers or {}), media_type=PROBLEM_JSON
        )


def unavailable(error: Unavailable) -> Problem:
    """Kafka or the archive does not answer: come again."""
    return Problem(
        503, "unavailable", "暂不可用 / Not available now", f"{error} 请稍后重发 / Send it again later.",
        headers={"Retry-After": "5"},
    )  # fmt: skip


def crashed() -> Problem:
    """A fault of ours. Whether anything was taken nobody knows, so sending it again is the way on."""
    return Problem(
        500, "internal", "内部错误，已记录 / A fault on our side, which has been logged",
        "请稍后重发 / Send it again later.",
    )  # fmt: skip


def answer_in_problems(app: FastAPI) -> None:
    """Every refusal of the application is a problem, those of the framework too."""
    app.add_exception_handler(Exception, _crashed)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


async def _crashed(_: Request, _error: Exception) -> Response:
    return crashed().response()


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - registered for it
    return error.response()


async def _unavailable(_: Request, error: Exception) -> Response:
    assert isinstance(error, Unavailable)  # noqa: S101 - registered for it
    return unavailable(error).response()


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    title = _TITLES.get(error.status_code, str(error.detail))
    return Problem(error.status_code, "http", title, headers=error.headers).response()


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    faults = [Fault(each["type"], _pointer(each["loc"]), detail=each["msg"]) for each in error.errors()]
    return Problem(
        422, "invalid", "内容不符合要求 / The content is not as expected", errors=faults
    ).response()


_TITLES = {
    404: "没有这个地址 / There is no such address",
    405: "此地址不支持该方法 / This address does not take that method",
}


def _pointer(place: Sequence[str | int]) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in place)
