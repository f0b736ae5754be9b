"""From a bad rating to its ticket on the output topic, at a steady rate; Kafka, worker and reader on one machine.

A sender puts ratings on `rating-events` at even intervals; a reader of committed records waits for the ticket of each
bad one. Both are in this process, so the clock is one; what it costs is kept low, for it comes out of the same two
cores. What is measured begins before the send and ends when the reader
has the record.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition

from streams.partitions import partition_of
from streams.privacy import Key
from streams.rulebook_folder import load_rulebook
from streams.services import kafka
from streams.topics import DEFAULT_PARTITIONS, create
from streams.up.children import Child, liangpai, stop_all
from streams.up.health import wait_until_ready
from streams.up.ports import addresses
from tests.bench.worlds import make_world

RATE = 1_000
SECONDS = 30
TICK_MS = 10
WARM_UP_SECONDS = 60
"""For so long a broker that was just started spends half a core on compiling itself."""
BUDGET_MS = 250.0
SHARES = ((100, "one in a hundred bad"), (10, "one in ten bad"))
"""Every how many-th rating is bad; of real ones it is about one in a hundred."""

_PATIENCE = 60.0


class Delays(NamedTuple):
    """How long it took from bad ratings to their tickets, in ms, smallest first; and the rate that was sent."""

    sorted_ms: list[float]
    rate: float

    def at(self, share: float) -> float:
        """The delay that this share of the tickets did not exceed."""
        return self.sorted_ms[min(len(self.sorted_ms) - 1, int(share * len(self.sorted_ms)))]


def ticket_delays(bootstrap: str, rulebook: Path, folder: Path, bad_every: int) -> Delays:
    """Start a worker, let it warm up, send at the rate, and wait until every bad rating has its ticket."""
    prefix, key = f"bench-ratings-{os.getpid()}-{bad_every}-", folder / f"ratings-{bad_every}.key"
    Key.make(key)
    create(bootstrap, prefix)
    settings = {
        "KAFKA_BOOTSTRAP": bootstrap,
        "LIANGPAI_PREFIX": prefix,
        "LIANGPAI_RULEBOOK": str(rulebook),
        "LIANGPAI_ID": "bench-ratings",
        "LIANGPAI_HTTP": next(addresses()),
        "LIANGPAI_KEY_FILE": str(key),
    }
    depts = sorted(load_rulebook(rulebook).rulebook.units)
    with ExitStack() as stack:
        children: list[Child] = []
        stack.callback(stop_all, children)
        children.append(Child("worker", liangpai("worker"), settings, folder / f"ratings-{bad_every}.log"))
        wait_until_ready(children, 120, lambda _: None)
        return asyncio.run(_measure(bootstrap, prefix, depts, bad_every))


async def _measure(bootstrap: str, prefix: str, depts: list[str], bad_every: int) -> Delays:
    sent: dict[str, float] = {}
    arrived: dict[str, float] = {}
    reader = asyncio.create_task(_read(bootstrap, f"{prefix}tickets", arrived))
    try:
        await _send(bootstrap, prefix, depts, bad_every, sent)
        ends = time.monotonic() + _PATIENCE
        while len(arrived) < len(sent):
            if time.monotonic() > ends:
                late = len(sent) - len(arrived)
                raise RuntimeError(
                    f"{late} of {len(sent)} bad ratings have no ticket {_PATIENCE:.0f} s later"
                )
            await asyncio.sleep(0.05)
    finally:
        reader.cancel()
    first = min(sent.values()) + WARM_UP_SECONDS
    counted = {subject: at for subject, at in sent.items() if at >= first}
    span = max(counted.values()) - min(counted.values())
    delays = sorted((arrived[subject] - at) * 1000 for subject, at in counted.items())
    return Delays(delays, (len(counted) - 1) * bad_every / span)


async def _read(bootstrap: str, topic: str, arrived: dict[str, float]) -> None:
    """Note when the first committed revision of each subject's ticket was here."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, isolation_level="read_committed", enable_auto_commit=False
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, number) for number in range(DEFAULT_PARTITIONS)])
        await consumer.seek_to_beginning()
        while True:
            found = await consumer.getmany(timeout_ms=1000)
            now = time.perf_counter()
            for records in found.values():
                for record in records:
                    arrived.setdefault((record.key or b"").decode(), now)
    finally:
        await consumer.stop()


async def _send(
    bootstrap: str, prefix: str, depts: list[str], bad_every: int, sent: dict[str, float]
) -> None:
    """Ratings at even intervals, those of a tick together; `sent` is when each bad one was handed over."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, linger_ms=0)
    topic = f"{prefix}rating-events"
    await producer.start()
    try:
        began = time.perf_counter()
        for number in range((WARM_UP_SECONDS + SECONDS) * RATE):
            if number % (RATE * TICK_MS // 1000) == 0:
                await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
            subject, bad = f"service:bench-{number}", number % bad_every == 0
            value = _rating(number, subject, depts[number % len(depts)], bad=bad)
            if bad:
                sent[subject] = time.perf_counter()
            place = partition_of(subject, DEFAULT_PARTITIONS)
            await producer.send(topic, value, key=subject.encode(), partition=place)
        await producer.flush()
    finally:
        await producer.stop()


def _rating(number: int, subject: str, dept: str, *, bad: bool) -> bytes:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    data = {
        "service_number": "1",
        "assess_number": 1,
        "level": 1 + number % 2 if bad else 5 - number % 3,
        "channel": 4,
        "real_name": True,
        "dept_code": dept,
        "labels": ["214"] if bad else [],
        "text": "等了一个上午，窗口没有人。",
    }
    event = {
        "specversion": "1.0",
        "id": f"r-{number}",
        "source": "terminal/430100",
        "type": "rating.submitted",
        "subject": subject,
        "time": now,
        "recordedtime": now,
        "data": data,
    }
    return msgspec.json.encode(event)


def print_delays(bootstrap: str, rulebook: Path, folder: Path, say: Callable[[str], None]) -> bool:
    """Measure with each share of bad ones and say what came out; whether all are within the budget."""
    within = True
    for bad_every, words in SHARES:
        delays = ticket_delays(bootstrap, rulebook, folder, bad_every)
        p99 = delays.at(0.99)
        within = within and p99 <= BUDGET_MS
        say(
            f"  {delays.rate:,.0f} ratings/s, {words:<21} p50 {delays.at(0.5):.0f} ms, p99 {p99:.0f} ms, "
            f"longest {delays.sorted_ms[-1]:.0f} ms of {len(delays.sorted_ms):,} tickets, "
            f"p99 at most {BUDGET_MS:.0f} ms"
        )
    return within


def main() -> int:
    """This measurement alone, on a Kafka and a city of its own."""
    with tempfile.TemporaryDirectory(prefix="liangpai-bench-") as folder:
        world = make_world(Path(folder), 500, months=1)
        with kafka(Path(folder) / "kafka") as service:
            within = print_delays(service.bootstrap, world.rulebook, Path(folder), print)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
