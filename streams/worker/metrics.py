"""Every metric of the worker, each name declared once with its meaning. Served on /metrics.

Instances, not module globals: a test may build several workers in one process, each with its own registry.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.process_collector import ProcessCollector

from sinks.certificates import watch_certificates

TURN_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
LATE_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 3600.0, 86400.0, 259200.0)


class Metrics:
    """The worker's instruments, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        watch_certificates(self.registry)
        self._count_things()
        self._watch_lanes()

    def _count_things(self) -> None:
        self.events = self._counter(
            "liangpai_events", "Input records by outcome: applied, duplicate, dead_lettered.", "outcome"
        )
        self.dead_letters = self._counter(
            "liangpai_dead_letters",
            "Dead letters by reason and by the source that sent the record, empty where that cannot be read.",
            "reason",
            "source",
        )
        self.set_aside = self._gauge(
            "liangpai_source_set_aside",
            "1 while the last records of a source all became dead letters, 100 of them or more.",
            "source",
        )
        self.silent = self._gauge(
            "liangpai_source_silent_seconds",
            "Office time since this worker took the last good record of a source; sources it has seen only.",
            "source",
        )
        self.last_taken: dict[str, int] = {}
        self.calendar_until = self._gauge(
            "liangpai_calendar_known_until_seconds",
            "Begin of the first year whose days off are not announced, Unix seconds.",
        )
        self.sources: set[str] = set()
        self.unknown_fields = self._counter(
            "liangpai_unknown_fields", "Unknown fields dropped, by name.", "field"
        )
        self.field_names: set[str] = set()
        self.cards = self._counter(
            "liangpai_cards", "Card revisions written, by rule, colour and state.", "rule", "colour", "state"
        )
        self.outputs = self._counter("liangpai_outputs", "Output records written, by topic.", "topic")
        self.redelivered = self._counter(
            "liangpai_redelivered",
            "Input records skipped because an earlier turn had handled them.",
            "partition",
        )
        self.rebuilt = self._counter(
            "liangpai_lanes_rebuilt",
            "Lanes restored again after a transaction failed or was fenced.",
            "reason",
        )

    def _watch_lanes(self) -> None:
        self.lag = self._gauge("liangpai_lag", "Records not yet handled, by input topic.", "topic")
        self.clock = self._gauge(
            "liangpai_lane_clock_seconds", "Stream time of a lane, Unix seconds.", "partition"
        )
        self.progress = self._gauge(
            "liangpai_lane_progress_age_seconds",
            "Seconds since a lane last got on, or had nothing to do.",
            "partition",
        )
        self.backlog = self._gauge(
            "liangpai_lane_backlog", "Cases folded from old records, not judged yet.", "partition"
        )
        self.rechecks = self._gauge(
            "liangpai_lane_rechecks",
            "Cases waiting to be judged anew by changed rulebooks or another calendar.",
            "partition",
        )
        self.state_size = self._gauge("liangpai_lane_dossiers", "Dossiers a lane holds.", "partition")
        self.oldest_due = self._gauge(
            "liangpai_oldest_due_age_seconds",
            "How long the oldest unprocessed due moment has been due; 0: none.",
        )
        self.restoring = self._gauge("liangpai_lanes_restoring", "Lanes that do not work yet.")
        self.broker_answer_age = self._gauge(
            "liangpai_broker_answer_age_seconds", "Seconds since the broker answered."
        )
        self.restore_seconds = Histogram(
            "liangpai_restore_seconds",
            "Time to restore a lane.",
            registry=self.registry,
            buckets=TURN_BUCKETS,
        )
        self.turn_seconds = Histogram(
            "liangpai_turn_seconds",
            "Time of a turn, its transaction included.",
            registry=self.registry,
            buckets=TURN_BUCKETS,
        )
        self.due_lateness = Histogram(
            "liangpai_due_lateness_seconds",
            "Now minus the due moment, for each case, when what came of it is written.",
            registry=self.registry,
            buckets=LATE_BUCKETS,
        )

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, registry=self.registry)

    def handled(self) -> int:
        """Input records handled so far, whatever their outcome."""
        samples = [sample for family in self.events.collect() for sample in family.samples]
        return int(sum(sample.value for sample in samples if sample.name.endswith("_total")))

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
