"""A sink process under test, records on a real Kafka, and waiting for facts."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from sinks.records import Record
from sinks.service import GROUP
from streams.services.process import free_address

ROOT = Path(__file__).resolve().parents[2]
PARTITIONS = 4
LONG = 90.0


def until(fact: Callable[[], bool], what: str) -> None:
    """Return once the fact is there; fail after 90 s, saying what was waited for."""
    end = time.monotonic() + LONG
    while not fact():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


@dataclass
class SinkProcess:
    """A running sink."""

    process: subprocess.Popen[str]
    http: str

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; (0, "") while nobody listens."""
        try:
            with urlopen(f"http://{self.http}{path}", timeout=30) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except (URLError, ConnectionError):
            return 0, ""

    def query(self, name: str, **parameters: str) -> list[dict[str, Any]]:
        """Rows of a named query; none while the archive is away."""
        text = "&".join(f"{key}={value}" for key, value in parameters.items())
        status, body = self.get(f"/query/{name}?{text}")
        return list(msgspec.json.decode(body)["rows"]) if status == 200 else []

    def events(self) -> int:
        return sum(row["events"] for row in self.query("event_counts"))

    def terminate(self) -> int:
        """SIGTERM, and its exit code."""
        self.process.terminate()
        return self.process.wait(LONG)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(LONG)


@contextmanager
def sink_process(bootstrap: str, prefix: str, dsn: str) -> Iterator[SinkProcess]:
    http = free_address()
    command = [sys.executable, "-m", "tests.sinks.sink_process", bootstrap, prefix, dsn, http]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
        try:
            yield SinkProcess(process, http)
        finally:
            process.kill()


async def produce(bootstrap: str, prefix: str, records: Iterable[Record]) -> None:
    """Send records to the partition and with the stamp they carry; the broker gives the offsets."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, linger_ms=20) as producer:
        sent = [
            await producer.send(
                prefix + one.topic, one.value, one.key, one.partition % PARTITIONS, timestamp_ms=one.stamp
            )
            for one in records
        ]
        for confirmation in sent:
            await confirmation


async def committed(bootstrap: str, prefix: str, topic: str, partition: int) -> int | None:
    """The offset the sink has committed for a partition, None if it has committed none."""
    async with AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=prefix + GROUP, enable_auto_commit=False
    ) as one:
        found: int | None = await one.committed(TopicPartition(prefix + topic, partition))
        return found
