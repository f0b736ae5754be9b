"""The archive of a fault: a sink that writes it, and the comparison of what it holds with what lies on the topics."""

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import clickhouse_connect

from streams.services.process import free_address, free_port
from tests.faults.comparing import Differences
from tests.faults.stage import Outcome, Stage
from tests.worker import load
from tests.worker.city import PARTITIONS, City
from tests.worker.running import ROOT, Worker

LIANGPAI = "from streams.cli import main; main()"
QUIET_SECONDS = 8.0
READY_SECONDS = 60.0
INPUTS = ("case-events", "rating-events", "desk-actions", "office-events", "findings")

Facts = set[tuple[str, str, int]]
"""(what, id or place, revision or offset) of everything archived."""


def sink(city: City, dsn: str) -> Worker:
    """A sink process, started; `liangpai sink` as an office runs it."""
    http = free_address()
    words = ["sink", "--kafka-bootstrap", city.bootstrap, "--prefix", city.prefix, "--http", http]
    words += ["--clickhouse-dsn", dsn, "--key-file", str(city.folder / "key"), "--id", "sink"]
    return Worker("sink", city.folder / "sink.log", http, ["-c", LIANGPAI, *words])


@contextmanager
def kept(process: Worker) -> Iterator[Worker]:
    """Gone at the end, whatever happens."""
    try:
        yield process
    finally:
        process.process.kill()
        process.process.wait()


class ClickHouse:
    """A stand-in server on a folder; the same address for as long as it lives. Each insert takes `pause` seconds."""

    def __init__(self, folder: Path, pause: float = 0.0) -> None:
        self.port = free_port()
        self.dsn = f"http://127.0.0.1:{self.port}/liangpai"
        module = "tests.faults.stand_in_clickhouse"
        self._command = [sys.executable, "-m", module, str(folder), str(self.port), str(pause)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=subprocess.DEVNULL)
        ends = time.monotonic() + READY_SECONDS
        while not self._answers():
            assert time.monotonic() < ends, "the stand-in does not answer"
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ping", timeout=30):
                return True
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL: connections are refused from now on."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> "ClickHouse":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def wait_until_archived(process: Worker, patience: float) -> None:
    """Until the sink has had nothing to write for a while."""
    ends, rows, since = time.monotonic() + patience, -1.0, time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS:
        waits = process.metric("liangpai_sink_waiting_records")
        now = process.metric("liangpai_sink_rows_total")
        if now != rows or waits or not process.metric("liangpai_sink_archive_up"):
            rows, since = now, time.monotonic()
        assert time.monotonic() < ends, (process.get("/metrics")[1], process.log.read_text()[-3_000:])
        time.sleep(0.5)


def archive_against_topics(city: City, folder: Path) -> Differences:
    """What is archived in a folder that nobody holds, against all that lies on the topics."""
    topics = asyncio.run(_on_topics(city))
    with ClickHouse(folder) as server:
        archived = _archived(server.dsn)
    found = set(archived)
    return Differences(
        len(topics),
        [f"not archived: {fact}" for fact in sorted(topics - found)],
        [f"archived {archived.count(fact)} times: {fact}" for fact in found if archived.count(fact) > 1]
        if len(found) < len(archived)
        else [],
        [f"archived, but on no topic: {fact}" for fact in sorted(found - topics)],
    )


async def _on_topics(city: City) -> Facts:
    facts: Facts = set()
    for topic in INPUTS:
        async for record in load.each(city.bootstrap, city.prefix + topic, partitions=PARTITIONS):
            facts.add(("event", f"{topic}/{record.partition}", record.offset))
    for topic, name in (("cards", "card_id"), ("tickets", "ticket_id")):
        async for record in load.each(city.bootstrap, city.prefix + topic, partitions=PARTITIONS):
            data = json.loads(record.value)["data"]
            facts.add((topic, data[name], data["revision"]))
    return facts


def _archived(dsn: str) -> list[tuple[str, str, int]]:
    client = clickhouse_connect.get_client(dsn=dsn)
    try:
        events = client.query("SELECT topic, partition, offset FROM events FINAL").result_rows
        cards = client.query("SELECT card_id, revision FROM cards FINAL").result_rows
        tickets = client.query("SELECT id, revision FROM tickets FINAL").result_rows
    finally:
        client.close()
    return [
        *(("event", f"{topic}/{partition}", int(offset)) for topic, partition, offset in events),
        *(("cards", str(name), int(revision)) for name, revision in cards),
        *(("tickets", str(name), int(revision)) for name, revision in tickets),
    ]


def with_archive(
    stage: Stage, outcome: Outcome, archiving: Worker, folder: Path, server: ClickHouse | None = None
) -> Outcome:
    """The same, with the archive compared as well."""
    code = archiving.stop()
    if server is not None:
        server.kill()
    archived = archive_against_topics(stage.city, folder)
    stage.say(f"   archive against topics: {archived}")
    faults = (*outcome.faults, *((f"the sink ended with exit code {code}",) if code else ()))
    assert outcome.differences is not None
    both = Differences(
        outcome.differences.compared + archived.compared,
        [*outcome.differences.lost, *archived.lost],
        [*outcome.differences.doubled, *archived.doubled],
        [*outcome.differences.wrong, *archived.wrong],
    )
    return outcome._replace(differences=both, faults=faults)
