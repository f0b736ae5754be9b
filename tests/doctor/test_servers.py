"""When the certificates of servers end, as they show them."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

from sinks.settings import Settings
from sinks.tls import ends_of
from streams.doctor import server_facts
from streams.doctor.examining import examine_part
from streams.doctor.finding import Around, Finding, Level
from streams.doctor.server_checks import SERVER_CHECKS
from streams.services.process import free_address
from tests.settings.authority import Authority


@contextmanager
def showing(cert: Path, key: Path, times: int = 1) -> Iterator[str]:
    """A server that shows this certificate so often, and says nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def show() -> None:
            for _ in range(times):
                taken, _ = listening.accept()
                with taken, context.wrap_socket(taken, server_side=True) as spoken:
                    spoken.recv(1)

        thread = Thread(target=show)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def said(facts: server_facts.ServerFacts, now: datetime) -> list[Finding]:
    return list(examine_part("servers", SERVER_CHECKS, facts, Around("", "", now)))


def test_clickhouse_is_well_until_thirty_days_before_its_certificate_ends(tmp_path: Path) -> None:
    cert, key = Authority(tmp_path).certificate("clickhouse", timedelta(days=31))
    with showing(cert, key) as address:
        facts = server_facts.gather(Settings(), "localhost:9092", (), f"https://u:secret@{address}/liangpai")
    end, tick = ends_of(cert), timedelta(microseconds=1)

    moments = [end - timedelta(days=30) - tick, end - timedelta(days=30), end - tick, end]
    told = [said(facts, moment) for moment in moments]

    assert [each.level for (each,) in told] == [Level.OK, Level.WARN, Level.WARN, Level.FAIL]
    assert told[1][0].sentence.startswith(f"ClickHouse at {address}: the certificate ends on")
    assert "secret" not in str(told)


def test_a_certificate_that_has_ended_and_that_nobody_vouches_for_is_looked_at_too(tmp_path: Path) -> None:
    cert, key = Authority(tmp_path).certificate("broker", timedelta(days=-1))
    settings = Settings(kafka_security_protocol="SSL")
    with showing(cert, key) as address:
        (told,) = said(server_facts.gather(settings, address, [address], None), datetime.now(UTC))

    assert told.level is Level.FAIL
    assert f"Kafka at {address}: the certificate ended on" in told.sentence


def test_a_server_that_is_not_there_is_told_and_one_without_tls_is_not_asked() -> None:
    nowhere, now = free_address(), datetime.now(UTC)

    (told,) = said(server_facts.gather(Settings(kafka_security_protocol="SASL_SSL"), nowhere, (), None), now)
    (plain,) = said(server_facts.gather(Settings(), nowhere, (), f"http://{nowhere}/liangpai"), now)

    assert (told.level, plain.level) == (Level.WARN, Level.OK)
    assert "Connection refused" in told.sentence
