"""`liangpai snapshots watch` as a process: killed at random moments, stopped by signals, sending to a real Kafka."""

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from streams.topics import create
from streams.up.children import liangpai
from tests.exchange.tables import QUERY, Exchange
from tests.services.test_sending import records

CASES = 1_500
KILLS = 8
MOMENTS = ("file", "whole file", "memory", "name")
"""What has come, when the process is killed: a file begun or whole, the new memory, the name of the events."""


def command(exchange: Exchange, *more: str) -> list[str]:
    places = ("--state", str(exchange.file.path), "--out", str(exchange.file.out))
    mapping = ("--mapping", str(exchange.folder / "map.toml"))
    return liangpai("snapshots", "watch", str(exchange.database), "--query", QUERY, *mapping, *places, *more)


def run(exchange: Exchange, *more: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(exchange, *more),
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def started(exchange: Exchange) -> Iterator["subprocess.Popen[str]"]:
    """A watcher that has told of something; killed at the end."""
    process = subprocess.Popen(
        command(exchange, "--every", "0.1"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        assert " rows, " in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


def put_all(exchange: Exchange, state: int) -> None:
    """Every case's row is in this state from now on."""
    with closing(sqlite3.connect(exchange.database, timeout=30)) as database, database:
        database.execute("UPDATE cases SET state = ?", (state,))


def seen(exchange: Exchange) -> dict[str, object]:
    """What stands where, by moment."""
    names = sorted(path.name for path in exchange.file.out.iterdir())
    return {
        "file": names,
        "whole file": [name for name in names if name.endswith(".jsonl")],
        "memory": exchange.file.path.stat().st_ino,
        "name": [name for name in names if name.startswith("events-")],
    }


def wait_for(
    moment: str, exchange: Exchange, process: "subprocess.Popen[str]", before: dict[str, object]
) -> None:
    """Look without pause until that has changed."""
    while seen(exchange)[moment] == before[moment]:
        assert process.poll() is None


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    """A table of many cases, watched since it was empty."""
    exchange = Exchange(tmp_path)
    exchange.look(exchange.resume())
    with closing(sqlite3.connect(exchange.database)) as database, database:
        rows = ((f"c{number}", "9", None) for number in range(CASES))
        database.executemany("INSERT INTO cases VALUES (?, ?, ?)", rows)
    return exchange


def test_a_watcher_killed_at_any_moment_tells_nothing_twice_and_forgets_nothing(exchange: Exchange) -> None:
    state = 9
    for number in range(KILLS):
        exchange.put(f"k{number}", state)  # so that the first look has something to tell
        with started(exchange) as process:
            state = 3 if state == 9 else 9
            before = seen(exchange)
            put_all(exchange, state)
            wait_for(MOMENTS[number % len(MOMENTS)], exchange, process, before)
        state = 3 if state == 9 else 9
        put_all(exchange, state)
    ended = run(exchange, "--once")

    assert ended.returncode == 0, ended.stderr
    events = exchange.raw_events()
    assert len({event["id"] for event in events}) == len(events)
    told = _told(events)
    assert len(told) == CASES + KILLS
    assert all(before != after for states in told.values() for before, after in pairwise(states))
    assert {states[-1] for states in told.values()} == {str(state)}


def _told(events: list[dict[str, Any]]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for event in events:
        told.setdefault(event["subject"], []).append(event["data"]["stage_code"])
    return told


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_watcher_that_is_asked_to_stop_says_what_it_did(exchange: Exchange, number: signal.Signals) -> None:
    with started(exchange) as process:
        process.send_signal(number)
        output, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    assert output.splitlines()[-2:] == ["stopped", output.splitlines()[-1]]
    assert output.splitlines()[-1].endswith(f"snapshots so far, {CASES} cases known")


def test_what_is_not_there_at_the_first_look_ends_the_watcher(exchange: Exchange) -> None:
    exchange.database.unlink()

    ended = run(exchange)

    assert ended.returncode == 3
    assert "found no file, expected an SQLite database" in ended.stderr


def test_a_database_needs_a_query(exchange: Exchange) -> None:
    words = command(exchange)
    at = words.index("--query")
    ended = subprocess.run(
        words[:at] + words[at + 2 :], capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 2
    assert "found a file and no --query" in ended.stderr


def test_events_go_to_kafka_once_in_effect(
    exchange: Exchange, kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    create(kafka_bootstrap, topic_prefix, partitions=3)
    key = tmp_path / "deployment.key"
    key.write_bytes(os.urandom(32))
    settings = {
        "KAFKA_BOOTSTRAP": kafka_bootstrap,
        "LIANGPAI_PREFIX": topic_prefix,
        "LIANGPAI_KEY_FILE": str(key),
    }
    sent = run(exchange, "--once", "--send", **settings)
    (file,) = exchange.file.out.glob("sent-*.jsonl")
    lines = file.read_bytes().splitlines()
    # Killed after Kafka had confirmed and before that was written down: the file is sent again as it is.
    file.rename(file.with_name(file.name.replace("sent-", "events-")))
    again = run(exchange, "--once", "--send", **settings)

    assert f"{CASES} events sent to {kafka_bootstrap}" in sent.stdout
    assert f"{CASES} events sent to {kafka_bootstrap}" in again.stdout
    arrived = [json.loads(record.value) for record in records(kafka_bootstrap, f"{topic_prefix}case-events")]
    assert len(arrived) == 2 * CASES
    assert {event["id"]: event for event in arrived} == {
        event["id"]: event for event in map(json.loads, lines)
    }
    assert list(exchange.file.out.glob("events-*.jsonl")) == []
