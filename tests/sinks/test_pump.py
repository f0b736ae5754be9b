"""Gather, write, commit: in this order, whatever the archive does. The archive is in memory, the Kafka is real."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer
from prometheus_client import CollectorRegistry

from sinks.archive import Archive, MemoryArchive
from sinks.away import ArchiveAway
from sinks.health import Health
from sinks.metrics import declare
from sinks.pump import Pump
from sinks.records import INPUTS, OUTPUTS, Batch
from sinks.service import GROUP
from sinks.source import OnAnyChange, make_consumer, start
from tests.sinks.running import PARTITIONS, committed, produce, until
from tests.sinks.samples import SHAPER, SUBJECT, arrival, card_arrival


@dataclass
class Unwilling:
    """An archive that refuses until it is told to be willing; `written_first`: refuses only after it has written."""

    inner: MemoryArchive = field(default_factory=MemoryArchive)
    willing: bool = False
    written_first: bool = False
    refused: int = 0
    largest: int = 0

    def write(self, batch: Batch) -> None:
        self.largest = max(self.largest, sum(map(len, batch.values())))
        if self.willing or self.written_first:
            self.inner.write(batch)
        if not self.willing:
            self.refused += bool(batch)
            raise ArchiveAway("not willing")


@asynccontextmanager
async def pumping(bootstrap: str, prefix: str, archive: Archive, name: str = "test") -> AsyncIterator[Pump]:
    """A pump at work; stopped in order at the end."""
    consumer = make_consumer(bootstrap, prefix + GROUP, name)
    with ThreadPoolExecutor(1) as thread:
        pump = Pump(
            consumer=consumer,
            prefix=prefix,
            shaper=SHAPER,
            archive=archive,
            thread=thread,
            health=Health(),
            metrics=declare(CollectorRegistry()),
        )
        await start(consumer, bootstrap)
        consumer.subscribe([prefix + topic for topic in INPUTS + OUTPUTS], listener=OnAnyChange(pump.forget))
        running = asyncio.create_task(pump.run())
        try:
            yield pump
        finally:
            pump.stop()
            await running
            await consumer.stop()


async def fact(holds: Callable[[], bool]) -> None:
    await asyncio.to_thread(until, holds, "a fact")


def offsets_in(archive: MemoryArchive) -> set[int]:
    return {offset for _, _, offset in archive.tables["events"]}


def test_nothing_is_committed_before_the_archive_has_it(kafka_bootstrap: str, prefix: str) -> None:
    archive = Unwilling()

    async def story() -> tuple[int | None, int | None]:
        await produce(kafka_bootstrap, prefix, [arrival(number) for number in range(20)])
        async with pumping(kafka_bootstrap, prefix, archive):
            await fact(lambda: archive.refused >= 2)
            before = await committed(kafka_bootstrap, prefix, "case-events", 3)
            archive.willing = True
            await fact(lambda: len(archive.inner.tables["events"]) == 20)
        return before, await committed(kafka_bootstrap, prefix, "case-events", 3)

    assert asyncio.run(story()) == (None, 20)
    assert offsets_in(archive.inner) == set(range(20))


def test_a_sink_stopped_while_the_archive_is_away_commits_nothing_and_loses_nothing(
    kafka_bootstrap: str, prefix: str
) -> None:
    away, there = Unwilling(), MemoryArchive()

    async def story() -> int | None:
        await produce(kafka_bootstrap, prefix, [arrival(number) for number in range(20)])
        async with pumping(kafka_bootstrap, prefix, away):
            await fact(lambda: away.refused >= 1)
        found = await committed(kafka_bootstrap, prefix, "case-events", 3)
        async with pumping(kafka_bootstrap, prefix, there):
            await fact(lambda: len(there.tables["events"]) == 20)
        return found

    assert asyncio.run(story()) is None


def test_rows_written_but_never_acknowledged_are_written_again_and_collapse(
    kafka_bootstrap: str, prefix: str
) -> None:
    archive = Unwilling(written_first=True)

    async def story() -> None:
        await produce(kafka_bootstrap, prefix, [*(arrival(number) for number in range(20)), card_arrival()])
        async with pumping(kafka_bootstrap, prefix, archive):
            await fact(lambda: archive.refused >= 1)
        archive.willing = True
        async with pumping(kafka_bootstrap, prefix, archive):
            await fact(lambda: len(archive.inner.tables["cards"]) == 1)

    asyncio.run(story())
    assert offsets_in(archive.inner) == set(range(20))


def test_what_is_gathered_stays_bounded_while_the_archive_is_away(kafka_bootstrap: str, prefix: str) -> None:
    archive = Unwilling()

    async def story() -> None:
        await produce(kafka_bootstrap, prefix, [arrival(number) for number in range(50_000)])
        async with pumping(kafka_bootstrap, prefix, archive):
            await fact(lambda: archive.refused >= 4)
            archive.willing = True
            await fact(lambda: len(archive.inner.tables["events"]) == 50_000)

    asyncio.run(story())
    assert archive.largest <= 20_000


def test_two_sinks_share_the_partitions_and_leave_nothing_out(kafka_bootstrap: str, prefix: str) -> None:
    """The second one joins while the first is at work; between them every record is there."""
    one, two = MemoryArchive(), MemoryArchive()
    sent = 0

    def all_there() -> bool:
        return len(set(one.tables["events"]) | set(two.tables["events"])) == sent

    async def send() -> None:
        nonlocal sent
        records = [arrival(n)._replace(partition=n % PARTITIONS) for n in range(sent, sent + 4000)]
        await produce(kafka_bootstrap, prefix, records)
        sent += 4000

    async def story() -> None:
        async with pumping(kafka_bootstrap, prefix, one, "one"):
            await send()
            async with pumping(kafka_bootstrap, prefix, two, "two"):
                while not two.tables["events"]:  # until it has joined, the first one takes all there is
                    await send()
                    await fact(all_there)
                await send()
                await fact(all_there)

    asyncio.run(story())
    both = set(one.tables["events"]) | set(two.tables["events"])
    assert {(place, offset) for _, place, offset in both} == {
        (p, o) for p in range(PARTITIONS) for o in range(sent // PARTITIONS)
    }


def test_what_its_writer_took_back_is_not_archived(kafka_bootstrap: str, prefix: str) -> None:
    archive = MemoryArchive()
    aborted, kept = card_arrival(card_id="never"), card_arrival(card_id="kept")

    async def story() -> None:
        producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, transactional_id=f"{prefix}lane")
        async with producer:
            await producer.begin_transaction()
            await producer.send_and_wait(f"{prefix}cards", aborted.value, SUBJECT.encode(), 3)
            await producer.abort_transaction()
            async with producer.transaction():
                await producer.send_and_wait(f"{prefix}cards", kept.value, SUBJECT.encode(), 3)
        async with pumping(kafka_bootstrap, prefix, archive):
            await fact(lambda: bool(archive.tables["cards"]))

    asyncio.run(story())
    assert list(archive.tables["cards"]) == [("kept", 1)]
