"""What the sink tells Prometheus: each metric declared once, with its meaning."""

from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.process_collector import ProcessCollector

from sinks.certificates import watch_certificates
from sinks.room import Room


@dataclass(frozen=True, slots=True)
class SinkMetrics:
    """The sink's metrics in one registry."""

    rows: Counter
    failures: Counter
    waiting: Gauge
    archive_up: Gauge
    lag: Gauge
    write_seconds: Histogram
    queries: Counter


def declare(registry: CollectorRegistry, folder: Path | None = None) -> SinkMetrics:
    """Declare them; once for each registry. `folder`: that of an embedded archive."""
    ProcessCollector(registry=registry)
    watch_certificates(registry)
    registry.register(Room(folder))
    return SinkMetrics(
        rows=Counter(
            "liangpai_sink_rows",
            "Rows written to ClickHouse and acknowledged by it",
            ["table"],
            registry=registry,
        ),
        failures=Counter(
            "liangpai_sink_failures",
            "Batches ClickHouse did not take; each is tried again",
            registry=registry,
        ),
        waiting=Gauge(
            "liangpai_sink_waiting_records", "Records read but not yet in ClickHouse", registry=registry
        ),
        archive_up=Gauge(
            "liangpai_sink_archive_up", "1 if ClickHouse took the last batch, else 0", registry=registry
        ),
        lag=Gauge(
            "liangpai_sink_lag_records", "Records in Kafka that the sink has not read yet", registry=registry
        ),
        write_seconds=Histogram(
            "liangpai_sink_write_seconds", "Seconds from a batch to its acknowledgement", registry=registry
        ),
        queries=Counter(
            "liangpai_sink_queries",
            "Named queries answered, by name and HTTP status",
            ["name", "status"],
            registry=registry,
        ),
    )
