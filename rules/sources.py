"""How the records of each source fared, in order: what tells one that fails in a row, or that nothing is taken any
more.

A turn is summed up so that turns can be put one after another; `streams.worker.sources` does that.
"""

from collections import Counter
from typing import NamedTuple

UNREADABLE = ""
"""The source of records that do not say who sent them, or not so that it can be read."""


class Fares(NamedTuple):
    """One turn. `good`: sources with a record that was taken; `before`, `after`: by source, how many failed before its
    first and since its last such record (before, where it had none); `since_good`: how many failed since the last
    record that was taken, of any source; `failures`: (source, reason) → how many."""

    good: frozenset[str]
    before: dict[str, int]
    after: dict[str, int]
    since_good: int
    failures: dict[tuple[str, str], int]

    @classmethod
    def of_nothing(cls) -> "Fares":
        """A turn without records."""
        return cls(frozenset(), {}, {}, 0, {})


class Faring:
    """Sums up the turn under way."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._good: set[str] = set()
        self._before: Counter[str] = Counter()
        self._after: Counter[str] = Counter()
        self._since_good = 0
        self._failures: Counter[tuple[str, str]] = Counter()

    def took(self, source: str) -> None:
        """A record of the source was taken; a duplicate is one."""
        self._good.add(source)
        self._since_good = 0
        if self._after:
            self._after.pop(source, None)

    def refused(self, source: str, reason: str) -> None:
        """A record of the source became a dead letter."""
        self._failures[source, reason] += 1
        self._since_good += 1
        (self._after if source in self._good else self._before)[source] += 1

    def refused_only_here(self, source: str, reason: str) -> None:
        """A record became a dead letter that nothing is wrong with: its case is not there any more."""
        self._failures[source, reason] += 1
        self.took(source)

    def end_turn(self) -> Fares:
        """The turn, and begin anew."""
        fares = Fares(
            frozenset(self._good),
            dict(self._before),
            dict(self._after),
            self._since_good,
            dict(self._failures),
        )
        self._begin()
        return fares
