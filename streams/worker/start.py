"""From settings to a running worker: rulebooks and key checked against the topic, then lanes that judge."""

import time
from pathlib import Path
from typing import NamedTuple

from rules.court import Court
from rules.lane import Lane
from streams.exits import Misuse
from streams.partitions import partition_of
from streams.privacy import Key
from streams.rulebook_topic import check_or_publish_fingerprint, publish_if_empty, read_published
from streams.worker.app import WorkerSettings
from streams.worker.port import LaneMaker
from streams.worker.service import run


class Start(NamedTuple):
    """What a worker is started with; `partitions`: of each topic keyed by subject, `pace` in seconds."""

    bootstrap: str
    prefix: str
    partitions: int
    replica: str
    http: str
    pace: float


async def work(start: Start, key: Key, rulebook: Path) -> int:
    """Run a worker until it is told to stop; how many records it handled.

    Raises Misuse where the key is not the deployment's or a rulebook cannot be loaded, Unavailable where Kafka is not
    there.
    """
    await check_or_publish_fingerprint(start.bootstrap, start.prefix, key.fingerprint)
    await publish_if_empty(start.bootstrap, start.prefix, rulebook)
    court = await _court(start, key)
    settings = WorkerSettings(
        start.bootstrap,
        start.prefix,
        start.partitions,
        start.replica,
        lane_maker(court, start.partitions),
        wall_clock,
        pace=start.pace,
    )
    return await run(settings, start.http)


async def _court(start: Start, key: Key) -> Court:
    published = await read_published(start.bootstrap, start.prefix)
    if not published.rulebooks:
        raise Misuse(
            f"found no rulebook on topic {start.prefix}rulebooks; run `liangpai rulebook publish DIR`."
        )
    return Court(published.rulebooks, published.calendar, key.border())


def lane_maker(court: Court, partitions: int) -> LaneMaker:
    """Lanes that judge with this court; a record in a partition that is not its subject's becomes a dead letter."""

    def belongs(subject: str) -> int:
        return partition_of(subject, partitions)

    def make(number: int, store: dict[str, bytes], clock: int) -> Lane:  # noqa: ARG001 - each lane judges alike
        return Lane(court, store, partition_of=belongs, clock=clock)

    return make


def wall_clock() -> int:
    """Now, in ms UTC."""
    return time.time_ns() // 1_000_000
