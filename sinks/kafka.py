"""How every Kafka client of the program connects: address, TLS and SASL, from the settings, in one place."""

import os
import ssl
from collections.abc import Mapping
from typing import Any

from sinks.settings import PLAIN, Settings
from sinks.tls import client_context, secret


def connection(bootstrap: str, env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The arguments of a client, as aiokafka and kafka-python both name them.

    The environment is read each time, so that a client made later has the certificates of that moment. Raises
    WrongSettings.
    """
    settings = Settings.read(env)
    protocol = settings.kafka_security_protocol
    known: dict[str, Any] = {"bootstrap_servers": bootstrap}
    if protocol == PLAIN:
        return known
    known["security_protocol"] = protocol
    if (context := encryption(settings)) is not None:
        known["ssl_context"] = context
    if protocol.startswith("SASL"):
        known["sasl_mechanism"] = settings.kafka_sasl_mechanism
        known["sasl_plain_username"] = settings.kafka_sasl_username
        known["sasl_plain_password"] = _password(settings)
    return known


def encryption(settings: Settings) -> ssl.SSLContext | None:
    """How brokers are checked, None where they are spoken to in clear."""
    if not settings.kafka_security_protocol.endswith("SSL"):
        return None
    return client_context(
        "KAFKA_SSL",
        settings.kafka_ssl_ca_file,
        settings.kafka_ssl_cert_file,
        settings.kafka_ssl_key_file,
    )


def _password(settings: Settings) -> str | None:
    file = settings.kafka_sasl_password_file
    return None if file is None else secret(file, "KAFKA_SASL_PASSWORD_FILE")
