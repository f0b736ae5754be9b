"""The transport on a real Kafka: nothing lost, nothing doubled, nothing written by a zombie."""

import asyncio
import json
import os
import random
import signal
import time
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import TopicPartition

from rules.lane import Turn
from streams.partitions import partition_of
from streams.topics import create
from streams.worker import ledger
from streams.worker.changelog import FencedError, Place, TurnWriter
from streams.worker.ledger import Ledger
from streams.worker.restoring import RestoreError, read_back
from streams.worker.service import note_stray
from tests.worker import load
from tests.worker.running import workers

EMPTY = Turn.empty()


@pytest.fixture
def topics(kafka_bootstrap: str, topic_prefix: str) -> str:
    """A prefix whose topics are there."""
    create(kafka_bootstrap, topic_prefix, 12)
    return topic_prefix


async def no_faults(bootstrap: str, prefix: str, count: int) -> None:
    await load.until_counted(bootstrap, prefix, count)
    assert await load.sums(bootstrap, prefix) == (count, [])


def test_killed_workers_lose_and_double_nothing(kafka_bootstrap: str, topics: str, tmp_path: Path) -> None:
    count, dice = 60_000, random.Random(5)

    async def run() -> None:
        with workers(kafka_bootstrap, topics, tmp_path, "one", "two") as running:
            sending = asyncio.create_task(load.produce(kafka_bootstrap, topics, count))
            for _ in range(4):
                await asyncio.sleep(dice.uniform(0.3, 1.2))
                await asyncio.to_thread(dice.choice(running).kill_and_start_again)
            await sending
            await no_faults(kafka_bootstrap, topics, count)

    asyncio.run(run())


def test_a_frozen_worker_writes_nothing_over_its_successor(
    kafka_bootstrap: str, topics: str, tmp_path: Path
) -> None:
    async def run() -> None:
        with workers(kafka_bootstrap, topics, tmp_path, "one", "two") as (one, two):
            await load.produce(kafka_bootstrap, topics, 20_000)
            one.process.send_signal(signal.SIGSTOP)
            await load.produce(kafka_bootstrap, topics, 20_000, seed=2, first=20_000)
            await load.until_counted(kafka_bootstrap, topics, 40_000)
            one.process.send_signal(signal.SIGCONT)
            await load.produce(kafka_bootstrap, topics, 20_000, seed=3, first=40_000)
            await no_faults(kafka_bootstrap, topics, 60_000)
            assert two.metric("liangpai_events_total") > 20_000
            await asyncio.to_thread(one.wait_until_ready)
            assert await asyncio.to_thread(one.stop) == 0

    asyncio.run(run())


def test_a_partition_number_of_all_inputs_goes_to_one_worker(
    kafka_bootstrap: str, topics: str, tmp_path: Path
) -> None:
    with workers(kafka_bootstrap, topics, tmp_path, "one", "two", "three") as running:
        ends = time.monotonic() + 60
        while True:
            lanes = [set(json.loads(worker.get("/readyz")[1])["lanes"]) for worker in running]
            if sorted(map(len, lanes)) == [4, 4, 4] and len(set.union(*lanes)) == 12:
                break
            assert time.monotonic() < ends, lanes
            time.sleep(0.2)


def test_a_worker_told_to_stop_commits_leaves_and_exits_zero(
    kafka_bootstrap: str, topics: str, tmp_path: Path
) -> None:
    async def committed() -> dict[TopicPartition, int]:
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
        await admin.start()
        try:
            offsets = await admin.list_consumer_group_offsets(f"{topics}liangpai-worker")
            return {tp: each.offset for tp, each in offsets.items()}
        finally:
            await admin.close()

    with workers(kafka_bootstrap, topics, tmp_path, "one") as (one,):
        asyncio.run(load.produce(kafka_bootstrap, topics, 5_000))
        asyncio.run(no_faults(kafka_bootstrap, topics, 5_000))

        assert one.stop() == 0

    assert sum(asyncio.run(committed()).values()) == 5_000


