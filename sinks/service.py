"""The sink as a process: consumer, archive and HTTP put together, run until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from prometheus_client import CollectorRegistry

from sinks.archive import ClickHouseArchive
from sinks.asking import refuse_open
from sinks.dsn import ArchiveAddress
from sinks.health import Health
from sinks.metrics import declare
from sinks.named_queries import Queries
from sinks.patience import quieten
from sinks.pump import Pump
from sinks.readers import Readers
from sinks.records import INPUTS, OUTPUTS
from sinks.shaping import Shaper
from sinks.shaping.events import Cleanse
from sinks.source import OnAnyChange, make_consumer, start, was_read
from sinks.web import make_app, serve

GROUP = "liangpai-sink"

ANSWERED_AT_ONCE = 3
"""Named queries over HTTP; what is too much waits."""


@dataclass(frozen=True, slots=True)
class SinkSettings:
    """Where to read, where to write, where to answer. `topics` are base names, `http` is HOST:PORT.

    `token`: what a question must carry. Raises WrongSettings where others than this machine could ask without one.
    """

    bootstrap: str
    archive: ArchiveAddress
    http: str
    name: str
    prefix: str = ""
    topics: Sequence[str] = INPUTS + OUTPUTS
    token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        refuse_open(self.http, self.token)


async def run_sink(settings: SinkSettings, cleanse: Cleanse, queries: Queries | None = None) -> int:
    """Archive existing topics until SIGTERM or Ctrl-C, then write and commit what is left; the number of rows written.

    Raises KafkaAway or AddressTaken at the start, WrongSchema whenever the database turns out to be of
    another version. A ClickHouse that is away is waited for. `queries` are those it answers over HTTP, the
    archive's own where none are given.
    """
    quieten("aiokafka")
    registry, health = CollectorRegistry(), Health(ticked_at=asyncio.get_running_loop().time())
    metrics = declare(registry, settings.archive.folder)
    group = settings.prefix + GROUP
    archive = ClickHouseArchive(settings.archive, has_rows=await was_read(settings.bootstrap, group))
    readers = Readers(settings.archive, queries)
    consumer = make_consumer(settings.bootstrap, group, f"{GROUP}-{settings.name}")
    async with AsyncExitStack() as stack:
        stack.callback(readers.close)  # when no thread asks any more
        writing, reading = _threads(stack, "archive"), _threads(stack, "queries", ANSWERED_AT_ONCE)
        stack.push_async_callback(_in_thread, writing, archive.close)
        pump = Pump(
            consumer=consumer,
            prefix=settings.prefix,
            shaper=Shaper(cleanse),
            archive=archive,
            thread=writing,
            health=health,
            metrics=metrics,
        )
        names = [settings.prefix + topic for topic in settings.topics]
        stack.push_async_callback(_stop_quietly, consumer)
        await start(consumer, settings.bootstrap)
        runner = await serve(
            make_app(health, registry, metrics, readers, reading, settings.token), settings.http
        )
        stack.push_async_callback(runner.cleanup)
        _on_signals(pump)
        consumer.subscribe(names, listener=OnAnyChange(pump.forget))
        await pump.run()
        return pump.written


def _threads(stack: AsyncExitStack, name: str, many: int = 1) -> ThreadPoolExecutor:
    executor = ThreadPoolExecutor(many, thread_name_prefix=name)
    stack.callback(executor.shutdown)
    return executor


async def _in_thread(thread: ThreadPoolExecutor, call: Callable[[], None]) -> None:
    await asyncio.get_running_loop().run_in_executor(thread, call)


async def _stop_quietly(consumer: AIOKafkaConsumer) -> None:
    with suppress(KafkaError):
        await consumer.stop()


def _on_signals(pump: Pump) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, pump.stop)
