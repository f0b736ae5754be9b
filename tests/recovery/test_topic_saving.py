"""What only Kafka has is saved with the newest record of each key, and comes back on new topics."""

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from typer.testing import CliRunner

from streams.cli import app
from streams.exits import Misuse
from streams.topic_saving import SAVED, load, save
from streams.topics import create
from tests.worker.load import read_all

PARTITIONS = 2


def put(bootstrap: str, prefix: str, *records: tuple[str, int, bytes, bytes | None]) -> None:
    """Write (topic, partition, key, value), in this order."""

    async def send() -> None:
        async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
            for topic, partition, key, value in records:
                await producer.send_and_wait(prefix + topic, value, key, partition=partition)

    asyncio.run(send())


def lying(bootstrap: str, prefix: str) -> list[tuple[str, int, bytes, bytes, int]]:
    """What lies on the topics that are saved: topic, partition, key, value, stamp."""
    found: list[tuple[str, int, bytes, bytes, int]] = []
    for topic in SAVED:
        partitions = 1 if topic in ("rulebooks", "legal-holds") else PARTITIONS
        records: list[Any] = asyncio.run(read_all(bootstrap, prefix + topic, partitions=partitions))
        found += [(topic, each.partition, each.key, each.value, each.timestamp) for each in records]
    return found


def test_the_newest_record_of_each_key_comes_back_where_it_lay_and_a_destroyed_key_does_not(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    create(kafka_bootstrap, topic_prefix, PARTITIONS)
    put(
        kafka_bootstrap,
        topic_prefix,
        *(
            ("rulebooks", 0, b"part", b"old"),
            ("rulebooks", 0, b"part", b"new"),
            ("rulebooks", 0, b"manifest", b"m"),
        ),
        *(
            ("contact-keys", 1, b"k-1", b"\x00\xff"),
            ("contact-keys", 0, b"k-2", b"x"),
            ("contact-keys", 0, b"k-2", None),
        ),
        *(("legal-holds", 0, "案".encode(), b"{}"), ("cards", 0, b"c", b"{}")),
    )
    file = tmp_path / "topics.gz"
    assert save(kafka_bootstrap, topic_prefix, file) == {"rulebooks": 2, "contact-keys": 1, "legal-holds": 1}
    assert file.stat().st_mode & 0o777 == 0o600

    new = f"{topic_prefix}new-"
    create(kafka_bootstrap, new, PARTITIONS)
    done = CliRunner().invoke(
        app, ["topics", "load", str(file), "--kafka-bootstrap", kafka_bootstrap, "--prefix", new]
    )
    assert done.exit_code == 0, done.output
    before = [each for each in lying(kafka_bootstrap, topic_prefix) if each[3] not in (b"old", b"x", None)]
    assert lying(kafka_bootstrap, new) == before

    with pytest.raises(Misuse, match="expected none"):
        load(kafka_bootstrap, new, file)
    other = f"{topic_prefix}other-"
    create(kafka_bootstrap, other, PARTITIONS + 1)
    with pytest.raises(Misuse, match="had 2 partitions"):
        load(kafka_bootstrap, other, file)


@pytest.mark.parametrize(
    "spoil", [lambda whole: whole[:-30], lambda _: b"", lambda _: gzip.compress(b"{}\n")]
)
def test_a_torn_or_foreign_file_is_refused(tmp_path: Path, spoil: Any) -> None:
    file = tmp_path / "topics.gz"
    lines = b'{"line":"head","form":1,"partitions":{}}\n{"line":"foot","records":0}\n'
    file.write_bytes(spoil(gzip.compress(lines)))
    with pytest.raises(Misuse, match="expected"):
        load("127.0.0.1:1", "", file)


def test_a_file_without_its_last_records_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "topics.gz"
    file.write_bytes(
        gzip.compress(b'{"line":"head","form":1,"partitions":{}}\n{"line":"foot","records":1}\n')
    )
    with pytest.raises(Misuse, match="torn"):
        load("127.0.0.1:1", "", file)
