"""When the certificates that the settings name end: for the check of a deployment, and for Prometheus."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sinks.settings import SETTINGS, Settings
from sinks.tls import ends_of

CERTIFICATES = (
    "kafka_ssl_ca_file",
    "kafka_ssl_cert_file",
    "clickhouse_ca_file",
    "clickhouse_cert_file",
    "http_cert_file",
)
"""Attributes of the settings."""


def certificates_of(settings: Settings) -> Iterator[tuple[str, datetime | str]]:
    """Each setting that names certificates, with the first end of one of them, or why that is not known."""
    for attribute in CERTIFICATES:
        if (file := getattr(settings, attribute)) is not None:
            try:
                yield SETTINGS[attribute].name, ends_of(file)
            except (OSError, ValueError) as error:
                yield (
                    SETTINGS[attribute].name,
                    getattr(error, "strerror", None) or "no certificates in PEM form",
                )


class CertificateEnds(Collector):
    """Tells when each certificate ends, read anew each time: a file may have been replaced."""

    def __init__(self, env: Mapping[str, str] = os.environ) -> None:
        self._env = env

    def collect(self) -> Iterator[Metric]:
        """One gauge by setting; 0 where the file cannot be read."""
        ends = GaugeMetricFamily(
            "liangpai_certificate_ends_seconds",
            "When the first certificate of a setting's file ends, Unix seconds; 0 where it cannot be read.",
            labels=["setting"],
        )
        for name, end in certificates_of(Settings.read(self._env)):
            ends.add_metric([name], end.timestamp() if isinstance(end, datetime) else 0.0)
        yield ends


def watch_certificates(registry: CollectorRegistry) -> None:
    """Let a registry tell of them."""
    registry.register(CertificateEnds())
