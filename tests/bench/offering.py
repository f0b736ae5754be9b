"""Events offered at a given rate, and cards watched for as they become visible: how long each took."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import count, islice
from typing import NamedTuple

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition

from streams.partitions import partition_of
from tests.bench.scene import Scene

TICK_SECONDS = 0.02
TOGETHER = 20
"""Events of which one makes a card: a pause without a lawful reason, of a case accepted just before."""

PARTITIONS = 12


class Sent(NamedTuple):
    """An event to send: its case, its id, its bytes."""

    subject: str
    id: str
    value: bytes


class _Card(msgspec.Struct):
    evidence: list[str] = []


class _CardEvent(msgspec.Struct):
    data: _Card


_card = msgspec.json.Decoder(_CardEvent).decode


def traffic(name: str) -> Iterator[Sent]:
    """Events stamped with the moment they are taken; every twentieth makes a card (P-11)."""
    for number in count():
        round_, place = divmod(number, TOGETHER)
        case = f"{name}-{round_}-{place // 4}"
        kind, data = _LIFE[place % 4] if place < TOGETHER - 1 else _PAUSE
        yield Sent(case, f"e-{number}", _event(case, f"e-{number}", kind, data))


_LIFE = (
    ("submitted", '"item_code":"430100-0001"'),
    ("accepted", '"item_code":"430100-0001","voucher_no":"S","promise_days":10,"legal_days":20'),
    ("stage_entered", '"stage_code":"SL","role":"handle"'),
    ("stage_left", '"stage_code":"SL","role":"handle"'),
)
_PAUSE = ("suspended", '"reason_code":"lunch"')


def _event(case: str, name: str, kind: str, data: str) -> bytes:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return (
        f'{{"specversion":"1.0","id":"{name}","source":"approval/430100","type":"case.{kind}","subject":"{case}",'
        f'"time":"{now}","recordedtime":"{now}","data":{{"dept_code":"430100-ZJ","staff_id":"u17",{data}}}}}'
    ).encode()


async def offer(where: Scene, rate: int, seconds: float, name: str) -> dict[str, float]:
    """Send at this rate; event id of each that makes a card → when it was handed to Kafka (epoch seconds)."""
    sent: dict[str, float] = {}
    producer = AIOKafkaProducer(
        bootstrap_servers=where.bootstrap, linger_ms=0, max_batch_size=262_144, enable_idempotence=True
    )
    async with producer:
        events, began, done = traffic(name), time.monotonic(), 0
        while (gone := time.monotonic() - began) < seconds:
            due = int(gone * rate) - done
            await _together(producer, where, list(islice(events, due)), sent)
            done += due
            await asyncio.sleep(TICK_SECONDS - (time.monotonic() - began) % TICK_SECONDS)
        await producer.flush()
    return sent


async def _together(
    producer: AIOKafkaProducer, where: Scene, events: list[Sent], sent: dict[str, float]
) -> None:
    by_partition: Mapping[int, list[Sent]] = defaultdict(list)
    for event in events:
        by_partition[partition_of(event.subject, PARTITIONS)].append(event)
    now = time.time()
    for number, mine in by_partition.items():
        batch = producer.create_batch()
        for event in mine:
            batch.append(key=event.subject.encode(), value=event.value, timestamp=int(now * 1000))
            if b"case.suspended" in event.value:
                sent[event.id] = now
        await producer.send_batch(batch, where.prefix + "case-events", partition=number)


class Watcher:
    """Reads a topic from now on, as others do: only what is committed. Event id → when its card was seen."""

    def __init__(self, where: Scene) -> None:
        self.seen: dict[str, float] = {}
        self._where = where
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=where.bootstrap, isolation_level="read_committed", enable_auto_commit=False
        )

    async def __aenter__(self) -> "Watcher":
        await self._consumer.start()
        places = [TopicPartition(self._where.prefix + "cards", number) for number in range(PARTITIONS)]
        self._consumer.assign(places)
        await self._consumer.seek_to_end(*places)
        for place in places:
            await self._consumer.position(place)
        self._task = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
        await self._consumer.stop()

    async def _read(self) -> None:
        while True:
            polled = await self._consumer.getmany(timeout_ms=100)
            now = time.time()
            for records in polled.values():
                for record in records:
                    for name in _card(record.value).data.evidence:
                        self.seen.setdefault(name, now)

    async def until(self, ids: Mapping[str, float], seconds: float) -> None:
        """Wait until all of them were seen, at most so long."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if ids.keys() <= self.seen.keys():
                return
            await asyncio.sleep(0.05)


class Latency(NamedTuple):
    """Milliseconds; `missing`: how many were not seen."""

    p50: float
    p99: float
    most: float
    missing: int


def latency(sent: Mapping[str, float], seen: Mapping[str, float]) -> Latency:
    """How long each took that was sent and seen."""
    took = sorted((seen[name] - at) * 1000 for name, at in sent.items() if name in seen)
    missing = len(sent) - len(took)
    if not took:
        return Latency(float("inf"), float("inf"), float("inf"), missing)
    return Latency(took[len(took) // 2], took[min(len(took) - 1, int(len(took) * 0.99))], took[-1], missing)
