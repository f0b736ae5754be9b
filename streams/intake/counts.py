"""What each source was told since this process started."""

from collections import Counter
from datetime import UTC, datetime

from streams.intake.metrics import IntakeMetrics


class Counts:
    """By source name. Kept by this process alone, from its start on; the archive counts what lasts."""

    def __init__(self, metrics: IntakeMetrics) -> None:
        self.since = datetime.now(UTC).isoformat(timespec="seconds")
        self._metrics = metrics
        self._accepted: Counter[str] = Counter()
        self._refused: dict[str, Counter[str]] = {}

    def accept(self, source: str, events: int) -> None:
        """Kafka has confirmed so many of its events."""
        self._accepted[source] += events
        self._metrics.accepted.labels(source).inc(events)

    def refuse(self, source: str, reason: str, events: int = 1) -> None:
        """So many of its events, or a request of it, were refused for this reason."""
        self._refused.setdefault(source, Counter())[reason] += events
        self._metrics.refused.labels(source, reason).inc(events)

    def accepted(self, source: str) -> int:
        """Events confirmed."""
        return self._accepted[source]

    def refused(self, source: str) -> dict[str, int]:
        """Events and requests refused, by reason."""
        return dict(sorted(self._refused.get(source, {}).items()))
