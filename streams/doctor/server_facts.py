"""What servers show of themselves over TLS: when the certificate of each broker, and of ClickHouse, ends."""

import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography.x509 import load_der_x509_certificate

from sinks.setting_kinds import split_address
from sinks.settings import Settings, WrongSettings
from sinks.tls import present

SECONDS = 5.0
"""In which a server must have shown its certificate."""
CLICKHOUSE_TLS = 8443
"""Where ClickHouse speaks TLS if nobody says otherwise."""

End = datetime | str
"""When a certificate ends, or why that is not known."""


class ServerFacts(NamedTuple):
    """`ends`: of each server that is spoken to over TLS, by what it is and where."""

    ends: tuple[tuple[str, End], ...]


def gather(settings: Settings, bootstrap: str, members: Iterable[str], dsn: str | None) -> ServerFacts:
    """Ask each of them; `members`: HOST:PORT of the brokers of the cluster, as far as they are known."""
    return ServerFacts((*_of_kafka(settings, bootstrap, members), *_of_clickhouse(settings, dsn)))


def _of_kafka(settings: Settings, bootstrap: str, members: Iterable[str]) -> Iterator[tuple[str, End]]:
    if settings.kafka_security_protocol.endswith("SSL"):
        ours = _looking("KAFKA_SSL", settings.kafka_ssl_cert_file, settings.kafka_ssl_key_file)
        for each in dict.fromkeys([*(each.strip() for each in bootstrap.split(",")), *members]):
            yield f"Kafka at {each}", _end_of(*split_address(each), ours)


def _of_clickhouse(settings: Settings, dsn: str | None) -> Iterator[tuple[str, End]]:
    parts = urlsplit(dsn or "")
    if parts.scheme in ("https", "clickhouses") and parts.hostname:
        ours = _looking("CLICKHOUSE", settings.clickhouse_cert_file, settings.clickhouse_key_file)
        port = parts.port or CLICKHOUSE_TLS
        yield f"ClickHouse at {parts.hostname}:{port}", _end_of(parts.hostname, port, ours)


def _looking(names: str, cert: Path | None, key: Path | None) -> ssl.SSLContext:
    """For looking only: nothing is said over it, so one that is not to be trusted, or has ended, is looked at too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if cert is not None and key is not None:
        with suppress(WrongSettings):  # told by the check of our own files
            present(context, names, cert, key)
    return context


def _end_of(host: str, port: int, context: ssl.SSLContext) -> End:
    try:
        with (
            socket.create_connection((host, port), SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as spoken,
        ):
            shown = spoken.getpeercert(binary_form=True)
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or type(error).__name__
    return load_der_x509_certificate(shown).not_valid_after_utc if shown else "it shows none"
