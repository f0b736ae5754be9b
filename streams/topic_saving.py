"""What only Kafka has, as a file: topics the archive does not hold, saved with the newest record of each key.

One gzip file of JSON lines: a head, a line for each record, a foot that says how many there are, so that a torn file is
known by it. A key that was destroyed is not in it, and is destroyed in older files only with the files.
"""

import asyncio
import gzip
from collections import Counter
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from streams.empty_topics import refuse_unless_empty
from streams.exits import Misuse, Unavailable
from streams.people.files import write_whole
from streams.sending import Address, Letter, deliver, producing
from streams.topics import TOPICS, verify

T = TypeVar("T")

SAVED = ("rulebooks", "contact-keys", "legal-holds", "delivery-slips")
"""Topics no part of which is in the archive and that nobody makes again: rulebooks and calendars as published, keys of
contacts, holds, and how far alerts have been delivered."""

FORM = 1


class Head(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="head", gc=False):
    """The first line: form of the file, and the partitions of each topic in it (names without prefix)."""

    form: int
    partitions: dict[str, int]


class Saved(msgspec.Struct, frozen=True, tag_field="line", tag="record", gc=False):
    """One record; `stamp` in ms UTC. The value is base64 in the file."""

    topic: str
    partition: int
    stamp: int
    key: str
    value: bytes


class Foot(msgspec.Struct, frozen=True, tag_field="line", tag="foot", gc=False):
    """The last line: how many records the file has."""

    records: int


_decode = msgspec.json.Decoder(Head | Saved | Foot).decode


def save(bootstrap: str, prefix: str, path: Path) -> Counter[str]:
    """Write the file, readable by its owner only, in place of an older one once it is whole; records by topic.

    Raises Unavailable where Kafka does not answer, Misuse where a topic is not there or the file cannot be written.
    """
    partitions = _partitions(bootstrap, prefix)
    records = _run(bootstrap, _newest(bootstrap, prefix, partitions))
    lines: list[Head | Saved | Foot] = [Head(form=FORM, partitions=partitions), *records, Foot(len(records))]
    write_whole(path, gzip.compress(b"".join(msgspec.json.encode(line) + b"\n" for line in lines), mtime=0))
    return Counter(record.topic for record in records)


def load(bootstrap: str, prefix: str, path: Path) -> Counter[str]:
    """Write what was saved to topics that exist and are empty, under its keys and stamps; records by topic.

    Raises Misuse, before anything is written, where the file is none or torn, a topic is not empty or has another
    number of partitions; Unavailable where Kafka does not answer.
    """
    head, records = _read(path)
    found = _partitions(bootstrap, prefix)
    for topic, partitions in head.partitions.items():
        if found.get(topic) != partitions:
            raise Misuse(
                f"{path}: topic {topic} had {partitions} partitions, {prefix}{topic} has {found.get(topic)}; make it "
                "with as many as before (`liangpai topics create --partitions N`)."
            )
    _run(bootstrap, _write(bootstrap, prefix, found, records))
    return Counter(record.topic for record in records)


def _partitions(bootstrap: str, prefix: str) -> dict[str, int]:
    """How many each of the topics that are saved has, by name without prefix."""
    shared = verify(bootstrap, prefix)
    return {topic.name: topic.count(shared) for topic in TOPICS if topic.name in SAVED}


async def _newest(bootstrap: str, prefix: str, partitions: Mapping[str, int]) -> list[Saved]:
    """The newest record of each key that has a value, in the order in which they lie."""
    from aiokafka.structs import TopicPartition

    from streams.topic_reading import reader, to_the_end

    kept: dict[tuple[str, int, bytes], Saved] = {}
    async with reader(bootstrap) as consumer:
        for topic, count in partitions.items():
            for number in range(count):
                async for records in to_the_end(consumer, TopicPartition(prefix + topic, number)):
                    for each in records:
                        kept.pop((topic, number, each.key), None)
                        if each.value is not None:
                            saved = Saved(topic, number, each.timestamp, each.key.decode(), each.value)
                            kept[topic, number, each.key] = saved
    return list(kept.values())


async def _write(
    bootstrap: str, prefix: str, partitions: Mapping[str, int], records: Sequence[Saved]
) -> None:
    await refuse_unless_empty(bootstrap, prefix, partitions)
    letters = [Letter(each.topic, None, each.value, each.stamp, each.key, each.partition) for each in records]
    async with producing(bootstrap) as producer:
        await deliver(producer, Address(bootstrap, prefix, partitions[SAVED[0]]), letters)


def _read(path: Path) -> tuple[Head, list[Saved]]:
    try:
        with gzip.open(path) as file:
            lines = [_decode(line) for line in file]
    except (OSError, EOFError, msgspec.DecodeError) as error:
        raise Misuse(f"{path}: expected a file of `topics save` ({error}).") from error
    head, *records = lines or [None]
    foot = records.pop() if records else None
    if not isinstance(head, Head) or head.form != FORM or foot != Foot(len(records)):
        raise Misuse(f"{path}: found a file that is torn or of another form, expected one of `topics save`.")
    return head, [record for record in records if isinstance(record, Saved)]


def _run(bootstrap: str, what: Coroutine[Any, Any, T]) -> T:
    from aiokafka.errors import KafkaError

    from streams.topic_reading import ReadError

    try:
        return asyncio.run(what)
    except (KafkaError, ReadError, OSError) as error:
        raise Unavailable(
            f"Kafka at {bootstrap} does not answer ({error}); begin again when it does."
        ) from error