def test_a_deadline_fires_by_the_wall_clock_when_all_inputs_are_read(
    kafka_bootstrap: str, topics: str, tmp_path: Path
) -> None:
    async def ask(due: int) -> None:
        async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap) as producer:
            await producer.send_and_wait(
                f"{topics}case-events",
                key=b"case-1",
                value=json.dumps({"due": due}).encode(),
                partition=partition_of("case-1", 12),
            )

    async def run() -> None:
        with workers(kafka_bootstrap, topics, tmp_path, "one"):
            due = int(time.time() * 1000) + 1_500
            await ask(due)
            async with asyncio.timeout(30):
                while not (tickets := await load.read_all(kafka_bootstrap, f"{topics}tickets")):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
        assert [json.loads(each.value)["due"] for each in tickets] == [due]
        assert tickets[0].timestamp == due
        assert time.time() * 1000 >= due

    asyncio.run(run())


def place(bootstrap: str, prefix: str) -> Place:
    return Place(bootstrap, prefix, 3)


def test_a_fenced_writer_says_so_whatever_it_was_about_to_do(kafka_bootstrap: str, topics: str) -> None:
    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(note_stray)  # as in a worker
        first, second = (TurnWriter(place(kafka_bootstrap, topics)) for _ in range(2))
        await first.start()
        await second.start()
        large = EMPTY._replace(states={f"c{number}": b"x" * 1_000 for number in range(5_000)})
        for _ in range(2):  # the second time the client library only knows that it is in a wrong state
            with pytest.raises(FencedError):
                await first.write(large, Ledger({"case-events": 1}))
        await first.stop()
        await second.stop()

    asyncio.run(run())


def test_a_second_writer_of_a_number_fences_the_first(kafka_bootstrap: str, topics: str) -> None:
    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(note_stray)  # as in a worker
        first, second = (TurnWriter(place(kafka_bootstrap, topics)) for _ in range(2))
        await first.start()
        await first.write(EMPTY._replace(states={"c1": b"1"}), Ledger({"case-events": 1}))
        await second.start()
        with pytest.raises(FencedError):
            await first.write(EMPTY._replace(states={"c1": b"2"}), Ledger({"case-events": 2}))
        store: dict[str, bytes] = {}
        restored = await read_back(place(kafka_bootstrap, topics), store)
        await first.stop()
        await second.stop()
        assert (store, restored.next) == ({"c1": b"1"}, {"case-events": 1})

    asyncio.run(run())


def test_a_large_turn_is_restored_whole(kafka_bootstrap: str, topics: str) -> None:
    async def run() -> None:
        writer = TurnWriter(place(kafka_bootstrap, topics))
        await writer.start()
        states: dict[str, bytes | None] = {f"case-{n}": b"%d" % n * 20 for n in range(30_000)}
        states["as large as there is"] = os.urandom(3 << 20)
        await writer.write(EMPTY._replace(states=states), Ledger({"case-events": 9}, {}, 77))
        await writer.stop()
        store: dict[str, bytes] = {}
        restored = await read_back(place(kafka_bootstrap, topics), store)
        assert store == states
        assert restored == Ledger({"case-events": 9}, {}, 77)

    asyncio.run(run())


def test_states_without_their_lane_record_are_refused(kafka_bootstrap: str, topics: str) -> None:
    async def run() -> None:
        async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap) as producer:
            await producer.send_and_wait(f"{topics}dossiers", key=b"c1", value=b"1", partition=3)
        with pytest.raises(RestoreError, match="no lane record"):
            await read_back(place(kafka_bootstrap, topics), {})

    asyncio.run(run())


def test_a_lane_record_of_another_program_stops_the_restore(kafka_bootstrap: str, topics: str) -> None:
    async def run() -> None:
        async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap) as producer:
            await producer.send_and_wait(
                f"{topics}dossiers", key=ledger.KEY, value=ledger.encode(Ledger(schema=9)), partition=3
            )
        with pytest.raises(ledger.UnknownSchemaError):
            await read_back(place(kafka_bootstrap, topics), {})

    asyncio.run(run())
