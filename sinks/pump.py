"""The loop of the sink: gather, write, commit; in this order, for ever."""

import asyncio
from concurrent.futures import Executor

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from sinks.archive import Archive
from sinks.away import ArchiveAway
from sinks.gathering import Gathering
from sinks.health import Health
from sinks.metrics import SinkMetrics
from sinks.patience import wait_before
from sinks.shaping import Shaper

log = structlog.get_logger(__name__)

POLL_MS = 200
PAUSE_AFTER_SMALL_POLL = 0.02
SMALL_POLL = 500
LAST_TRIES = 2
SAY_EVERY = 30.0
CONNECT_EVERY = 2.0


class Pump:
    """Moves records from a started consumer into an archive.

    Offsets are committed only after the archive acknowledged their rows. While it does not take them the
    partitions are paused and nothing more is gathered, so memory stays bounded, and the same rows are tried
    again. A rebalance forgets what is gathered: its next owner, maybe this process, reads it again from the
    last commit.
    """

    def __init__(
        self,
        *,
        consumer: AIOKafkaConsumer,
        prefix: str,
        shaper: Shaper,
        archive: Archive,
        thread: Executor,
        health: Health,
        metrics: SinkMetrics,
    ) -> None:
        self._consumer = consumer
        self._prefix = prefix
        self._shaper = shaper
        self._archive = archive
        self._thread = thread
        self._health = health
        self._metrics = metrics
        self._gathering = Gathering()
        self._uncommitted: dict[TopicPartition, int] = {}
        self._read_to: dict[TopicPartition, int] = {}
        self._ownership = 0
        self._stopping = asyncio.Event()
        self._said_at = float("-inf")
        self._connect_at = float("-inf")
        self.written = 0

    def stop(self) -> None:
        """Ask the loop to write what it has, commit, and return."""
        self._stopping.set()

    def forget(self) -> None:
        """Drop what is gathered but not committed; it will be read again."""
        self._ownership += 1
        self._gathering = Gathering()
        self._uncommitted = {}

    async def run(self) -> None:
        """Until `stop`. Raises only what trying again does not cure: WrongSchema, or a mistake of ours."""
        while not self._stopping.is_set():
            await self._connect_early()
            await self._gather(POLL_MS)
            if self._gathering.is_due(_now()):
                await self._flush()
        await self._flush()

    async def _connect_early(self) -> None:
        """Make the tables before the first record comes; whether that works is part of being ready."""
        if not (self._health.archive_up or self._gathering.records) and _now() >= self._connect_at:
            self._connect_at = _now() + CONNECT_EVERY
            await self._write(Gathering())

    async def _gather(self, timeout_ms: int) -> None:
        self._tick()
        room = self._gathering.room
        try:
            found = await self._consumer.getmany(timeout_ms=timeout_ms, max_records=max(room, 1))
        except KafkaError as error:
            self._say("kafka is away", error=type(error).__name__)
            await asyncio.sleep(timeout_ms / 1000)
            return
        for partition, records in found.items():
            self._read_to[partition] = records[-1].offset + 1
            self._gathering.add(partition, partition.topic.removeprefix(self._prefix), records, _now())
        self._metrics.waiting.set(len(self._gathering.records))
        if sum(map(len, found.values())) < SMALL_POLL:
            await asyncio.sleep(PAUSE_AFTER_SMALL_POLL)

    async def _flush(self) -> None:
        """Write and commit what is gathered; not doing so is only for being told to stop or to forget."""
        ownership, attempt = self._ownership, 0
        while self._gathering.records and ownership == self._ownership:
            taken = self._gathering
            if await self._write(taken):
                if ownership == self._ownership:
                    self._gathering = Gathering()
                    self._uncommitted |= taken.offsets
                break
            attempt += 1
            if self._stopping.is_set() and attempt >= LAST_TRIES:
                log.warning("stopped before ClickHouse took them", to_read_again=len(taken.records))
                return
            await self._wait(wait_before(attempt))
        await self._commit()
        self._measure_lag()

    async def _write(self, taken: Gathering) -> bool:
        began = _now()
        try:
            counts = await _loop().run_in_executor(self._thread, self._blocking_write, taken)
        except ArchiveAway as away:
            self._failed(away)
            return False
        self._metrics.write_seconds.observe(_now() - began)
        self._succeeded(counts)
        return True

    def _blocking_write(self, taken: Gathering) -> dict[str, int]:
        batch = self._shaper.shape(taken.records)
        self._archive.write(batch)
        return {name: len(rows) for name, rows in batch.items()}

    async def _wait(self, seconds: float) -> None:
        """Wait with the partitions paused, polling all the while: who does not poll loses its place."""
        until = _now() + seconds
        while _now() < until and not self._stopping.is_set():
            self._consumer.pause(*self._consumer.assignment())
            await self._gather(min(POLL_MS, max(1, int((until - _now()) * 1000))))
        self._consumer.resume(*self._consumer.assignment())

    async def _commit(self) -> None:
        if not self._uncommitted:
            return
        offsets = self._uncommitted
        try:
            await self._consumer.commit(offsets)
        except (CommitFailedError, IllegalStateError):
            log.info("a rebalance came before the commit; the rows will be written again")
        except KafkaError as error:
            self._say("kafka takes no commit", error=type(error).__name__)
        else:
            if self._uncommitted is offsets:
                self._uncommitted = {}

    def _measure_lag(self) -> None:
        lag = 0
        for partition in self._consumer.assignment():
            end = self._consumer.highwater(partition)
            if end is not None:
                lag += max(end - self._read_to.get(partition, end), 0)
        self._metrics.lag.set(lag)

    def _succeeded(self, counts: dict[str, int]) -> None:
        if not self._health.archive_up:
            log.info("ClickHouse takes rows")
        self._health.archive_up, self._health.archive_trouble = True, None
        self._metrics.archive_up.set(1)
        for name, count in counts.items():
            self._metrics.rows.labels(name).inc(count)
            self.written += count

    def _failed(self, away: ArchiveAway) -> None:
        self._health.archive_up, self._health.archive_trouble = False, str(away)
        self._metrics.archive_up.set(0)
        self._metrics.failures.inc()
        self._say("ClickHouse is away", reason=str(away))

    def _say(self, what: str, **facts: str) -> None:
        if _now() - self._said_at >= SAY_EVERY:
            self._said_at = _now()
            log.warning(what, waiting=len(self._gathering.records), **facts)

    def _tick(self) -> None:
        assignment = self._consumer.assignment()
        self._health.ticked_at = _now()
        self._health.assigned = bool(assignment)


def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def _now() -> float:
    return _loop().time()
