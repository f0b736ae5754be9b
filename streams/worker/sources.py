"""Limits per source: one whose records fail in a row is set aside and alarmed; where nothing is taken at all, we stop.

Set aside means told: an error in the log and a gauge, once, until a record of the source is taken again. Nothing of it
is kept back: what can be taken is taken, what cannot is a dead letter like any other, and the other sources go on.
"""

import structlog

from rules.sources import UNREADABLE, Fares
from streams.exits import Stop
from streams.worker.metrics import Metrics
from streams.worker.tally import bounded

log = structlog.get_logger(__name__)

IN_A_ROW = 100
"""Records of a source that must fail in a row."""

NONE_OF = 1_000
"""Records none of which was taken, whoever sent them, after which the worker stops."""

MOST_SOURCES = 1_000
"""Sources with failures that are watched each; whoever sends garbage chooses how many there are."""


class NothingTaken(Stop):
    """No source had a good record among the last ones: a bad deployment more likely than so many bad sources."""

    def __init__(self, failures: Fares) -> None:
        worst = max(failures.failures.items(), key=lambda each: each[1], default=(("", "?"), 0))[0][1]
        super().__init__(
            f"none of the last {NONE_OF:,} records could be taken, whoever sent them (at last mostly {worst}); that "
            "looks like a bad deployment, so this worker stops. What it read became dead letters: see "
            "`liangpai dead-letters list`; after the fix start it again and run `liangpai dead-letters replay`."
        )


class SourceWatch:
    """What the turns of all lanes of a process come to."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._failing: dict[str, int] = {}
        self._aside: set[str] = set()
        self._since_good = 0

    def note(self, fares: Fares) -> None:
        """A turn was written. Raises NothingTaken where it is time to stop."""
        if not fares.good and not fares.failures:
            return
        for source, count in fares.before.items():
            self._failed(source, count)
        if self._failing:
            for source in fares.good & self._failing.keys():
                self._recovered(source)
        for source, count in fares.after.items():
            self._failed(source, count)
        self._since_good = fares.since_good + (0 if fares.good else self._since_good)
        if self._since_good >= NONE_OF:
            raise NothingTaken(fares)

    def _failed(self, source: str, count: int) -> None:
        if source not in self._failing and len(self._failing) >= MOST_SOURCES:
            return
        self._failing[source] = self._failing.get(source, 0) + count
        if self._failing[source] >= IN_A_ROW and source not in self._aside:
            self._aside.add(source)
            self._gauge(source, 1)
            log.error(
                "source set aside: its records fail in a row",
                source=source or "unreadable",
                failed=self._failing[source],
                advice="liangpai dead-letters list" + (f" --source {source}" if source != UNREADABLE else ""),
            )

    def _recovered(self, source: str) -> None:
        del self._failing[source]
        if source in self._aside:
            self._aside.discard(source)
            self._gauge(source, 0)
            log.info("source taken again", source=source or "unreadable")

    def _gauge(self, source: str, value: int) -> None:
        self._metrics.set_aside.labels(bounded(self._metrics.sources, source)).set(value)
