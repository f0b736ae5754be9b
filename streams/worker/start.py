"""From settings to a running worker: rulebooks and key checked against the topic, then lanes that judge."""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import structlog

from rules.court import Court
from rules.departed import Departed
from rules.lane import Lane
from rules.on_record import OnRecord
from streams.contacts import Contacts
from streams.exits import Misuse
from streams.partitions import partition_of
from streams.privacy import Key
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from streams.rulebook_topic import (
    TOPIC,
    Published,
    check_or_publish_fingerprint,
    publish_if_empty,
    reading,
)
from streams.worker.app import WorkerSettings
from streams.worker.courts import FollowedCourts
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

    `rulebook` (None: the one that ships) is published if the topic has none; else the topic's versions are used. What
    is published to the topic meanwhile is followed.
    Raises Misuse where the key is not the deployment's or a rulebook cannot be loaded, Unavailable where Kafka is not
    there.
    """
    await check_or_publish_fingerprint(start.bootstrap, start.prefix, key.fingerprint)
    await publish_if_empty(start.bootstrap, start.prefix, rulebook or shipped_rulebook())
    async with reading(start.bootstrap, start.prefix) as topic:
        courts = FollowedCourts(topic, key.border()._replace(contact=Contacts(key).seal))
        published = await courts.take_all()
        if not published.rulebooks:
            raise _no_rulebook(start, published)
        if rulebook is not None:
            await asyncio.to_thread(_warn_if_unused, start, published, rulebook)
        return await run(_settings(start, courts), start.http)


def _settings(start: Start, courts: FollowedCourts) -> WorkerSettings:
    return WorkerSettings(
        start.bootstrap,
        start.prefix,
        start.partitions,
        start.replica,
        lane_maker(lambda: courts.court, start.partitions),
        wall_clock,
        pace=start.pace,
        courts=courts,
    )


def _no_rulebook(start: Start, published: Published) -> Misuse:
    topic = f"{start.prefix}{TOPIC}"
    missing = f"found no rulebook on topic {topic}; run `liangpai rulebook publish DIR`."
    return Misuse([*published.broken.values(), missing])


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


def lane_maker(court: Callable[[], Court], partitions: int) -> LaneMaker:
    """Lanes that judge with the court in force when they are made.

    A record in a partition that is not its subject's becomes a dead letter.
    """

    def belongs(subject: str) -> int:
        return partition_of(subject, partitions)

    def make(_: int, store: dict[str, bytes], clock: int, on_record: OnRecord, departed: Departed) -> Lane:
        return Lane(court(), store, partition_of=belongs, clock=clock, on_record=on_record, departed=departed)

    return make


def wall_clock() -> int:
    """Now, in ms UTC."""
    return time.time_ns() // 1_000_000
