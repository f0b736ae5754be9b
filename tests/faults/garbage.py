"""l: every second record is garbage; the good ones are judged as `check` does, and as soon as without it."""

import asyncio
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from streams.partitions import partition_of
from tests.faults.stage import Outcome, Stage
from tests.worker.city import PARTITIONS, wait_until_judged

RATE = 400
"""Good records a second; as much garbage again in the second half."""
SECONDS = 20
TICK = 0.02
SLOWER, SECOND = 2.0, 1_000.0
"""With garbage the slowest hundredth may take twice as long as without, or a second."""
GARBAGE = (b"{", b"\xff\xfe", b"[]", b'{"specversion": "1.0"}', b"null", b"{}" * 2_000)


def half_garbage(stage: Stage) -> Outcome:
    """l: live traffic without and with as much garbage; then the city's events with it, compared with `check`."""
    with stage.workers("one") as workers:
        alone = asyncio.run(_latencies(stage, "a", garbage=False))
        among = asyncio.run(_latencies(stage, "b", garbage=True))
        wait_until_judged(workers, int(time.time() * 1000), stage.size.patience)
        dead = int(workers[0].metric("liangpai_dead_letters_total"))
        stopped = workers[0].stop()
    faults = [f"the worker ended with exit code {stopped}"] if stopped else []
    if dead != RATE * SECONDS:
        faults.append(f"{dead:,} dead letters of {RATE * SECONDS:,} garbage records")
    if among[-1] < 0 or _share(among, 0.99) > max(SLOWER * _share(alone, 0.99), SECOND):
        faults.append("the good records were late")
    told = "; ".join(
        f"{name}: p50 {_share(each, 0.5):.0f} ms, p99 {_share(each, 0.99):.0f} ms, max {each[-1]:.0f} ms"
        for name, each in (("alone", alone), ("with as much garbage", among))
    )
    return Outcome(
        f"{RATE} good events/s for {SECONDS} s, event to case-state on the topic. {told}", None, tuple(faults)
    )


def _share(sorted_values: Sequence[float], part: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * part))]


async def _latencies(stage: Stage, mark: str, *, garbage: bool) -> list[float]:
    """From handing a record to the producer to reading the case's state, ms, sorted; all good records must come."""
    sent: dict[str, float] = {}
    topic = f"{stage.city.prefix}case-states"
    async with (
        AIOKafkaConsumer(
            topic, bootstrap_servers=stage.bootstrap, isolation_level="read_committed"
        ) as consumer,
        AIOKafkaProducer(bootstrap_servers=stage.bootstrap, linger_ms=2) as producer,
    ):
        await consumer.seek_to_end()
        sending = asyncio.create_task(_send(stage, producer, mark, sent, garbage=garbage))
        taken: list[float] = []
        async with asyncio.timeout(SECONDS + 120):
            while len(taken) < RATE * SECONDS:
                for records in (await consumer.getmany(timeout_ms=100)).values():
                    now = time.monotonic()
                    taken += [
                        (now - sent.pop(key)) * 1000 for each in records if (key := each.key.decode()) in sent
                    ]
        await sending
    return sorted(taken)


async def _send(
    stage: Stage, producer: AIOKafkaProducer, mark: str, sent: dict[str, float], *, garbage: bool
) -> None:
    began, each = time.monotonic(), 0
    while each < RATE * SECONDS:
        while each < min(RATE * SECONDS, (time.monotonic() - began) * RATE):
            subject = f"{mark}-{each:06}"
            sent[subject] = time.monotonic()
            await _put(stage, producer, subject, _accepted(subject))
            if garbage:
                await _put(stage, producer, subject, GARBAGE[each % len(GARBAGE)])
            each += 1
        await asyncio.sleep(TICK)
    await producer.flush()


async def _put(stage: Stage, producer: AIOKafkaProducer, subject: str, value: bytes) -> None:
    await producer.send(
        f"{stage.city.prefix}case-events", value, subject.encode(), partition_of(subject, PARTITIONS)
    )


def _accepted(subject: str) -> bytes:
    now = datetime.now(UTC).isoformat()
    body = {"specversion": "1.0", "id": subject, "source": "approval/430100", "type": "case.accepted"}
    data = {"item_code": "430100-0001", "voucher_no": "SL-1"}
    return json.dumps({**body, "subject": subject, "time": now, "recordedtime": now, "data": data}).encode()
