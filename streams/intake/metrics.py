"""Every metric of the HTTP door, each name declared once with its meaning. Served on /metrics."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.process_collector import ProcessCollector

from sinks.certificates import watch_certificates

CONFIRM_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class IntakeMetrics:
    """The door's instruments, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        watch_certificates(self.registry)
        self.accepted = Counter(
            "liangpai_intake_accepted",
            "Events Kafka confirmed, by source.",
            ["source"],
            registry=self.registry,
        )
        self.refused = Counter(
            "liangpai_intake_refused",
            "Events refused, by source and reason.",
            ["source", "reason"],
            registry=self.registry,
        )
        self.confirm_seconds = Histogram(
            "liangpai_intake_confirm_seconds",
            "From a request's records handed over to their confirmation by Kafka.",
            registry=self.registry,
            buckets=CONFIRM_BUCKETS,
        )
        self.unconfirmed_seconds = Gauge(
            "liangpai_intake_unconfirmed_seconds",
            "How long the records on their way to Kafka have not been confirmed; 0: none are.",
            registry=self.registry,
        )

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
