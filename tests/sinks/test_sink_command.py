"""`liangpai sink` itself: its exit codes, and the key at its border."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from streams.services.process import free_address
from tests.sinks.running import ROOT, SinkProcess, produce, until
from tests.sinks.samples import SUBJECT, arrival, event, json_of


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_bytes(b"k" * 40)
    return file


def sink_command(*options: str) -> list[str]:
    return [sys.executable, "-c", "from streams.cli import main; main()", "sink", *options]


def ended(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        sink_command(*options), cwd=ROOT, text=True, capture_output=True, check=False, timeout=90
    )


def test_a_kafka_that_is_not_there_is_exit_3_with_its_address(tmp_path: Path, key_file: Path) -> None:
    nowhere = free_address()

    found = ended(
        "--kafka-bootstrap", nowhere, "--clickhouse-dsn", f"chdb://{tmp_path}", "--key-file", str(key_file)
    )

    assert found.returncode == 3
    assert nowhere in found.stderr


def test_a_missing_key_is_exit_2(tmp_path: Path) -> None:
    found = ended("--kafka-bootstrap", free_address(), "--clickhouse-dsn", f"chdb://{tmp_path}")

    assert (found.returncode, "LIANGPAI_KEY_FILE" in found.stderr) == (2, True)


def test_a_dsn_that_is_none_is_exit_2(key_file: Path) -> None:
    found = ended("--clickhouse-dsn", "postgres://host", "--key-file", str(key_file))

    assert (found.returncode, "CLICKHOUSE_DSN" in found.stderr) == (2, True)


def test_topics_that_are_not_there_are_exit_2(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path, key_file: Path
) -> None:
    found = ended(
        *("--kafka-bootstrap", kafka_bootstrap, "--prefix", topic_prefix),
        *("--clickhouse-dsn", f"chdb://{tmp_path}", "--key-file", str(key_file)),
    )

    assert (found.returncode, "topics create" in found.stderr) == (2, True)


def test_what_a_source_wrote_in_clear_on_kafka_is_not_in_the_archive(
    kafka_bootstrap: str, prefix: str, tmp_path: Path, key_file: Path
) -> None:
    http = free_address()
    command = sink_command(
        *("--kafka-bootstrap", kafka_bootstrap, "--prefix", prefix, "--http", http),
        *("--clickhouse-dsn", f"chdb://{tmp_path / 'archive'}", "--key-file", str(key_file)),
    )
    told = event(1, applicant_hash="430102199001011234", phone="13800138000", reason="回电13800138000")
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
        sink = SinkProcess(process, http)
        asyncio.run(produce(kafka_bootstrap, prefix, [arrival(1, value=json_of(told))]))
        until(lambda: sink.events() == 1, "the event")
        (row,) = sink.query("events_of_case", subject=SUBJECT)
        code = sink.terminate()

    data = msgspec.json.decode(row["value"])["data"]
    assert "13800138000" not in str(row)
    assert "430102199001011234" not in str(row)
    assert data["applicant_hash"].startswith("p1:")
    assert code == 0


def test_a_new_database_under_topics_that_were_archived_is_refused_until_all_is_read_from_the_start(
    kafka_bootstrap: str, prefix: str, tmp_path: Path, key_file: Path
) -> None:
    http = free_address()
    options = (
        *("--kafka-bootstrap", kafka_bootstrap, "--prefix", prefix, "--http", http),
        *("--clickhouse-dsn", f"chdb://{tmp_path / 'archive'}", "--key-file", str(key_file)),
    )
    asyncio.run(produce(kafka_bootstrap, prefix, [arrival(1)]))
    with subprocess.Popen(sink_command(*options), cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
        sink = SinkProcess(process, http)
        until(lambda: sink.events() == 1, "the event")
        meanwhile = ended(*options, "--from-start")
        assert sink.terminate() == 0
    shutil.rmtree(tmp_path / "archive")
    lost = ended(*options)
    with subprocess.Popen(
        sink_command(*options, "--from-start"), cwd=ROOT, text=True, stdout=subprocess.PIPE
    ) as process:
        sink = SinkProcess(process, http)
        until(lambda: sink.events() == 1, "the event, read again")
        assert sink.terminate() == 0

    assert (meanwhile.returncode, "stop it first" in meanwhile.stderr) == (2, True)
    assert (lost.returncode, "--from-start" in lost.stderr) == (2, True)
