"""What one turn of a lane takes in: records in order, what is due in between, the wall clock where that is right."""

import asyncio
import time
from collections.abc import Callable

from rules.lane import Record
from streams.worker.inbox import Inbox, Input
from streams.worker.patience import HOUR_MS, Backlog, Owed, WallGate
from streams.worker.port import JudgingLane

TURN_RECORDS = 5_000
TURN_SECONDS = 0.15
CHUNK = 16
DUE_LIMIT = 150
DUE_CHUNK = 10
ROUND_SECONDS = 0.01
"""How long a lane computes until it lets the event loop go round: the steps by which others write wait so long."""
RECHECK_LIMIT = 500
IDLE_SECONDS = 1.0
HELD_SECONDS = 0.05
"""How soon a lane that holds its records back looks again."""
YIELDS = 4
"""How often a lane lets the event loop go round before it computes: a transaction is a chain of some ten short steps,
and each of them would else wait for the computing of another lane."""


class Intake:
    """The order in which a lane gets its records and its clock. `wall`: ms, UTC; `stopping`: begin nothing more.

    A turn is bounded in records, in time and in due moments; the event loop goes round in between.
    """

    def __init__(self, inbox: Inbox, wall: Callable[[], int], stopping: Callable[[], bool]) -> None:
        self._inbox, self._wall, self._stopping = inbox, wall, stopping
        self._backlog = Backlog()
        self._gate = WallGate()
        self._owed = Owed()
        self.holding = False
        """Whether records wait for those of an input that is behind."""
        self._due_left = DUE_LIMIT
        self._round_ends = 0.0

    def restored(self, lane: JudgingLane) -> None:
        """Begin with a lane that was just read back."""
        self._backlog = Backlog()
        if lane.backlog:
            self._backlog.saw(time.monotonic())

    async def take(self, lane: JudgingLane) -> tuple[int, bool]:
        """Give the lane one turn's worth: the records taken, whether more is due than one turn should do."""
        await _let_others_write()
        self._due_left, self.holding = DUE_LIMIT, False
        self._round_ends = time.monotonic() + ROUND_SECONDS
        records = await self._take_records(lane)
        return records, await self._advance_idle(lane, records)

    def wait_seconds(self, lane: JudgingLane) -> float:
        """How long nothing need be done where nothing comes in: to the next due moment, or the backlog's end."""
        wait = HELD_SECONDS if self.holding else IDLE_SECONDS
        due = lane.next_due()
        if due is not None:
            wait = min(wait, max(0.01, (due - self._wall()) / 1000))
        if lane.backlog:
            wait = min(wait, max(0.01, self._backlog.due_in(time.monotonic())))
        return wait

    async def _take_records(self, lane: JudgingLane) -> int:
        taken = 0
        ends_at = time.monotonic() + TURN_SECONDS
        while taken < TURN_RECORDS and not self._stopping():
            done = await self._take_chunk(lane)
            taken += done
            if done < CHUNK or time.monotonic() > ends_at:
                break
            await self._go_round()
        return taken

    async def _go_round(self) -> None:
        """Let the event loop go round, where it has not for a while."""
        if time.monotonic() > self._round_ends:
            await asyncio.sleep(0)
            self._round_ends = time.monotonic() + ROUND_SECONDS

    async def _take_chunk(self, lane: JudgingLane) -> int:
        for done in range(CHUNK):
            head = self._inbox.head()
            if head is None:
                return done
            lane.ceiling = wall = self._wall()  # records come in while others are taken
            moment = min(head.waiting[0].timestamp, wall)
            # After an outage everything is read in clock order.
            history = wall - moment > HOUR_MS
            if history and self._owed.holds(owes=self._inbox.owes(), now=time.monotonic()):
                self.holding = True
                return done
            in_order = await self._fire_until(lane, moment)
            if not in_order and history:
                return done
            self._give(lane, head, overtake=not in_order)
        return CHUNK

    async def _fire_until(self, lane: JudgingLane, moment: int) -> bool:
        """Fire what is due up to the moment; False if more is due than one turn should do."""
        due = lane.next_due()
        return due is None or due > moment or await self._advance(lane, moment)

    async def _advance(self, lane: JudgingLane, moment: int) -> bool:
        """Move the clock, as far as what a turn should do goes; False if more is due."""
        while limit := min(DUE_CHUNK, self._due_left):
            fired = lane.advance(moment, limit)
            self._due_left -= fired
            if fired < limit:
                return True
            await self._go_round()
        return False

    def _give(self, lane: JudgingLane, head: Input, *, overtake: bool) -> None:
        record = self._inbox.pop(head)
        if record.timestamp < lane.clock - HOUR_MS:
            self._backlog.saw(time.monotonic())
        taken = Record(
            head.topic, record.partition, record.offset, record.key, record.value, record.timestamp
        )
        lane.take(taken, overtake=overtake)

    async def _advance_idle(self, lane: JudgingLane, records: int) -> bool:
        """Let the wall clock in where that is right; whether more is due than one turn should do."""
        wall = self._wall()
        more = not await self._fire_until(lane, lane.clock)
        at_end, gap = self._inbox.at_end(wall), wall - lane.clock
        if self._gate.opens(at_end=at_end, busy=records > 0, gap_ms=gap, now=time.monotonic()) and gap > 0:
            more = not await self._advance(lane, wall)
        if lane.backlog and not self._backlog.due_in(time.monotonic()):
            if lane.judge_backlog(DUE_LIMIT):
                self._backlog.judged()
            else:
                more = True
        return more


async def judge_anew(lane: JudgingLane) -> None:
    """Judge some of the cases that a new court has to see, a few at a time."""
    await _let_others_write()
    for _ in range(0, RECHECK_LIMIT, CHUNK):
        if lane.recheck(CHUNK):
            return
        await asyncio.sleep(0)


async def _let_others_write() -> None:
    """Let the event loop go round before a lane computes."""
    for _ in range(YIELDS):
        await asyncio.sleep(0)
