"""The sink as a process on a real Kafka: killed, locked out, told to stop."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sinks.away import AddressTaken, KafkaAway
from sinks.dsn import parse_dsn
from sinks.records import Record
from sinks.service import SinkSettings, run_sink
from streams.services.process import free_address
from tests.sinks.running import (
    PARTITIONS,
    SinkProcess,
    committed,
    produce,
    sink_process,
    until,
)
from tests.sinks.samples import SUBJECT, arrival, as_it_is, card_arrival

HOLDER = """
import sys, clickhouse_connect
client = clickhouse_connect.get_client(dsn="chdb://" + sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def spread(first: int, count: int) -> Iterator[Record]:
    """Events of many cases over all partitions."""
    for number in range(first, first + count):
        yield arrival(number, subject=f"case-{number % 100}")._replace(partition=number % PARTITIONS)


@contextmanager
def held_by_another(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the data folder open, until its input is closed."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def distinct_offsets(sink: SinkProcess) -> set[tuple[int, int]]:
    """(partition, offset) of every archived event, and that none is there twice."""
    rows = [row for number in range(100) for row in sink.query("events_of_case", subject=f"case-{number}")]
    found = {(row["partition"], row["offset"]) for row in rows}
    assert len(found) == len(rows)
    return found


def test_a_sink_killed_in_the_middle_archives_every_record_exactly_once(
    kafka_bootstrap: str, prefix: str, tmp_path: Path
) -> None:
    dsn, total = f"chdb://{tmp_path / 'archive'}", 30_000

    async def first_half_then_kill(sink: SinkProcess) -> None:
        await produce(kafka_bootstrap, prefix, spread(0, total // 3))
        sending = asyncio.create_task(
            produce(kafka_bootstrap, prefix, spread(total // 3, total - total // 3))
        )
        await asyncio.to_thread(until, lambda: sink.events() > 0, "the first rows")
        sink.kill()
        await sending

    with sink_process(kafka_bootstrap, prefix, dsn) as sink:
        asyncio.run(first_half_then_kill(sink))
    with sink_process(kafka_bootstrap, prefix, dsn) as sink:
        until(lambda: sink.events() >= total, "all records")

        assert sink.events() == total
        assert distinct_offsets(sink) == {
            (p, o) for p in range(PARTITIONS) for o in range(total // PARTITIONS)
        }


def test_a_sink_starts_while_another_holds_the_folder_and_catches_up(
    kafka_bootstrap: str, prefix: str, tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    with held_by_another(folder) as holder, sink_process(kafka_bootstrap, prefix, f"chdb://{folder}") as sink:
        asyncio.run(produce(kafka_bootstrap, prefix, spread(0, 1000)))
        until(lambda: f"held by process {holder.pid}" in sink.get("/readyz")[1], "not ready, and why")
        until(lambda: "liangpai_sink_waiting_records 1000.0" in sink.get("/metrics")[1], "all read")

        assert sink.get("/livez")[0] == 200
        assert sink.get("/query/event_counts")[0] == 503
        assert asyncio.run(committed(kafka_bootstrap, prefix, "case-events", 0)) is None

        holder.communicate()
        until(lambda: sink.events() == 1000, "all archived")
        assert sink.get("/readyz") == (200, "ok\n")
        assert sink.terminate() == 0
    assert asyncio.run(committed(kafka_bootstrap, prefix, "case-events", 0)) == 1000 // PARTITIONS


def test_a_sink_told_to_stop_writes_and_commits_what_it_has_read(
    kafka_bootstrap: str, prefix: str, tmp_path: Path
) -> None:
    dsn = f"chdb://{tmp_path / 'archive'}"
    with sink_process(kafka_bootstrap, prefix, dsn) as sink:
        until(lambda: sink.get("/readyz")[0] == 200, "ready")
        asyncio.run(
            produce(kafka_bootstrap, prefix, [*spread(0, 8), card_arrival(), card_arrival(revision=2)])
        )
        until(
            lambda: "waiting_records 0.0" not in sink.get("/metrics")[1] or sink.events() > 0, "records read"
        )

        assert sink.terminate() == 0
    with sink_process(kafka_bootstrap, prefix, dsn) as sink:
        until(lambda: sink.events() == 8, "the events")
        until(lambda: len(sink.query("cards_of_case", subject=SUBJECT)) == 1, "the card")

        assert sink.query("cards_of_case", subject=SUBJECT)[0]["revision"] == 2


def test_a_kafka_that_is_not_there_is_named(tmp_path: Path) -> None:
    nowhere = free_address()
    settings = SinkSettings(nowhere, parse_dsn(f"chdb://{tmp_path}"), free_address(), "test")

    with pytest.raises(KafkaAway, match=nowhere):
        asyncio.run(run_sink(settings, as_it_is))


@pytest.mark.parametrize("http", ["nowhere", "127.0.0.1:99999", "192.0.2.1:8090"])
def test_an_http_address_that_cannot_be_had_is_named(
    kafka_bootstrap: str, prefix: str, tmp_path: Path, http: str
) -> None:
    settings = SinkSettings(
        kafka_bootstrap, parse_dsn(f"chdb://{tmp_path}"), http, "test", prefix, token="t" * 16
    )

    with pytest.raises(AddressTaken, match=http):
        asyncio.run(run_sink(settings, as_it_is))
