"""The lanes of this process: which partition numbers it has, who gets which batch, what may be committed."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping

import structlog
from faust.types import TP

from rules.court import Court
from streams.worker.changelog import Place
from streams.worker.failpoints import Point, passing
from streams.worker.shell import LaneShell, Shared
from streams.worker.transport import Batch, BatchConsumer, Poll

log = structlog.get_logger(__name__)


class Lanes:
    """Receives what the transport brings and keeps one `LaneShell` per partition number."""

    def __init__(self, bootstrap: str, prefix: str, make_shared: "Callable[[Lanes], Shared]") -> None:
        self._bootstrap, self._prefix = bootstrap, prefix
        self.shells: dict[int, LaneShell] = {}
        self.shared = make_shared(self)
        self.failure: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
        self.assigned_once = False
        self.answered_at: int | None = None
        self._consumer: BatchConsumer | None = None
        self._full: set[TP] = set()

    def attach(self, consumer: BatchConsumer) -> None:
        """Name the consumer that delivers (it exists only once the app does)."""
        self._consumer = consumer

    # --- what the transport and the app call ----------------------------------------------------------------------

    async def assigned(self, partitions: Iterable[TP]) -> None:
        """A rebalance is over: lanes that stayed go on, others are dropped, new ones begin."""
        await self.quiesce()  # they rest already, unless a rebalance began without revoking
        numbers = {tp.partition for tp in partitions}
        for number in sorted(set(self.shells) - numbers):
            await self.shells.pop(number).drop()
        self._full.clear()
        self.shared.rivals.assigned()
        for number in sorted(numbers):
            if number not in self.shells:
                self.shells[number] = LaneShell(Place(self._bootstrap, self._prefix, number), self.shared)
            self.shells[number].start(self._fail)
            passing(Point.ASSIGNED)
        self.assigned_once = True
        log.info("partition numbers assigned", numbers=sorted(numbers))

    def change_court(self, court: Court, cause: str) -> None:
        """Let every lane judge by this court, and the cases there are anew."""
        for shell in self.shells.values():
            shell.change_court(court, cause)

    def announce(self, poll: Poll) -> None:
        """Batches are on their way; note how far every input is read."""
        for tp, batch in poll.batches.items():
            if shell := self.shells.get(tp.partition):
                shell.inbox.announce(self.base(tp), batch)
        for tp, end in poll.ends.items():
            if shell := self.shells.get(tp.partition):
                shell.inbox.note(self.base(tp), end)
            if end.answered_at is not None:
                self.answered_at = max(self.answered_at or 0, end.answered_at)

    def deliver(self, batches: Mapping[TP, Batch]) -> None:
        """Give each batch to its lane; one that was drained for an earlier position is dropped there."""
        for tp, batch in batches.items():
            self._deliver(tp, batch)

    def _deliver(self, tp: TP, batch: Batch) -> None:
        shell = self.shells.get(tp.partition)
        if shell is None:
            return
        skipped = shell.inbox.skipped
        shell.inbox.put(self.base(tp), batch)
        if shell.inbox.skipped > skipped:
            count = shell.inbox.skipped - skipped
            self.shared.metrics.redelivered.labels(str(tp.partition)).inc(count)
        if self._consumer is not None and shell.inbox.inputs[self.base(tp)].full():
            self._full.add(tp)
            self._consumer.on_buffer_full(tp)
        shell.wake()

    async def quiesce(self) -> None:
        """Finish the turns under way in all lanes and start no other."""
        await asyncio.gather(*(shell.quiesce() for shell in self.shells.values()))

    def acknowledged(self) -> Mapping[TP, int]:
        """By partition, the offset after the last record whose turn is written and whose case is judged."""
        return {
            TP(self._prefix + topic, number): at
            for number, shell in self.shells.items()
            for topic, at in shell.judged().items()
            if at
        }

    async def close(self) -> None:
        """Drop all lanes."""
        await self.quiesce()
        for shell in self.shells.values():
            await shell.drop()

    # --- what lanes call (`shell.Positions`) ----------------------------------------------------------------------

    async def begin(
        self, number: int, next_offsets: Mapping[str, int | None], started: Callable[[dict[str, int]], None]
    ) -> None:
        """Deliver this number's inputs from these offsets on."""
        offsets = {TP(self._prefix + topic, number): at for topic, at in next_offsets.items()}
        await self._delivering().open(
            offsets, lambda epochs: started({self.base(tp): epoch for tp, epoch in epochs.items()})
        )

    async def still_member(self, number: int, next_offsets: Mapping[str, int]) -> bool:
        """Whether the group takes a commit for this number from us."""
        return await self._delivering().confirm(
            {TP(self._prefix + topic, number): at for topic, at in next_offsets.items()}
        )

    def resume_fetching(self, number: int) -> None:
        """Poll again what the lane has made room for."""
        if not self._full or self._consumer is None or number not in self.shells:
            return
        inputs = self.shells[number].inbox.inputs
        for tp in [tp for tp in self._full if tp.partition == number]:
            if inputs[self.base(tp)].has_room():
                self._full.discard(tp)
                self._consumer.on_buffer_drop(tp)

    # --- looking on -----------------------------------------------------------------------------------------------

    def base(self, tp: TP) -> str:
        """The topic's name without the prefix."""
        return tp.topic[len(self._prefix) :]

    def ready(self) -> bool:
        """Whether numbers were assigned and every lane works."""
        return self.assigned_once and all(shell.phase == "working" for shell in self.shells.values())

    def stuck(self, seconds: float) -> list[int]:
        """Lanes that have work and did not get on for so long."""
        now = time.monotonic()
        return [
            number
            for number, shell in self.shells.items()
            if shell.has_work() and now - shell.progress_at > seconds
        ]

    def _delivering(self) -> BatchConsumer:
        if self._consumer is None:
            raise RuntimeError("no consumer attached")
        return self._consumer

    def _fail(self, error: BaseException) -> None:
        if not self.failure.done():
            self.failure.set_result(error)
