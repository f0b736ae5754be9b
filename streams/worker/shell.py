"""One lane's life around the pure `rules.lane.Lane`: restore, turns, clock, rebuilding after a failure.

Each turn: records in order → `take`; due moments → `advance`; then outputs, states and lane record as one
transaction; then the offsets count as acknowledged. One turn at a time, bounded in records and in time.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog
from aiokafka.errors import KafkaError

from rules.court import Court
from rules.departed import Departed
from rules.dossier import BrokenDossier
from rules.lane import Turn
from streams.topic_reading import ReadError
from streams.worker import changelog
from streams.worker.changelog import FencedError, Place, TurnWriter, WriteError
from streams.worker.failpoints import Point, passing
from streams.worker.failures import GIVE_UP_SECONDS, Failures
from streams.worker.inbox import Inbox
from streams.worker.ledger import Ledger
from streams.worker.metrics import Metrics
from streams.worker.patience import HOUR_MS
from streams.worker.port import JudgingLane, LaneMaker
from streams.worker.rejudging import Rejudging
from streams.worker.restoring import BrokenStateError, read_back, read_on_record
from streams.worker.rivals import Rivals
from streams.worker.sources import SourceWatch
from streams.worker.tally import count_turn
from streams.worker.turns import Intake, judge_anew

log = structlog.get_logger(__name__)

SMALL_TURN = 500
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
QUIESCE_SECONDS = 20.0
RESTORES_AT_ONCE = 2


class Positions(Protocol):
    """What a lane needs of the consumer: set where it reads, and prove that it is still a member."""

    async def begin(
        self, number: int, next_offsets: Mapping[str, int | None], started: Callable[[dict[str, int]], None]
    ) -> None:
        """Deliver this number's inputs from these offsets on; `started` gets the epochs by topic."""

    async def still_member(self, number: int, next_offsets: Mapping[str, int]) -> bool:
        """Whether the group still takes this member's word for the partition number."""


@dataclass(slots=True)
class Shared:
    """What all lanes of a process have in common."""

    topics: tuple[str, ...]
    make_lane: LaneMaker
    positions: Positions
    metrics: Metrics
    pace: float
    wall: Callable[[], int]
    computing: asyncio.Lock
    restoring: asyncio.Semaphore
    resume_fetching: Callable[[int], None]
    rivals: Rivals
    rejudging: Rejudging
    sources: SourceWatch
    caught_up: Callable[[], Awaitable[None]]
    """Waits until the newest rulebooks are in force, before a lane is made."""


