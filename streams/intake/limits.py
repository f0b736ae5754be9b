"""How much a source may send: a bucket of tokens for each, refilled evenly."""

import math
import time
from collections.abc import Callable

from streams.intake.sources import Source


class Buckets:
    """One bucket a source, by its name, full at first. `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def wait(self, name: str, source: Source) -> int:
        """Whole seconds until it may send again; 0: it may now."""
        level = self._level(name, source)
        return 0 if level > 0 else max(1, math.ceil(-level / source.rate))

    def take(self, name: str, source: Source, events: int) -> None:
        """So many events came. A batch is taken whole; what it took too much is waited for afterwards."""
        self._levels[name] = (self._level(name, source) - events, self._clock())

    def _level(self, name: str, source: Source) -> float:
        now = self._clock()
        level, since = self._levels.get(name, (source.burst, now))
        return min(source.burst, level + (now - since) * source.rate)
