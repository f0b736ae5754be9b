"""From settings to a running worker: rulebooks and key checked against the topic, then lanes that judge."""

import asyncio
import sys
import time
from pathlib import Path
from typing import NamedTuple

import structlog

from rules.court import Court
from rules.lane import Lane
from streams.exits import Misuse
from streams.partitions import partition_of
from streams.privacy import Key
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from streams.rulebook_topic import (
    TOPIC,
    Published,
    check_or_publish_fingerprint,
    publish_if_empty,
    read_published,
)
from streams.worker.app import WorkerSettings
from streams.worker.port import LaneMaker
from streams.worker.service import run

log = structlog.get_logger(__name__)


class Start(NamedTuple):
    """What a worker is started with; `partitions`: of each topic keyed by subject, `pace` in seconds."""

    bootstrap: str
    prefix: str
    partitions: int
    replica: str
    http: str
    pace: float


async def work(start: Start, key: Key, rulebook: Path | None) -> int:
    """Run a worker until it is told to stop; how many records it handled.

    `rulebook` (None: the one that ships) is published if the topic has none; else the topic's versions are used.
    Raises Misuse where the key is not the deployment's or a rulebook cannot be loaded, Unavailable where Kafka is not
    there.
    """
    await check_or_publish_fingerprint(start.bootstrap, start.prefix, key.fingerprint)
    await publish_if_empty(start.bootstrap, start.prefix, rulebook or shipped_rulebook())
    published = await _published(start)
    if rulebook is not None:
        await asyncio.to_thread(_warn_if_unused, start, published, rulebook)
    court = Court(published.rulebooks, published.calendar, key.border())
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


async def _published(start: Start) -> Published:
    published = await read_published(start.bootstrap, start.prefix)
    if not published.rulebooks:
        raise Misuse(
            f"found no rulebook on topic {start.prefix}rulebooks; run `liangpai rulebook publish DIR`."
        )
    return published


def _warn_if_unused(start: Start, published: Published, path: Path) -> None:
    """Say so where the topic has other versions than the folder or workbook given."""
    given, newest = load_rulebook(path).rulebook, published.rulebooks[-1]
    if given.rulebook_hash in {each.rulebook_hash for each in published.rulebooks}:
        return
    log.warning(
        "rulebook given is not used, the topic has another",
        topic=f"{start.prefix}{TOPIC}",
        version=newest.version,
        hash=newest.rulebook_hash,
        given=str(path),
        given_hash=given.rulebook_hash,
    )
    sys.stderr.write(
        f"topic {start.prefix}{TOPIC} has version {newest.version} (hash {newest.rulebook_hash}); {path} has hash "
        f"{given.rulebook_hash} and is not used: `liangpai rulebook publish {path}` puts it on the topic.\n"
    )


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
