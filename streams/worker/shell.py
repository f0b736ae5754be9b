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
from rules.lane import Record, Turn
from streams.topic_reading import ReadError
from streams.worker import changelog
from streams.worker.changelog import FencedError, Place, TurnWriter, WriteError
from streams.worker.failpoints import Point, passing
from streams.worker.failures import GIVE_UP_SECONDS, Failures
from streams.worker.inbox import Inbox, Input
from streams.worker.ledger import Ledger
from streams.worker.metrics import Metrics
from streams.worker.patience import HOUR_MS, Backlog, WallGate
from streams.worker.port import JudgingLane, LaneMaker
from streams.worker.rejudging import Rejudging
from streams.worker.restoring import BrokenStateError, outcomes_on_record, read_back
from streams.worker.rivals import Rivals
from streams.worker.sources import SourceWatch
from streams.worker.tally import count_turn

log = structlog.get_logger(__name__)

TURN_RECORDS = 5_000
TURN_SECONDS = 0.15
YIELDS = 4
"""How often a lane lets the event loop go round before it computes: a transaction is a chain of some ten short steps,
and each of them would else wait for the computing of another lane."""
CHUNK = 64
CHUNK_SECONDS = 0.05
DUE_LIMIT = 200
RECHECK_LIMIT = 500
IDLE_SECONDS = 1.0
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
        self._backlog = Backlog()
        self._gate = WallGate()
        self._ordered: tuple[Court, str] | None = None
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._failures = Failures()
        self._due_left = DUE_LIMIT

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
                self._ledger = await read_back(self.place, self._store, departed)
                on_record = await outcomes_on_record(self.place, self._ledger.clock)
                await self.shared.caught_up()
                lane = self.shared.make_lane(
                    self.place.number, self._store, self._ledger.clock, on_record, departed
                )
                await asyncio.to_thread(self._rebuild, lane)
        self.lane = lane
        self.acknowledged = dict(self._ledger.next)
        self._backlog = Backlog()
        if lane.backlog:
            self._backlog.saw(time.monotonic())
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
        known = dict(self.acknowledged)
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
            await _let_others_write()
            began = time.monotonic()
            self._due_left = DUE_LIMIT
            records = await self._take_records(lane)
            more = self._advance_idle(lane, records)
            turn = lane.end_turn()
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
            lane.recheck(RECHECK_LIMIT)
            turn = lane.end_turn()
        await self._write(turn)
        self.shared.rejudging.count(turn)
        return True

    async def _take_records(self, lane: JudgingLane) -> int:
        taken = 0
        ends_at = time.monotonic() + TURN_SECONDS
        chunk_ends_at = time.monotonic() + CHUNK_SECONDS
        while taken < TURN_RECORDS and not self._stopping:
            wall = self.shared.wall()
            done = self._take_chunk(lane, wall)
            taken += done
            now = time.monotonic()
            if done < CHUNK or now > ends_at:
                break
            if now > chunk_ends_at:
                await asyncio.sleep(0)
                chunk_ends_at = time.monotonic() + CHUNK_SECONDS
        if taken:
            self.shared.resume_fetching(self.place.number)
        return taken

    def _take_chunk(self, lane: JudgingLane, wall: int) -> int:
        inbox = self.inbox
        lane.ceiling = wall
        for done in range(CHUNK):
            head = inbox.head()
            if head is None:
                return done
            moment = min(head.waiting[0].timestamp, wall)
            in_order = self._fire_until(lane, moment)
            if not in_order and wall - moment > HOUR_MS:
                return done  # after an outage everything is read in clock order
            self._take(lane, head, overtake=not in_order)
        return CHUNK

    def _fire_until(self, lane: JudgingLane, moment: int) -> bool:
        """Fire what is due up to the moment; False if more is due than one turn should do."""
        due = lane.next_due()
        if due is None or due > moment:
            return True
        left, self._due_left = self._due_left, 0
        return left > 0 and lane.advance(moment, left)

    def _take(self, lane: JudgingLane, head: Input, *, overtake: bool) -> None:
        record = self.inbox.pop(head)
        if record.timestamp < lane.clock - HOUR_MS:
            self._backlog.saw(time.monotonic())
        taken = Record(
            head.topic, record.partition, record.offset, record.key, record.value, record.timestamp
        )
        lane.take(taken, overtake=overtake)

    def _advance_idle(self, lane: JudgingLane, records: int) -> bool:
        """Let the wall clock in where that is right; whether more is due than one turn should do."""
        wall = self.shared.wall()
        more = not self._fire_until(lane, lane.clock)
        at_end, gap = self.inbox.at_end(wall), wall - lane.clock
        if self._gate.opens(at_end=at_end, busy=records > 0, gap_ms=gap, now=time.monotonic()) and gap > 0:
            more = not lane.advance(wall, DUE_LIMIT)
        if lane.backlog and not self._backlog.due_in(time.monotonic()):
            if lane.judge_backlog(DUE_LIMIT):
                self._backlog.judged()
            else:
                more = True
        return more

    async def _write(self, turn: Turn) -> None:
        lane, writer = self._lane(), self._writer
        if writer is None:
            raise WriteError("no writer")
        ledger = Ledger(self._next_offsets(), self._highest(), lane.clock)
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
        if self.inbox.size or self._stopping:
            return
        lane = self._lane()
        wait = IDLE_SECONDS
        due = lane.next_due()
        if due is not None:
            wait = min(wait, max(0.01, (due - self.shared.wall()) / 1000))
        if lane.backlog:
            wait = min(wait, max(0.01, self._backlog.due_in(time.monotonic())))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._wake.wait()


async def _let_others_write() -> None:
    for _ in range(YIELDS):
        await asyncio.sleep(0)


def _report(task: asyncio.Task[None], on_failure: Callable[[BaseException], None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        on_failure(error)
