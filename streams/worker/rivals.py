"""Two processes under one name take the lanes from each other without end: seen here, said in one sentence.

A static member that joins takes the place of the one before it, and is replaced in turn when that one joins again.
A worker that was frozen, or missed for a session time-out, is fenced under two assignments at most: the one it lost,
and the next one, where lanes that had nothing to write learn of it. So fewer than four are no sign of another process.
"""

import time
from collections import deque

from streams.exits import Misuse

FENCES = 4
WITHIN_SECONDS = 120.0


class Rivals:
    """Counts the assignments under which this process was fenced; many lanes fenced at once count once."""

    def __init__(self, replica: str) -> None:
        self.replica = replica
        self._assignment, self._counted = 0, -1
        self._fences: deque[float] = deque(maxlen=FENCES)

    def assigned(self) -> None:
        """The group gave this process its lanes, again."""
        self._assignment += 1

    def fenced(self, now: float | None = None) -> None:
        """A lane of ours was taken over (`now`: monotonic seconds). Raises Misuse where that happens too often."""
        if self._counted == self._assignment:
            return
        self._counted = self._assignment
        self._fences.append(time.monotonic() if now is None else now)
        if len(self._fences) == FENCES and self._fences[-1] - self._fences[0] <= WITHIN_SECONDS:
            raise Misuse(
                f"another process seems to run as worker {self.replica!r}: it took the lanes of this one {FENCES} "
                f"times within {WITHIN_SECONDS:g} s; give each its own --id."
            )
