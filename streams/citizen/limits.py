"""How often one sender may come: token buckets, kept in this process's memory and written nowhere."""

from collections import OrderedDict
from typing import NamedTuple


class Rate(NamedTuple):
    """`burst` requests at once, then `per_minute`."""

    burst: int
    per_minute: float


class _Bucket(NamedTuple):
    level: float
    at: int


class Limiter:
    """Buckets by key; the longest unused are forgotten, so that memory stays bounded."""

    def __init__(self, rate: Rate, most_keys: int = 20_000) -> None:
        self._rate, self._most = rate, most_keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str, now: int) -> bool:
        """Whether one more request at `now` (ms) is within the rate."""
        before = self._buckets.pop(key, _Bucket(self._rate.burst, now))
        gained = (now - before.at) / 60_000 * self._rate.per_minute
        level = min(float(self._rate.burst), before.level + max(gained, 0.0))
        allowed = level >= 1
        self._buckets[key] = _Bucket(level - 1 if allowed else level, max(now, before.at))
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return allowed
