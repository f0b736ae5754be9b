"""The notifier as a process: a round for each receiver, the slips, and HTTP, run until it is told to stop."""

import asyncio
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError
from prometheus_client import CollectorRegistry

from sinks.away import KafkaAway
from sinks.delivery import slips
from sinks.delivery.acknowledged import Acknowledged
from sinks.delivery.clock import Clock, WallClock
from sinks.delivery.metrics import declare
from sinks.delivery.post import Post
from sinks.delivery.receivers import Receivers
from sinks.delivery.round import Round, Served, Shared
from sinks.delivery.slip_reading import SlipReader
from sinks.delivery.slips import Board, Key, Slip
from sinks.delivery.web import make_app
from sinks.kafka import connection
from sinks.patience import quieten
from sinks.source import OnAnyChange, make_consumer, start
from sinks.web import serve

GROUP = "liangpai-notify"
TOPIC = "alerts"


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """Where to read and where to answer; `http` is HOST:PORT, `name` that of this replica, `partitions` how many the
    topics have."""

    bootstrap: str
    partitions: int
    http: str
    name: str
    receivers: Receivers
    prefix: str = ""
    clock: Clock = field(default_factory=WallClock)


async def run_notify(settings: NotifySettings, served: Sequence[Served]) -> int:
    """Deliver until SIGTERM or Ctrl-C; the number of alerts delivered.

    Raises KafkaAway or AddressTaken at the start. Kafka or a receiver that goes away later is waited for.
    """
    quieten("aiokafka")
    registry = CollectorRegistry()
    metrics = declare(registry)
    async with AsyncExitStack() as stack:
        board, rounds = Board(), list[Round]()
        reader = SlipReader(
            settings.bootstrap,
            settings.prefix + slips.TOPIC,
            settings.partitions,
            board,
            lambda key, slip: _offer(rounds, key, slip),
        )
        stack.push_async_callback(reader.stop)
        producer = _producer(settings.bootstrap)
        stack.push_async_callback(_stop_quietly, producer)
        await _connect(settings.bootstrap, reader, producer)
        post = Post(producer, settings.prefix)
        shared = Shared(settings.receivers, board, reader.read_to_the_end, post, settings.clock, metrics)
        for each in served:
            rounds.append(await _round(stack, settings, each, shared))
        acknowledged = Acknowledged(
            settings.bootstrap, settings.prefix + TOPIC, settings.partitions, settings.receivers, metrics
        )
        stack.push_async_callback(acknowledged.stop)
        runner = await serve(make_app(registry, rounds, board, metrics), settings.http)
        stack.push_async_callback(runner.cleanup)
        await _until_stopped(rounds, [reader.follow(), acknowledged.follow()])
    return sum(round_.delivered for round_ in rounds)


async def _connect(bootstrap: str, reader: SlipReader, producer: AIOKafkaProducer) -> None:
    try:
        async with asyncio.timeout(30):
            await producer.start()
            await reader.start()
    except (KafkaError, OSError, TimeoutError) as error:
        raise KafkaAway(f"Kafka at {bootstrap} does not answer ({type(error).__name__})") from error


async def _round(stack: AsyncExitStack, settings: NotifySettings, served: Served, shared: Shared) -> Round:
    group = f"{settings.prefix}{GROUP}-{served.name.replace('/', '--')}"
    consumer = make_consumer(settings.bootstrap, group, f"{group}-{settings.name}")
    stack.push_async_callback(_stop_quietly, consumer)
    close = getattr(served.channel, "close", None)
    if close is not None:
        stack.push_async_callback(close)
    await start(consumer, settings.bootstrap)
    made = Round(served, shared, consumer)
    consumer.subscribe([settings.prefix + TOPIC], listener=OnAnyChange(made.forget))
    return made


async def _until_stopped(rounds: Sequence[Round], beside: Sequence[Any]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop_all, rounds)
    companions = [asyncio.create_task(each) for each in beside]
    try:
        async with asyncio.TaskGroup() as group:
            for each in rounds:
                group.create_task(each.run())
    finally:
        for task in companions:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _stop_all(rounds: Sequence[Round]) -> None:
    for each in rounds:
        each.stop()


def _offer(rounds: Sequence[Round], key: Key, slip: Slip) -> None:
    for each in rounds:
        if each.name == key.receiver:
            each.offer(key, slip)


def _producer(bootstrap: str) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        **connection(bootstrap),
        acks="all",
        enable_idempotence=True,
        max_request_size=4 << 20,
        linger_ms=2,
    )


async def _stop_quietly(client: AIOKafkaConsumer | AIOKafkaProducer) -> None:
    with suppress(KafkaError):
        await client.stop()