class LaneShell:
    """The lane of one partition number while this process has it."""

    def __init__(self, place: Place, shared: Shared) -> None:
        self.place, self.shared = place, shared
        self.inbox = Inbox(shared.topics)
        self.acknowledged: dict[str, int] = {}
        self.phase = "new"
        self.progress_at = time.monotonic()
        self.lane: JudgingLane | None = None
        self._ledger = Ledger()
        self._writer: TurnWriter | None = None
        self._store: dict[str, bytes] = {}
        self._intake = Intake(self.inbox, shared.wall, lambda: self._stopping)
        self._ordered: tuple[Court, str] | None = None
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._failures = Failures()

    # --- what `Lanes` calls ---------------------------------------------------------------------------------------

    def start(self, on_failure: Callable[[BaseException], None]) -> None:
        """Begin, or go on after a rebalance that left the number here."""
        self._stopping = False
        self._task = asyncio.create_task(self._run(), name=f"lane-{self.place.number}")
        self._task.add_done_callback(lambda task: _report(task, on_failure))

    def wake(self) -> None:
        """Something came in."""
        self._wake.set()

    def change_court(self, court: Court, cause: str) -> None:
        """Judge by this court from the next turn on, and the cases there are anew."""
        self._ordered = court, cause
        if self.lane is not None:
            self.shared.rejudging.begin(self.place.number)
        self._wake.set()

    async def quiesce(self) -> None:
        """Finish the turn under way and start no other; a lane that cannot is dropped and restored later."""
        self._stopping = True
        self._wake.set()
        task, self._task = self._task, None
        if task is None or task.done():
            return
        if self.phase == "working":
            await asyncio.wait([task], timeout=QUIESCE_SECONDS)
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
            await self.drop()

    async def drop(self) -> None:
        """Let go of the state and the writer."""
        writer, self._writer = self._writer, None
        self.lane, self._store, self.acknowledged = None, {}, {}
        self.phase = "dropped"
        self.shared.rejudging.end(self.place.number)
        if writer is not None:
            await writer.stop()

    def judged(self) -> dict[str, int]:
        """By topic, the offset after the last record that is judged as things stand now, to be told to the group.

        While cases are only folded, wait for a new court, or the clock is more than an hour behind, the last record of
        each topic is held back: who asks the group how far it is must not take that for judged, or a month could be
        closed without it. The changelog is what the lane itself goes by.
        """
        held = 0 if self._settled() else 1
        return {topic: max(0, at - held) for topic, at in self.acknowledged.items()}

    def _settled(self) -> bool:
        lane = self.lane
        return lane is not None and not (
            lane.backlog or lane.rechecks or self.shared.wall() - lane.clock > HOUR_MS
        )

    def has_work(self) -> bool:
        """Whether records wait, or the lane was given up; a restore that stands still ends by itself."""
        return self.phase == "dropped" or (self.phase == "working" and self.inbox.size > 0)

    def oldest_due(self) -> int | None:
        """The lane's next due moment, ms."""
        return self.lane.next_due() if self.lane is not None else None

    def dossiers(self) -> int:
        """How many dossiers it holds."""
        return len(self._store)

    # --- its life -------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while not self._stopping:
            try:
                await self._open()
                await self._work()
            except (FencedError, WriteError, ReadError, KafkaError) as error:
                await self._recover(error)

    async def _open(self) -> None:
        self.phase = "restoring"
        if self.lane is None:
            await self._restore()
        else:
            await self._write(Turn.empty())  # proves that nobody had the number in between
        positions = changelog.settled_next(self._ledger, self.shared.topics)
        await self.shared.positions.begin(self.place.number, positions, self._begin_inbox)
        self.phase = "working"
        self._got_on()

    def _begin_inbox(self, epochs: dict[str, int]) -> None:
        self.inbox.begin(self._ledger.next, self._ledger.highest, epochs)

    async def _restore(self) -> None:
        async with self.shared.restoring:
            with self.shared.metrics.restore_seconds.time():
                writer = TurnWriter(self.place)
                self._writer = writer
                async with asyncio.timeout(GIVE_UP_SECONDS):
                    await writer.start()
                self._store = {}
                departed = Departed()
                ledger = await read_back(self.place, self._store, departed)
                on_record, self._ledger = await read_on_record(self.place, ledger)
                await self.shared.caught_up()
                lane = self.shared.make_lane(
                    self.place.number, self._store, self._ledger.clock, on_record, departed
                )
                await asyncio.to_thread(self._rebuild, lane)
        self.lane = lane
        self.acknowledged = dict(self._ledger.next)
        self._intake.restored(lane)
        if lane.rechecks:
            self.shared.rejudging.begin(self.place.number)
        log.info("lane restored", partition=self.place.number, dossiers=len(self._store), left=len(departed))

    def _rebuild(self, lane: JudgingLane) -> None:
        try:
            lane.restore()
        except BrokenDossier as broken:
            place = f"{self.place.prefix}{changelog.CHANGELOG}/{self.place.number}"
            raise BrokenStateError(f"{place}: {broken}") from broken

    async def _recover(self, error: BaseException) -> None:
        known = self.judged()
        reason = "fenced" if isinstance(error, FencedError) else "failed"
        self.shared.metrics.rebuilt.labels(reason).inc()
        log.warning(
            "lane given up, restored if it is still ours", partition=self.place.number, error=repr(error)
        )
        await self.drop()
        if isinstance(error, FencedError):
            self.shared.rivals.fenced()
        self._failures.count(error)
        tries = 0
        while not self._stopping:
            await self._pause(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
            tries += 1
            self._failures.give_up_if_hopeless(error)
            if not known or await self.shared.positions.still_member(self.place.number, known):
                return

    async def _pause(self, seconds: float) -> None:
        if self._stopping:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                self._wake.clear()
                while not self._stopping:
                    await self._wake.wait()
                    self._wake.clear()

    def _got_on(self) -> None:
        self.progress_at = time.monotonic()

    # --- turns ----------------------------------------------------------------------------------------------------

    async def _work(self) -> None:
        while not self._stopping:
            await self._change_court()
            records, fired, more = await self._turn()
            rechecked = await self._recheck()
            if not (records or fired or more or rechecked):
                await self._idle()
            elif records < SMALL_TURN and not more and not self._stopping:
                await asyncio.sleep(self.shared.pace)

    async def _turn(self) -> tuple[int, bool, bool]:
        """One turn: the records taken, whether anything was written, whether more is due than one turn should do."""
        lane = self._lane()
        self._wake.clear()
        async with self.shared.computing:
            passing(Point.BETWEEN_TURNS)
            began = time.monotonic()
            records, more = await self._intake.take(lane)
            turn = lane.end_turn()
        if records:
            self.shared.resume_fetching(self.place.number)
        if records or turn.outputs or turn.states:
            await self._write(turn)
            self.shared.metrics.turn_seconds.observe(time.monotonic() - began)
            return records, True, more
        self._got_on()
        return 0, False, more

    async def _change_court(self) -> None:
        ordered, self._ordered = self._ordered, None
        if ordered is None:
            return
        if await asyncio.to_thread(self._lane().change_court, *ordered):
            self.shared.rejudging.begin(self.place.number)

    async def _recheck(self) -> bool:
        """Judge some cases anew, in a turn of their own, so that records wait no longer than for due moments."""
        lane = self._lane()
        if not lane.rechecks:
            if self._ordered is None:
                self.shared.rejudging.end(self.place.number)
            return False
        if self._stopping:
            return False
        async with self.shared.computing:
            await judge_anew(lane)
            turn = lane.end_turn()
        await self._write(turn)
        self.shared.rejudging.count(turn)
        return True

    async def _write(self, turn: Turn) -> None:
        lane, writer = self._lane(), self._writer
        if writer is None:
            raise WriteError("no writer")
        anew_until = self._ledger.anew_until
        ledger = Ledger(self._next_offsets(), self._highest(), lane.clock, anew_until=anew_until)
        async with asyncio.timeout(GIVE_UP_SECONDS):  # aiokafka itself waits for the broker without end
            await writer.write(turn, ledger)
        self._ledger = ledger
        self.acknowledged = dict(ledger.next)
        self._failures.forget()
        count_turn(self.shared.metrics, turn, self.shared.wall())
        self.shared.sources.note(turn.fares)
        self._got_on()

    def _next_offsets(self) -> dict[str, int]:
        return self.inbox.next_offsets() if self.phase == "working" else dict(self._ledger.next)

    def _highest(self) -> dict[str, int]:
        return self.inbox.highest() if self.phase == "working" else dict(self._ledger.highest)

    def _lane(self) -> JudgingLane:
        if self.lane is None:
            raise WriteError("no lane")
        return self.lane

    async def _idle(self) -> None:
        """Wait for a record, the next due moment, or the end of the backlog's quiet time."""
        if self._stopping or (self.inbox.size and not self._intake.holding):
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._intake.wait_seconds(self._lane())):
                await self._wake.wait()


def _report(task: asyncio.Task[None], on_failure: Callable[[BaseException], None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        on_failure(error)
