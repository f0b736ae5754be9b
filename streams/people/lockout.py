"""Wrong passwords cost time: after some in a row the next try has to wait, twice as long each time."""

from collections import OrderedDict
from typing import NamedTuple

FREE = 5
"""Wrong tries in a row that cost nothing."""

LONGEST_SECONDS = 900.0
_FORGET_SECONDS = 4 * LONGEST_SECONDS
_MOST_STRANGERS = 10_000


class _Tries(NamedTuple):
    wrong: int
    last: float
    until: float


_NONE = _Tries(0, 0.0, 0.0)


class Lockout:
    """Counts tries by staff id, in the memory of this process; times are in seconds of any clock that goes on.

    A try counts as wrong when it begins, so that many at once gain nothing. Names that are nobody's are counted the
    same way, in a place of their own: a flood of them makes us forget none of ours.
    """

    def __init__(self) -> None:
        self._ours: dict[str, _Tries] = {}
        self._strangers: OrderedDict[str, _Tries] = OrderedDict()

    def begin(self, name: str, now: float, *, known: bool) -> float:
        """Begin a try: 0 where it may go on, else the seconds to wait, and nothing is counted."""
        book = self._ours if known else self._strangers
        tries = book.get(name, _NONE)
        if now < tries.until:
            return tries.until - now
        wrong = 1 if now - tries.last > _FORGET_SECONDS else tries.wrong + 1
        book[name] = _Tries(wrong, now, now + _penalty(wrong))
        if len(self._strangers) > _MOST_STRANGERS:
            self._strangers.popitem(last=False)
        return 0.0

    def succeeded(self, name: str) -> None:
        """The try was right: what came before is forgotten."""
        self._ours.pop(name, None)


def _penalty(wrong: int) -> float:
    if wrong < FREE:
        return 0.0
    return float(min(2.0 ** min(wrong - FREE, 20), LONGEST_SECONDS))
