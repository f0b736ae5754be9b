"""Desk actions of signed-in people: checked, sent once, and followed to their outcome."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

import structlog

from rules.registry import DATA_OF
from rules.service_events import DESK_DATA
from rules.strictness import Rejected
from streams.contacts import Contacts, read_contact
from streams.desk_actions import TOPIC, action_event, taken_bytes
from streams.intake.outcomes import SOURCE, Outcomes, Seen, content_of
from streams.intake.problems import Fault, Problem
from streams.privacy import Key, subject_of
from streams.sending import Address, Letter

log = structlog.get_logger(__name__)

ACTION_TYPES = tuple(name for name, kind in DATA_OF.items() if kind in DESK_DATA)

Send = Callable[[Sequence[Letter]], Awaitable[None]]
"""Writes records and returns when Kafka has confirmed them. Raises Unavailable."""


class Order(NamedTuple):
    """What somebody wants done: its type (`desk.card_answer`), subject and fields, under an id of their choice."""

    action_id: str
    type: str
    subject: str
    data: dict[str, Any]


class Desk:
    """Where actions go, and whence their outcomes come. `seconds`: how long to wait for one."""

    def __init__(
        self, key: Key, address: Address, send: Send, outcomes: Outcomes, seconds: float = 5.0
    ) -> None:
        self._key, self._address, self._send, self._seconds = key, address, send, seconds
        self._contacts = Contacts(key)
        self.outcomes = outcomes

    async def act(self, order: Order, staff_id: str) -> Seen:
        """Send the action in this person's name, unless it was sent before, and wait a while for its outcome.

        Raises Problem: 403 in another's name, 409 where the id was used for another action, 422 for wrong content;
        Unavailable where Kafka does not confirm.
        """
        event_id = event_id_of(staff_id, order.action_id)
        value = self._value(order, staff_id, event_id)
        seen = self.outcomes.find(event_id)
        if seen is None:
            seen = self.outcomes.expect(event_id, value)
        elif seen.value is not None and content_of(seen.value) != content_of(value):
            raise _used_before(order.action_id)
        if seen.told is None and not seen.on_topic:
            # Not confirmed yet: the same bytes again are a duplicate at most, never a second action.
            await self._send([_letter(order.subject, seen.value or value)])
            seen.on_topic = True
        return await self._decided(seen)

    def find(self, action_id: str, staff_id: str) -> Seen | None:
        """An action this person sent within a day."""
        return self.outcomes.find(event_id_of(staff_id, action_id))

    async def contact(self, action_id: str, staff_id: str, seen: Seen) -> str | None:
        """The contact that the action opened, in clear; None where it opened none, or its key is destroyed since.

        Each time it is handed out stands in the log; that it was opened stands on `action-outcomes` and on the ticket.
        Raises Unavailable where Kafka does not answer.
        """
        sealed = seen.told.contact if seen.told is not None else None
        if sealed is None or seen.value is None:
            return None
        said = await read_contact(self._address, self._contacts, subject_of(seen.value) or "", sealed)
        ticket = seen.told.target_id if seen.told is not None else None
        log.info(
            "contact handed out", staff_id=staff_id, action=action_id, ticket=ticket, there=said is not None
        )
        return said

    async def _decided(self, seen: Seen) -> Seen:
        try:
            async with asyncio.timeout(self._seconds):
                await seen.decided.wait()
        except TimeoutError:
            pass
        return seen

    def _value(self, order: Order, staff_id: str, event_id: str) -> bytes:
        _refuse_other_names(order.data, staff_id)
        _refuse_unknown(order)
        data = order.data | {"actor_id": staff_id}
        kind = order.type.removeprefix("desk.")
        event = action_event(kind, order.subject, data, source=SOURCE, action_id=event_id)
        try:
            return taken_bytes(self._key, event)
        except Rejected as error:
            raise _wrong(Fault(error.reason, error.path)) from None


def event_id_of(staff_id: str, action_id: str) -> str:
    """The event's id: two people may choose the same action id, and neither learns of the other's."""
    return f"{staff_id}/{action_id}"


def _refuse_other_names(data: dict[str, Any], staff_id: str) -> None:
    if data.get("actor_id", staff_id) != staff_id:
        raise Problem(
            403, "not-your-name", "不得以他人名义操作 / Nobody acts in another's name",
            errors=[Fault("not_yours", "/data/actor_id")],
        )  # fmt: skip


def _refuse_unknown(order: Order) -> None:
    """A system's extra fields are dropped; a person who misspells one should know."""
    kind = DATA_OF.get(order.type)
    if kind is None or kind not in DESK_DATA:
        raise _wrong(Fault("unknown_type", "/type", detail=f"expected one of {', '.join(ACTION_TYPES)}"))
    fields = kind.__struct_fields__
    unknown = [name for name in order.data if name not in fields]
    if unknown:
        known = ", ".join(fields)
        raise _wrong(
            *(Fault("unknown_field", f"/data/{name}", detail=f"expected {known}") for name in unknown)
        )


def _wrong(*faults: Fault) -> Problem:
    return Problem(
        422, "wrong-content", "内容不符合要求，未提交 / The content is not as expected, nothing was sent",
        errors=faults,
    )  # fmt: skip


def _used_before(action_id: str) -> Problem:
    return Problem(
        409,
        "id-used-before",
        "该操作编号已用于另一操作 / This action id was used for another action",
        action_id,
    )


def _letter(subject: str, value: bytes) -> Letter:
    return Letter(TOPIC, subject, value, int(time.time() * 1000))
