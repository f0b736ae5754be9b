"""docs/metrics.md, written from the metrics that each process declares."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

from sinks import metrics as sink
from sinks.delivery import metrics as notify
from streams.intake.metrics import IntakeMetrics
from streams.worker.metrics import Metrics

_HEAD = """\
# Metrics

This page is written by `make docs` from the metrics in the program; a change here is lost.
Each process answers `GET /metrics` at its `LIANGPAI_HTTP`, in Prometheus' text format, with those of the process \
itself (`process_*`) where it runs on Linux.
A counter only grows; a histogram has `_bucket`, `_sum` and `_count`.
"""
_KINDS = {Counter: "counter", Gauge: "gauge", Histogram: "histogram"}


def metrics_page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(
        f"\n## {name}\n\n| metric | kind | labels | says |\n|---|---|---|---|\n{''.join(_rows(registry))}"
        for name, registry in _registries()
    )


def _registries() -> Iterator[tuple[str, CollectorRegistry]]:
    yield "worker", Metrics().registry
    sinks = CollectorRegistry()
    sink.declare(sinks)
    yield "sink", sinks
    yield "serve", IntakeMetrics().registry
    told = CollectorRegistry()
    notify.declare(told)
    yield "notify", told


def _rows(registry: CollectorRegistry) -> Iterator[str]:
    for metric in _own(registry):
        (family,) = metric.describe()
        name = f"{family.name}_total" if isinstance(metric, Counter) else family.name
        labels = ", ".join(f"`{label}`" for label in metric._labelnames) or "–"
        yield f"| `{name}` | {_KINDS[type(metric)]} | {labels} | {family.documentation.rstrip('.')} |\n"


def _own(registry: CollectorRegistry) -> Iterator[MetricWrapperBase]:
    """What was declared, in that order, without the collector of the process."""
    for metric in dict.fromkeys(registry._names_to_collectors.values()):
        if isinstance(metric, MetricWrapperBase):
            yield metric
