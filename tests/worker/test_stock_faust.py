"""What stock Faust does with offsets, pinned: the reasons why `streams.worker.transport` exists.

Where one of these fails after an upgrade, Faust has changed under the transport: read its release notes, then
`streams.worker.transport`, and only then change the test.
"""

import asyncio
import json
import os
import subprocess
import sys

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.worker import load
from tests.worker.running import ROOT
from tests.worker.stock_faust import COUNTING, RAISING, RECORDS, TABLE, TAKING


class Seen:
    """Of one run of the stock app: what its agents handled, what it committed, what its changelog holds."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        asyncio.run(_fill(bootstrap, prefix))
        words = [sys.executable, "-m", "tests.worker.stock_faust", bootstrap, prefix]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr[-3_000:]
        said = json.loads(done.stdout)
        self.handled: dict[str, list[int]] = said["handled"]
        self.over_a_hole: int | None = said["over_a_hole"]
        self.committed = asyncio.run(_committed(bootstrap, prefix))
        changelog = load.read_all(bootstrap, f"{prefix}{TABLE}-changelog", partitions=1)
        self.changelog = len(asyncio.run(changelog))


async def _fill(bootstrap: str, prefix: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    names = [prefix + name for name in (RAISING, TAKING, COUNTING)]
    small = {"max.message.bytes": "1000", "cleanup.policy": "compact"}
    changelog = NewTopic(f"{prefix}{TABLE}-changelog", 1, 1, topic_configs=small)
    await admin.create_topics([*(NewTopic(name, 1, 1) for name in names), changelog])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for name in names:
            for number in range(RECORDS):
                await producer.send_and_wait(name, str(number).encode(), partition=0)


async def _committed(bootstrap: str, prefix: str) -> dict[str, int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        offsets = await admin.list_consumer_group_offsets(f"{prefix}stock")
        return {tp.topic.removeprefix(prefix): each.offset for tp, each in offsets.items()}
    finally:
        await admin.close()


@pytest.fixture(scope="module")
def seen(kafka_bootstrap: str) -> Seen:
    """One run for all."""
    return Seen(kafka_bootstrap, f"stock-{os.getpid()}-{os.urandom(3).hex()}-")


def test_an_exception_acknowledges_the_record_it_came_from(seen: Seen) -> None:
    assert 1 not in seen.handled[RAISING]
    assert seen.committed[RAISING] == RECORDS


def test_take_acknowledges_what_nobody_saw_to_its_end(seen: Seen) -> None:
    assert seen.handled[TAKING] == []
    assert seen.committed[TAKING] == RECORDS


def test_a_changelog_that_took_nothing_does_not_hold_the_commit_back(seen: Seen) -> None:
    assert seen.changelog == 0
    assert seen.handled[COUNTING] == [0, 1, 2]
    assert seen.committed[COUNTING] == RECORDS


def test_a_commit_goes_over_a_hole_of_one_record(seen: Seen) -> None:
    """faust issue 606: 5 is being handled, 6 and 7 are done; committed is 8."""
    assert seen.over_a_hole == 8
