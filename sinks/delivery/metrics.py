"""What the notifier tells Prometheus: each metric declared once, with its meaning."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.process_collector import ProcessCollector

from sinks.certificates import watch_certificates

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0, 3600.0, 86_400.0)


@dataclass(frozen=True, slots=True)
class NotifyMetrics:
    """The notifier's metrics in one registry; all by receiver."""

    delivered: Counter
    failed: Counter
    parked: Counter
    waiting: Gauge
    parked_now: Gauge
    away: Gauge
    lag: Gauge
    seconds: Histogram
    acknowledge_seconds: Histogram
    unknown: Counter
    unreadable: Counter


def declare(registry: CollectorRegistry) -> NotifyMetrics:
    """Declare them; once for each registry."""
    ProcessCollector(registry=registry)
    watch_certificates(registry)

    def count(name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"liangpai_notify_{name}", meaning, labels, registry=registry)

    def gauge(name: str, meaning: str) -> Gauge:
        return Gauge(f"liangpai_notify_{name}", meaning, ["receiver"], registry=registry)

    def spread(name: str, meaning: str) -> Histogram:
        return Histogram(f"liangpai_notify_{name}", meaning, ["receiver"], registry=registry, buckets=SECONDS)

    return NotifyMetrics(
        delivered=count("delivered", "Alerts the receiver has taken", "receiver"),
        failed=count("failed_tries", "Tries that failed; each is repeated", "receiver"),
        parked=count(
            "parked", "Alerts that were tried for days and are kept for a person to look at", "receiver"
        ),
        waiting=gauge("waiting", "Alerts read and not delivered yet"),
        parked_now=gauge("parked_now", "Alerts that lie parked"),
        away=gauge("away", "1 while nothing gets through to the receiver"),
        lag=gauge("lag_records", "Records on the topic of alerts not read yet for the receiver"),
        seconds=spread("seconds", "From the alert written to its delivery"),
        acknowledge_seconds=spread("acknowledge_seconds", "From the alert told to its acknowledgement"),
        unknown=count(
            "unknown_receivers", "Alerts for a receiver that the receivers file does not name", "receiver"
        ),
        unreadable=count("unreadable", "Records on the topic of alerts that are none"),
    )
