"""SMS through the HTTP gateway of whoever sells them here: the request is a template of the receivers file."""

import json
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sinks.delivery.channel import NotDelivered
from sinks.delivery.http import Access, Answer, Poster
from sinks.delivery.message import Message
from sinks.delivery.words import cut, short

PLACEHOLDERS = ("phone", "text", "id", "secret", "seconds")
"""What a template may name in braces: the number, the text, the message's id, the gateway's secret, now in seconds."""

_REMEMBERED = 10_000


class Gateway(NamedTuple):
    """How a gateway is asked. `body` is JSON with placeholders; `ok`: fields of its JSON answer and what they must be
    (none: any answer of 200 to 299 will do)."""

    url: str
    body: Any
    headers: Mapping[str, str]
    ok: Mapping[str, str]
    secret: str = ""
    most_bytes: int = 600


class SmsChannel:
    """One request for each number. A number that was served is not asked again when another failed."""

    def __init__(self, gateway: Gateway, phones: Sequence[str], access: Access) -> None:
        self._gateway, self._phones = gateway, tuple(phones)
        self._poster = Poster(access)
        self._served: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def send(self, messages: Sequence[Message]) -> None:
        """See Channel."""
        for message in messages:
            for phone in self._phones:
                if (message.id, phone) not in self._served:
                    await self._ask(message, phone)
                    self._remember(message.id, phone)

    async def close(self) -> None:
        """See ClosingChannel."""
        await self._poster.close()

    async def _ask(self, message: Message, phone: str) -> None:
        gateway = self._gateway
        values = {
            "phone": phone,
            "text": cut(short(message), gateway.most_bytes),
            "id": message.id,
            "secret": gateway.secret,
            "seconds": str(int(time.time())),
        }
        body = json.dumps(filled(gateway.body, values), ensure_ascii=False).encode()
        headers = {name: _fill(text, values) for name, text in gateway.headers.items()}
        answer = await self._poster.post(gateway.url, body, {"Content-Type": "application/json", **headers})
        _refuse_unless(gateway.ok, answer)

    def _remember(self, message_id: str, phone: str) -> None:
        self._served[message_id, phone] = None
        if len(self._served) > _REMEMBERED:
            self._served.popitem(last=False)


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """The template with every {placeholder} in its texts replaced."""
    if isinstance(template, str):
        return _fill(template, values)
    if isinstance(template, Mapping):
        return {name: filled(inner, values) for name, inner in template.items()}
    if isinstance(template, list):
        return [filled(inner, values) for inner in template]
    return template


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Piece by piece, so that braces inside a value are left as they are."""
    done = ""
    while text:
        before, opened, rest = text.partition("{")
        name, closed, after = rest.partition("}")
        if opened and closed and name in values:
            done, text = done + before + values[name], after
        else:
            done, text = done + before + opened, rest
    return done


def _refuse_unless(ok: Mapping[str, str], answer: Answer) -> None:
    if not ok:
        return
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise NotDelivered("the gateway's answer is no JSON") from None
    for name, expected in ok.items():
        found = said.get(name) if isinstance(said, dict) else None
        if str(found) != expected:
            raise NotDelivered(f"the gateway answered {name} {found!r}, expected {expected!r}"[:200])
