"""The dead letters of a deployment, read from their topic: which there are, and which a person asks for."""

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

import msgspec

from rules.outputs import DeadLetter
from rules.privacy import SEALED
from streams.exits import Misuse, Unavailable
from streams.instants import parse_instant
from streams.privacy import Key, Uncleansed, cleanse_json

TOPIC = "dead-letters"


class _Event(msgspec.Struct, frozen=True):
    id: str
    subject: str
    data: DeadLetter


_event = msgspec.json.Decoder(_Event)


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter: its id, the subject it was keyed by, when it was written (ms), in which partition of the topic
    it lies, and what it says."""

    id: str
    subject: str
    at: int
    place: int
    told: DeadLetter

    @property
    def stamp(self) -> int | None:
        """The timestamp of the record it was, ms; None in letters written before that was kept."""
        return parse_instant(self.told.stamp, "stamp of a dead letter") if self.told.stamp else None

    def original(self, key: Key) -> bytes | None:
        """The record as it came; None where it had no value. Raises Misuse where it was sealed with another key."""
        if self.told.original is None:
            return None
        if self.told.original.encode().startswith(SEALED):
            return key.unseal(self.told.original)
        return b64decode(self.told.original)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters a person asks for; what is None is not asked about. `since`, `until` in ms: when they were
    written."""

    ids: frozenset[str] = frozenset()
    source: str | None = None
    reason: str | None = None
    subject: str | None = None
    since: int | None = None
    until: int | None = None

    def takes(self, letter: Letter) -> bool:
        """Whether this is one of them."""
        told = letter.told
        return (
            (not self.ids or letter.id in self.ids)
            and self.source in (None, told.source or "")
            and self.reason in (None, told.reason)
            and self.subject in (None, letter.subject)
            and (self.since is None or letter.at >= self.since)
            and (self.until is None or letter.at < self.until)
        )

    @property
    def anything(self) -> bool:
        """Whether nothing was asked: all are wanted."""
        return self == Wanted()


def read_letters(
    bootstrap: str,
    prefix: str,
    partitions: int,
    wanted: Wanted,
    *,
    replayed_too: bool = False,
    on_records: Callable[[int], None] = lambda _: None,
) -> list[Letter]:
    """The letters wanted, each once, in the order of partition and offset; those that were replayed only if asked for.

    Raises Unavailable where the topic cannot be read to its end.
    """
    try:
        return asyncio.run(_read(bootstrap, prefix, partitions, wanted, replayed_too, on_records))
    except OSError as error:
        raise Unavailable(
            f"topic {prefix}{TOPIC} on {bootstrap} cannot be read ({error}); try again."
        ) from error


async def _read(
    bootstrap: str,
    prefix: str,
    partitions: int,
    wanted: Wanted,
    replayed_too: bool,
    on_records: Callable[[int], None],
) -> list[Letter]:
    from aiokafka.errors import KafkaError

    from streams.topic_reading import ReadError

    kept: dict[str, Letter] = {}
    replayed: dict[str, DeadLetter] = {}
    try:
        async for letters in _all_letters(bootstrap, prefix + TOPIC, partitions):
            on_records(len(letters))
            for letter in letters:
                if letter.told.replayed_at is not None:
                    replayed[letter.id] = letter.told
                elif wanted.takes(letter):
                    kept.setdefault(letter.id, letter)
    except (KafkaError, ReadError) as error:
        raise Unavailable(
            f"topic {prefix}{TOPIC} on {bootstrap} cannot be read ({error}); try again."
        ) from error
    return [
        replace(letter, told=replayed.get(letter.id, letter.told))
        for letter in kept.values()
        if replayed_too or letter.id not in replayed
    ]


async def _all_letters(bootstrap: str, topic: str, partitions: int) -> AsyncIterator[list[Letter]]:
    from aiokafka.structs import TopicPartition

    from streams.topic_reading import reader, to_the_end

    async with reader(bootstrap) as consumer:
        for number in range(partitions):
            async for records in to_the_end(consumer, TopicPartition(topic, number)):
                yield [
                    letter_of(record.value, record.timestamp, number) for record in records if record.value
                ]


def letter_of(value: bytes, at: int, place: int) -> Letter:
    """The letter a record of the topic holds. Raises Misuse where it is none."""
    try:
        event = _event.decode(value)
    except msgspec.DecodeError as error:
        raise Misuse(f"topic {TOPIC}: found a record that is no dead letter ({error})") from error
    return Letter(event.id, event.subject, at, place, event.data)


def without_personal_data(raw: bytes, key: Key) -> str | None:
    """What may be shown of a record: identifiers hashed, numbers in texts masked; None where that cannot be told."""
    try:
        json.loads(raw)
        return cleanse_json(key, raw).decode()
    except (Uncleansed, ValueError):
        return None
