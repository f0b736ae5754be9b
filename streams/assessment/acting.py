"""Publish, close, object, decide: the figures go to Kafka in pieces, then the desk action that names them."""

import asyncio
from pathlib import Path
from typing import Any

from rules.assessment.frozen import Frozen, manifest_of, pieces_of
from rules.assessment.periods import Month
from rules.month_desk import MonthRecord
from rules.outputs import piece
from rules.rulebook import Rulebook
from rules.service_events import Manifest
from rules.zone import Zone
from streams.desk_actions import Told, act, action_bytes, action_event
from streams.exits import Unavailable
from streams.privacy import Key
from streams.rulebook_topic import check_or_publish_fingerprint
from streams.sending import Address, Letter, post
from streams.topics import verify


def freeze(
    address: Address,
    month: Month,
    frozen: Frozen,
    record: MonthRecord | None,
    book: Rulebook,
    now: int,
    zone: Zone,
) -> Manifest:
    """Write what is to be frozen, confirmed, and give its manifest; without an action that names it, it has no
    effect."""
    manifest, letters = frozen_letters(month, frozen, record, book, now, zone)
    asyncio.run(post(address, letters))
    return manifest


def frozen_letters(
    month: Month, frozen: Frozen, record: MonthRecord | None, book: Rulebook, now: int, zone: Zone
) -> tuple[Manifest, list[Letter]]:
    """What is to be frozen as records of Kafka, and the manifest that an action names them by."""
    manifest = manifest_of(frozen, zone.iso(now), record.revision if record else 0, book.rulebook_hash)
    letters = []
    for each in pieces_of(frozen, manifest, str(month)):
        made = piece(each, f"{each.number:05}", now, zone)
        letters.append(Letter(made.topic, made.key, made.value, made.stamp))
    return manifest, letters


def address_of(bootstrap: str, prefix: str, key_file: Path | None) -> Address:
    """Where actions go, once the topics and the deployment's key were looked at."""
    address = Address(bootstrap, prefix, verify(bootstrap, prefix))
    asyncio.run(check_or_publish_fingerprint(bootstrap, prefix, Key.load(key_file).fingerprint))
    return address


def act_on(address: Address, key: Key, month: Month, kind: str, wait: float, data: dict[str, Any]) -> Told:
    """Do it and say what became of it. Raises Unavailable where no outcome came in time."""
    event = action_event(kind, month.subject, {"month": str(month), **data})
    told = act(address, event, action_bytes(key, event), wait)
    if told is None:
        raise Unavailable(
            f"no outcome in {wait:g} s: the action {event['id']} is on topic {address.prefix}desk-actions and will be "
            "decided; see whether a worker is running."
        )
    return told
