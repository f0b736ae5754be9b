"""The group robots that offices use here: 钉钉 DingTalk, 企业微信 WeChat Work, 飞书 Feishu.

All three answer 200 also to what they refuse, with a code in the body; only code 0 means that the group has seen it.
"""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode, urlsplit, urlunsplit

from sinks.delivery.channel import NotDelivered
from sinks.delivery.http import Access, Answer, Poster
from sinks.delivery.message import Message
from sinks.delivery.words import cut, headline, lines

Brand = Literal["dingtalk", "wecom", "feishu"]


class Request(NamedTuple):
    """What goes out."""

    url: str
    body: Mapping[str, Any]


class _Kind(NamedTuple):
    """How one brand is spoken to: the request, the field of the answer that must be 0, codes that mean "too often"."""

    request: Callable[[str, str | None, Message, int], Request]
    code: str
    too_often: frozenset[int]


_WAIT_SECONDS = 60.0
"""All three count by the minute."""


class RobotChannel:
    """Posts into one group. `secret`: the signing key of the robot, None where it was set up without."""

    def __init__(
        self, brand: Brand, url: str, secret: str | None, access: Access, clock: Callable[[], int]
    ) -> None:
        self._kind, self._url, self._secret, self._clock = KINDS[brand], url, secret, clock
        self._poster = Poster(access)

    async def send(self, messages: Sequence[Message]) -> None:
        """See Channel."""
        for message in messages:
            request = self._kind.request(self._url, self._secret, message, self._clock())
            body = json.dumps(request.body, ensure_ascii=False).encode()
            headers = {"Content-Type": "application/json; charset=utf-8"}
            _refuse_unless_taken(self._kind, await self._poster.post(request.url, body, headers))

    async def close(self) -> None:
        """See ClosingChannel."""
        await self._poster.close()


def dingtalk(url: str, secret: str | None, message: Message, now: int) -> Request:
    """Markdown; signed in the address with the moment in ms."""
    if secret is not None:
        digest = hmac.digest(secret.encode(), f"{now}\n{secret}".encode(), "sha256")
        url = _with_query(url, {"timestamp": str(now), "sign": b64encode(digest).decode()})
    title = headline(message)
    text = f"#### {title}\n\n" + "\n\n".join(lines(message))
    return Request(url, {"msgtype": "markdown", "markdown": {"title": title, "text": cut(text, 18_000)}})


def wecom(url: str, _secret: str | None, message: Message, _now: int) -> Request:
    """Markdown of 4,096 bytes at most; the address is the secret."""
    text = f"**{headline(message)}**\n" + "\n".join(f"> {line}" for line in lines(message))
    return Request(url, {"msgtype": "markdown", "markdown": {"content": cut(text, 4_096)}})


def feishu(url: str, secret: str | None, message: Message, now: int) -> Request:
    """A post; signed in the body with the moment in seconds, the text to be signed being the key of the HMAC."""
    body: dict[str, Any] = {
        "msg_type": "post",
        "content": {
            "post": {
                "zh_cn": {
                    "title": headline(message),
                    "content": [[{"tag": "text", "text": cut(line, 4_000)}] for line in lines(message)],
                }
            }
        },
    }
    if secret is not None:
        seconds = str(now // 1000)
        digest = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
        body |= {"timestamp": seconds, "sign": b64encode(digest).decode()}
    return Request(url, body)


KINDS: Mapping[Brand, _Kind] = {
    "dingtalk": _Kind(dingtalk, "errcode", frozenset({130101, 660026, 410100})),
    "wecom": _Kind(wecom, "errcode", frozenset({45009, 45033})),
    "feishu": _Kind(feishu, "code", frozenset({9499, 11232})),
}


def _refuse_unless_taken(kind: _Kind, answer: Answer) -> None:
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise NotDelivered("the robot's answer is no JSON") from None
    code = said.get(kind.code) if isinstance(said, dict) else None
    if type(code) is int and code == 0:  # false is not 0
        return
    text = str(said)[:150]
    raise NotDelivered(f"the robot refused it: {text}", _WAIT_SECONDS if code in kind.too_often else 0.0)


def _with_query(url: str, more: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    query = f"{parts.query}&{urlencode(more)}" if parts.query else urlencode(more)
    return urlunsplit(parts._replace(query=query))
