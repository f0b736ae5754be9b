"""An office on topics of its own, its archive, and the commands on both."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from sinks.archive import ClickHouseArchive
from sinks.dsn import parse_dsn
from sinks.records import Record
from sinks.shaping import Shaper
from streams.cli import app
from tests.worker import load
from tests.worker.office import PARTITIONS, Office
from tests.worker.running import PATIENCE_SECONDS, Worker


class Place:
    """The office, and where its archive is."""

    def __init__(self, office: Office, engine: Path, name: str) -> None:
        self.office = office
        self.dsn = f"chdb://{engine}?database={name}"

    def send(self, *values: bytes) -> None:
        self.office.events.write_bytes(b"\n".join(values))
        key = str(self.office.folder / "key")
        done = CliRunner().invoke(
            app, ["send", str(self.office.events), *self.office.place, "--key-file", key]
        )
        assert done.exit_code == 0, done.output

    def run(self, *words: str) -> str:
        done = CliRunner().invoke(app, ["dead-letters", *words, *self.office.place])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.output

    def replay(self, *words: str) -> str:
        key = str(self.office.folder / "key")
        return self.run("replay", *words, "--key-file", key, "--clickhouse-dsn", self.dsn)

    def come_too_late(self, late: bytes, worker: Worker) -> None:
        """Wait until a case has left, then send an event of it: its dead letter, and what is kept of the case, are in
        the archive."""
        wait_until(lambda: self.data("archived-cases"), worker)
        self.send(late)
        wait_until(lambda: self.data("dead-letters"), worker)
        self.archive("archived-cases", "dead-letters")

    def records(self, topic: str) -> list[Any]:
        found = load.read_all(self.office.bootstrap, self.office.prefix + topic, partitions=PARTITIONS)
        return asyncio.run(found)

    def data(self, topic: str) -> list[dict[str, Any]]:
        return [json.loads(record.value)["data"] for record in self.records(topic)]

    def archive(self, *topics: str, without: Iterable[tuple[str, int, int]] = ()) -> None:
        """What the sink would have written of these topics, but for some places."""
        left_out = set(without)
        made = ClickHouseArchive(parse_dsn(self.dsn))
        for topic in topics:
            rows = [
                Record(topic, each.partition, each.offset, each.key, each.value, each.timestamp)
                for each in self.records(topic)
                if (topic, each.partition, each.offset) not in left_out
            ]
            made.write(Shaper(lambda value: value).shape(rows))
        made.close()


def wait_until(true: Callable[[], object], worker: Worker) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert worker.process.poll() is None, worker.log.read_text()
        assert time.monotonic() < ends, worker.get("/metrics")[1]
        time.sleep(0.2)
