"""What became of each delivery, as records of the topic `deliveries`: the archive counts and shows them."""

from typing import Literal

import msgspec

from sinks.delivery.message import Message, instant_text

TOPIC = "deliveries"
SOURCE = "liangpai/notify"

Outcome = Literal["delivered", "retried", "parked"]


class Delivery(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One outcome. `receiver` is the name in the receivers file, `addressee` the one in the routes (with department).

    `retried` is written at the first failure only; `tries` counts those that failed. `due_at` is when the worker wrote
    the alert.
    """

    delivery_id: str
    revision: int
    outcome: Outcome
    receiver: str
    addressee: str
    channel: str
    alert_id: str
    alert_revision: int
    notice: str
    message_id: str
    subject: str
    tries: int
    due_at: str
    at: str
    seconds: float
    why: str


class _Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    specversion: str = "1.0"
    id: str
    source: str = SOURCE
    type: str
    subject: str
    time: str
    data: Delivery


_REVISION = {"retried": 1, "parked": 2, "delivered": 3}
_encode = msgspec.json.Encoder().encode


def entry(
    outcome: Outcome, receiver: str, channel: str, message: Message, now: int, tries: int, why: str = ""
) -> bytes:
    """The record's value."""
    told, at = message.told, instant_text(now)
    delivery_id = f"{receiver}/{message.id}"
    delivery = Delivery(
        delivery_id=delivery_id,
        revision=_REVISION[outcome],
        outcome=outcome,
        receiver=receiver,
        addressee=told.receiver,
        channel=channel,
        alert_id=told.alert_id,
        alert_revision=told.revision,
        notice=told.notice,
        message_id=message.id,
        subject=message.case,
        tries=tries,
        due_at=instant_text(message.since),
        at=at,
        seconds=max(now - message.since, 0) / 1000,
        why=why,
    )
    return _encode(
        _Event(
            id=f"{delivery_id}/{outcome}",
            type=f"delivery.{outcome}",
            subject=message.case,
            time=at,
            data=delivery,
        )
    )
