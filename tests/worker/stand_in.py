"""A lane that counts, to try the transport with: same interface as `rules.lane.Lane`, nothing of its rules.

Per key it keeps how many records it saw, their sum, and by topic the last value, and writes one card per record:
`{"key", "topic", "value", "count"}`. A value `{"due": MS}` asks for a deadline, which makes a ticket. So a reader can
tell every record lost, doubled or out of order. As a program: `python -m tests.worker.stand_in KAFKA PREFIX ID HTTP`.
"""

import asyncio
import heapq
import json
import sys
import time
from collections import Counter
from typing import Any

from rules.court import Court
from rules.departed import Departed
from rules.lane import Record, Turn
from rules.on_record import OnRecord
from rules.outputs import Output


class CountingLane:
    """Counts records per key."""

    def __init__(self, number: int, store: dict[str, bytes], clock: int, _: OnRecord, __: Departed) -> None:
        self.number, self.store, self.clock = number, store, clock
        self.backlog, self.rechecks, self.ceiling = 0, 0, 0
        self._due: list[tuple[int, str]] = []
        self._turn = Turn.empty()
        self._outcomes: Counter[str] = Counter()

    def restore(self) -> None:
        """Rebuild the deadlines."""
        self._due = [(at, key) for key, raw in self.store.items() if (at := json.loads(raw).get("due"))]
        heapq.heapify(self._due)

    @property
    def settled_until(self) -> int:
        """Its clock, but for what is due before it."""
        return min(self.clock, self._due[0][0] - 1) if self._due else self.clock

    def take(self, record: Record, *, overtake: bool = False) -> None:
        """Count it and say so. A deadline waits for `advance`, whether or not the record may overtake others."""
        del overtake
        self.clock = max(self.clock, min(record.stamp, self.ceiling))
        key, value = (record.key or b"").decode(), json.loads(record.value or b"null")
        state = self._state(key)
        state["count"] += 1
        if isinstance(value, dict):
            state["due"] = value["due"]
            heapq.heappush(self._due, (value["due"], key))
        self._keep(key, state)
        self._say("cards", key, {"data": {"topic": record.topic, "value": value, "count": state["count"]}})
        self._outcomes["applied"] += 1

    def advance(self, now: int, limit: int) -> int:
        """Fire what is due."""
        for fired in range(limit):
            if not self._due or self._due[0][0] > now:
                self.clock = max(self.clock, now)
                return fired
            at, key = heapq.heappop(self._due)
            state = self._state(key)
            if state.get("due") != at:
                continue
            self.clock = max(self.clock, at)
            del state["due"]
            self._keep(key, state)
            self._say("tickets", key, {"due": at})
        return limit

    def next_due(self) -> int | None:
        """The first of the heap."""
        return self._due[0][0] if self._due else None

    def judge_backlog(self, limit: int) -> bool:
        """It has none."""
        return limit >= 0

    def change_court(self, court: Court, cause: str) -> int:
        """It judges by none, so there is nothing to judge anew."""
        return 0 if court and cause else 1

    def recheck(self, limit: int) -> bool:
        """There is nothing to judge."""
        return limit >= 0

    def end_turn(self) -> Turn:
        """Hand over and start anew."""
        turn = self._turn._replace(outcomes=dict(self._outcomes))
        self._turn = Turn.empty()
        self._outcomes = Counter()
        return turn

    def _state(self, key: str) -> dict[str, Any]:
        raw = self.store.get(key)
        return json.loads(raw) if raw else {"count": 0}

    def _keep(self, key: str, state: dict[str, Any]) -> None:
        self.store[key] = self._turn.states[key] = json.dumps(state).encode()

    def _say(self, topic: str, key: str, what: dict[str, Any]) -> None:
        self._turn.outputs.append(Output(topic, key, json.dumps({"key": key, **what}).encode(), self.clock))


def main(bootstrap: str, prefix: str, replica: str, http: str, partitions: str = "12") -> None:
    """Run a worker with counting lanes until it is told to stop."""
    from streams.exits import Stop
    from streams.worker.app import WorkerSettings
    from streams.worker.quiet import calm
    from streams.worker.service import run

    calm()
    settings = WorkerSettings(
        bootstrap, prefix, int(partitions), replica, CountingLane, lambda: time.time_ns() // 1_000_000
    )
    try:
        asyncio.run(run(settings, http))
    except Stop as stop:  # as `streams.cli` does
        sys.stderr.write("".join(f"{line}\n" for line in stop.lines))
        raise SystemExit(stop.code) from None


if __name__ == "__main__":
    main(*sys.argv[1:])
