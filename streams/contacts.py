"""Ways to reach people who rated (contracts 1): sealed at the border with a key of their own, which can be destroyed.

The sealed text travels with the rating; its key, wrapped with the deployment's, is a record of the compacted topic
`contact-keys`, in the partition of the rating's subject. When nobody needs the contact any more the worker writes a
tombstone over the key: from then on the text opens for nobody, wherever it was copied to.
"""

import json
import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from rules.privacy import SealedContact, is_sealed_contact
from sinks.kafka import connection
from streams.exits import Misuse, Unavailable
from streams.partitions import partition_of
from streams.privacy import Key, cleanse_or_seal
from streams.sending import CONTACT_KEYS, Address, Border, Cleansed
from streams.suites import SUITES, Box

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer, TopicPartition

_ID_BYTES, _KEY_BYTES, _NONCE_BYTES = 12, 32, 12
_POLL_MS = 1_000


class Contacts:
    """Seals and opens with a deployment's key."""

    def __init__(self, key: Key) -> None:
        self._suite = key.suite
        self._wraps = {each.mark: (each, key.box_for("contact keys", each)) for each in SUITES.values()}

    def seal(self, said: str) -> SealedContact:
        """Seal with a random key; twice the same gives two texts with two keys."""
        key_id, secret = os.urandom(_ID_BYTES).hex(), os.urandom(_KEY_BYTES)
        suite, wrap = self._wraps[self._suite.mark]
        text = b64encode(_encrypt(suite.box(secret), said.encode(), key_id)).decode()
        return SealedContact(f"c{suite.mark}:{key_id}:{text}", key_id, _encrypt(wrap, secret, key_id))

    def open(self, sealed: str, wrapped: bytes) -> str:
        """The contact in clear. Raises Misuse where the key is another one's, or the text is damaged."""
        mark, key_id, text = sealed.removeprefix("c").split(":")
        suite, wrap = self._wraps[mark]
        try:
            secret = _decrypt(wrap, wrapped, key_id)
            return _decrypt(suite.box(secret), b64decode(text, validate=True), key_id).decode()
        except (InvalidTag, Base64Error, ValueError) as error:
            raise Misuse(
                "the sealed contact is damaged, or was sealed with another deployment's key"
            ) from error


def file_border(key: Key) -> Border:
    """The border of what comes from files: personal data hashed or dropped, contacts and what is no event sealed."""
    contacts = Contacts(key)

    def cleansed(raw: bytes) -> Cleansed:
        said = contact_in(raw)
        sealed = None if said is None else contacts.seal(said)
        return Cleansed(cleanse_or_seal(key, raw, sealed.text if sealed else None), sealed)

    return cleansed


async def read_contact(address: Address, contacts: Contacts, subject: str, sealed: str) -> str | None:
    """The contact of a subject in clear; None where its key is destroyed. Raises Unavailable, Misuse."""
    if not is_sealed_contact(sealed):
        return None
    wrapped = await _key(address, subject, sealed.split(":")[1])
    return None if wrapped is None else contacts.open(sealed, wrapped)


async def _key(address: Address, subject: str, key_id: str) -> bytes | None:
    """The newest record of a key, from the beginning of its partition to its end of now."""
    from aiokafka import TopicPartition
    from aiokafka.errors import KafkaError

    place = TopicPartition(address.prefix + CONTACT_KEYS, partition_of(subject, address.partitions))
    consumer = _consumer(address.bootstrap)
    try:
        await consumer.start()
        consumer.assign([place])
        return await _newest(consumer, place, key_id.encode())
    except (KafkaError, OSError) as error:
        raise Unavailable(f"Kafka at {address.bootstrap} does not answer ({error}).") from error
    finally:
        await consumer.stop()


async def _newest(consumer: "AIOKafkaConsumer", place: "TopicPartition", key: bytes) -> bytes | None:
    found: bytes | None = None
    end = (await consumer.end_offsets([place]))[place]
    begin = (await consumer.beginning_offsets([place]))[place]
    consumer.seek(place, begin)
    while await consumer.position(place) < end:
        polled = await consumer.getmany(place, timeout_ms=_POLL_MS)
        for record in polled.get(place, []):
            if record.key == key:
                found = record.value
    return found


def _consumer(bootstrap: str) -> "AIOKafkaConsumer":
    from aiokafka import AIOKafkaConsumer

    return AIOKafkaConsumer(
        **connection(bootstrap),
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )


def contact_in(raw: bytes) -> str | None:
    """The contact that a rating in these bytes leaves in clear, None where it leaves none."""
    if b'"contact"' not in raw and b"\\u" not in raw:
        return None
    try:
        event = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    data = event.get("data") if isinstance(event, dict) else None
    if not isinstance(data, dict) or event.get("type") != "rating.submitted":
        return None
    said = data.get("contact")
    if isinstance(said, dict):
        return json.dumps(said, ensure_ascii=False)
    return said if isinstance(said, str) and said.strip() else None


def _encrypt(box: Box, data: bytes, key_id: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + box.encrypt(nonce, data, key_id.encode())


def _decrypt(box: Box, data: bytes, key_id: str) -> bytes:
    return box.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], key_id.encode())
