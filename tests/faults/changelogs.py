"""h: a changelog that lost its end with the broker's last writes, and one with a record that cannot be read."""

import asyncio
import time

from aiokafka import AIOKafkaProducer

from streams.broker import admin
from streams.topics import create
from streams.worker.changelog import CHANGELOG
from tests.faults.segments import batches, cut_off, newest_segment
from tests.faults.stage import Outcome, Stage, wait_until_under_way
from tests.worker.city import PARTITIONS, City
from tests.worker.running import Worker

LOST = 6
"""Batches lost of a partition, at most: about three turns."""
CODE_SECONDS = 60.0
BROKEN = b"\x93no state"


def changelog_cut_off(stage: Stage) -> Outcome:
    """h: workers and broker die at once, and every partition of the changelog has lost its end, torn in a record.

    The outputs of the turns lost are still there, so they are written again; only what is the same may come twice.
    """
    stage.send()
    with stage.workers() as workers:
        wait_until_under_way(workers, stage.city.events // 2)
        for worker in workers:
            worker.process.kill()
            worker.process.wait()
        (broker,) = stage.brokers
        broker.kill()
        for number in range(PARTITIONS):
            _lose_the_end(stage, number)
        broker.start()
        for worker in workers:
            worker.kill_and_start_again()
        done = (
            f"{stage.city.events:,} events, {LOST} batches lost of each of {PARTITIONS} partitions, some torn"
        )
        outcome = stage.finish(workers, done, again=True)
        gave_up = [worker.name for worker in workers if "RestoreError" in worker.log.read_text()]
        return outcome._replace(
            faults=(*outcome.faults, *(f"worker {name} waited in vain" for name in gave_up))
        )


def _lose_the_end(stage: Stage, number: int) -> None:
    """Of each partition another end: before a batch, after it, or in the middle of it."""
    data = stage.brokers[0].folder / "data"
    segment = newest_segment(data, stage.city.prefix + CHANGELOG, number)
    if last := list(batches(segment))[-LOST:]:
        first = last[0]
        cut_off(segment, (first.start, first.end, (first.start + first.end) // 2)[number % 3])


def changelog_torn(stage: Stage) -> Outcome:
    """h: a record that is no state ends the workers with a sentence; without the changelog all is read anew."""
    stage.send()
    with stage.workers() as workers:
        wait_until_under_way(workers, stage.city.events // 2)
        for worker in workers:
            worker.stop()
        asyncio.run(_write_broken(stage))
        for worker in workers:
            worker.kill_and_start_again()
        faults = [fault for fault in map(_refuses, workers) if fault]
        if len(faults) == len(workers):
            return Outcome("a broken record in the changelog", faults=tuple(faults))
        for worker in workers:
            worker.process.kill()
            worker.process.wait()
        forget_the_state(stage.city)
        create(stage.bootstrap, stage.city.prefix, PARTITIONS)
        for worker in workers:
            worker.kill_and_start_again()
        done = f"{stage.city.events:,} events, a record that is no state; then the changelog deleted"
        return stage.finish(workers, done, again=True)


def _refuses(worker: Worker) -> str:
    """What is wrong with how a worker ended that has the broken record; empty where nothing is."""
    ends = time.monotonic() + CODE_SECONDS
    while worker.process.poll() is None and time.monotonic() < ends:
        time.sleep(0.5)
    said = worker.log.read_text()[-1_000:]
    told = "the state of case broken cannot be read" in said and "delete the changelog topic" in said
    return "" if worker.process.poll() == 2 and told else f"{worker.name}: {worker.process.poll()}, {said!r}"


async def _write_broken(stage: Stage) -> None:
    async with AIOKafkaProducer(bootstrap_servers=stage.bootstrap) as producer:
        await producer.send_and_wait(stage.city.prefix + CHANGELOG, BROKEN, b"broken", partition=0)


def forget_the_state(city: City) -> None:
    """Delete the changelog; workers that are started afterwards read everything anew."""
    name = city.prefix + CHANGELOG
    with admin(city.bootstrap) as client:
        client.delete_topics([name])
        ends = time.monotonic() + 30
        while name in client.list_topics():
            assert time.monotonic() < ends
            time.sleep(0.1)
