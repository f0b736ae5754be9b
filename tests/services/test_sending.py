"""Sent events lie where Kafka's own partitioner would put them, in order, with the time they were recorded at."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from streams.contacts import file_border
from streams.event_lines import LONGEST
from streams.exits import Misuse, Unavailable
from streams.partitions import partition_of
from streams.privacy import Key, subject_of
from streams.sending import Cleansed, send_files
from streams.services.process import free_address
from streams.topics import create
from tests.files.lines import event, write


def records(bootstrap: str, topic: str, partitions: int = 3) -> list[Any]:
    """All records of a topic, by partition and offset."""
    from kafka import KafkaConsumer, TopicPartition

    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
    )
    places = [TopicPartition(topic, number) for number in range(partitions)]
    try:
        consumer.assign(places)
        ends = consumer.end_offsets(places)
        found: list[Any] = []
        while any(consumer.position(place) < ends[place] for place in places):
            for batch in consumer.poll(timeout_ms=1000).values():
                found += batch
        return sorted(found, key=lambda record: (record.partition, record.offset))
    finally:
        consumer.close()


@pytest.fixture
def prefix(kafka_bootstrap: str, topic_prefix: str) -> str:
    """A prefix whose topics are there, three partitions each."""
    create(kafka_bootstrap, topic_prefix, 3)
    return topic_prefix


def test_events_lie_by_subject_with_the_time_they_were_recorded_at(
    kafka_bootstrap: str, prefix: str, tmp_path: Path
) -> None:
    lines = [event(1_000 + n, subject=f"案-{n % 7}") for n in range(50)]
    lines.append(event(1_700_000_000_123, "rating.submitted", "service:1"))

    sent = send_files([write(tmp_path / "a.jsonl", list(reversed(lines)))], kafka_bootstrap, prefix)

    assert sent.by_topic == {"case-events": 50, "rating-events": 1}
    found = records(kafka_bootstrap, f"{prefix}case-events")
    assert sorted(record.timestamp for record in found) == [1_000 + n for n in range(50)]
    for record in found:
        subject = json.loads(record.value)["subject"]
        assert (record.key, record.partition) == (subject.encode(), partition_of(subject, 3))
        assert json.loads(record.value)["id"] == f"e-{record.timestamp}"
    for number in range(3):
        stamps = [record.timestamp for record in found if record.partition == number]
        assert stamps == sorted(stamps)
    rating = records(kafka_bootstrap, f"{prefix}rating-events")
    assert [(record.timestamp, record.value) for record in rating] == [(1_700_000_000_123, lines[-1])]


def test_a_record_from_the_future_is_stamped_now(kafka_bootstrap: str, prefix: str, tmp_path: Path) -> None:
    before = int(time.time() * 1000)
    ahead = event(before + 20 * 3_600_000)

    send_files([write(tmp_path / "a.jsonl", [ahead])], kafka_bootstrap, prefix)

    [record] = records(kafka_bootstrap, f"{prefix}case-events")
    assert before <= record.timestamp <= int(time.time() * 1000)


def test_lines_without_a_readable_subject_are_sent_without_a_key(
    kafka_bootstrap: str, prefix: str, tmp_path: Path
) -> None:
    huge = b'{"subject": "c-1", "x": "' + b"x" * 5_000_000 + b'"}'
    bad = [
        b"not json",
        b'{"time": "2026-01-05T10:00:00Z"}',
        huge,
        b'{"subject": ""}',
        b'{"subject": 7}',
        b"\xff",
    ]
    path = write(tmp_path / "a.jsonl", [event(5), *bad, event(6)])

    sent = send_files([path], kafka_bootstrap, prefix)

    assert (sent.by_topic, sent.unkeyed) == ({"case-events": 8}, 6)
    assert sent.unkeyed_at == [f"{path}:{line}" for line in (2, 3, 4, 5, 6)]
    found = records(kafka_bootstrap, f"{prefix}case-events")
    unkeyed = [record for record in found if record.key is None]
    assert {record.partition for record in unkeyed} == {0}
    assert sorted(len(record.value) for record in unkeyed) == sorted(min(len(line), LONGEST) for line in bad)


def test_nothing_is_written_that_has_not_passed_the_border(
    kafka_bootstrap: str, prefix: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", [event(1, subject="Zhang"), event(2, subject="Zhang")])

    send_files(
        [path], kafka_bootstrap, prefix, border=lambda value: Cleansed(value.replace(b"Zhang", b"h-1"))
    )

    found = records(kafka_bootstrap, f"{prefix}case-events")
    assert {record.key for record in found} == {b"h-1"}
    assert {record.value for record in found} == {event(n, subject="h-1") for n in (1, 2)}


def test_a_line_that_is_no_event_is_written_sealed_and_not_in_clear(
    kafka_bootstrap: str, prefix: str, tmp_path: Path
) -> None:
    key = Key.make(tmp_path / "key")
    bad = [b"Zhang, 13812345678, not json", b'{"name": "Zhang"}', b"\xffZhang"]
    path = write(tmp_path / "a.jsonl", [event(1), *bad])

    sent = send_files([path], kafka_bootstrap, prefix, border=file_border(key))

    found = [record.value for record in records(kafka_bootstrap, f"{prefix}case-events")]
    assert sent.unkeyed == 3
    assert not any(b"Zhang" in value or b"138" in value for value in found)
    sealed = [value.decode() for value in found if value.startswith(b"s1:")]
    assert sorted(key.unseal(text) for text in sealed) == sorted(bad)


def test_progress_adds_up_to_what_was_sent(kafka_bootstrap: str, prefix: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [event(n, subject=f"c-{n}") for n in range(12_000)])
    scanned: list[int] = []
    started: list[int] = []
    confirmed: list[int] = []

    sent = send_files(
        [path], kafka_bootstrap, prefix, scanned=scanned.append, started=started.append, sent=confirmed.append
    )

    assert sum(scanned) == sum(started) == sum(confirmed) == sent.total == 12_000
    assert len(confirmed) > 1


def test_without_topics_nothing_is_sent(kafka_bootstrap: str, topic_prefix: str, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="topics create"):
        send_files([write(tmp_path / "a.jsonl", [event(1)])], kafka_bootstrap, topic_prefix)


def test_an_absent_kafka_is_named(tmp_path: Path) -> None:
    address = free_address()

    with pytest.raises(Unavailable, match=address):
        send_files([write(tmp_path / "a.jsonl", [event(1)])], address)


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        (b'{"subject": "c-1"}', "c-1"),
        (b'{"subject": "\\u6848"}', "案"),
        (b'{"subject": "\\ud800"}', None),
        (b"[" * 100_000, None),
        (b"", None),
        (b"null", None),
    ],
)
def test_a_subject_is_read_or_there_is_none(value: bytes, subject: str | None) -> None:
    assert subject_of(value) == subject
