"""The program on a broker that asks for a password over TLS: it works, and says what is wrong where it does not."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from sinks.kafka import connection
from sinks.settings import WrongSettings
from streams.broker import admin, brokers
from streams.exits import Misuse
from streams.services.local_kafka import LocalKafka
from streams.services.process import free_port, wait_for
from streams.up.children import Child, liangpai, stop_all
from streams.up.health import wait_until_ready
from tests.house.project import ROOT
from tests.settings.authority import Authority

EVENTS = ROOT / "docs" / "examples" / "first-case.jsonl"
PASSWORD = "s3cret, with a comma"  # noqa: S105 - of a broker that lives for a test

LISTENERS = """
listeners=PLAINTEXT://{plain},CONTROLLER://127.0.0.1:{controller},SECURED://{secured}
advertised.listeners=PLAINTEXT://{plain},SECURED://{secured}
controller.quorum.voters=1@127.0.0.1:{controller}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.secured.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
"""


class Place(NamedTuple):
    """A secured broker, its authority, and a file of settings that opens it."""

    bootstrap: str
    authority: Authority
    settings: Path
    said: dict[str, str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("secured")
    authority = Authority(folder)
    cert, key = authority.certificate("broker")
    keystore = folder / "keystore.pem"
    keystore.write_bytes(key.read_bytes() + cert.read_bytes() + authority.file.read_bytes())
    secured = f"127.0.0.1:{free_port()}"
    kafka = LocalKafka(folder)
    kafka.more = LISTENERS.format(
        plain=kafka.bootstrap, controller=free_port(), secured=secured, keystore=keystore
    )
    with kafka:
        _make_user(kafka.bootstrap, "liangpai", PASSWORD)
        yield Place(secured, authority, folder / "liangpai.env", _settings(folder, secured, authority))


def _make_user(bootstrap: str, name: str, password: str) -> None:
    from kafka.admin import ScramMechanism, UserScramCredentialUpsertion

    with admin(bootstrap) as client:
        made = UserScramCredentialUpsertion(name, ScramMechanism.SCRAM_SHA_512, password, iterations=4096)
        assert client.alter_user_scram_credentials([made]) == {name: None}


def _settings(folder: Path, secured: str, authority: Authority) -> dict[str, str]:
    password, key = folder / "password", folder / "deployment.key"
    password.write_text(PASSWORD + "\n")
    key.write_bytes(b"k" * 32)
    said = {
        "KAFKA_BOOTSTRAP": secured,
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_SSL_CA_FILE": str(authority.file),
        "KAFKA_SASL_USERNAME": "liangpai",
        "KAFKA_SASL_PASSWORD_FILE": str(password),
        "LIANGPAI_KEY_FILE": str(key),
        "CLICKHOUSE_DSN": f"chdb://{folder}/archive",
    }
    (folder / "liangpai.env").write_text("".join(f"{name}={value}\n" for name, value in said.items()))
    return said


def told(place: Place, *words: str, **other: str) -> "subprocess.CompletedProcess[str]":
    """A command with the settings of the file, but for some."""
    env = {"PATH": "/usr/bin:/bin", "LIANGPAI_SETTINGS": str(place.settings), **other}
    return subprocess.run(liangpai(*words), env=env, capture_output=True, text=True, check=False, timeout=120)


def test_topics_worker_and_sink_work_with_a_password_over_tls(place: Place, tmp_path: Path) -> None:
    made = told(place, "topics", "create", "--partitions", "2")
    sent = told(place, "send", str(EVENTS))

    assert (made.returncode, sent.returncode) == (0, 0), made.stderr + sent.stderr
    started: list[Child] = []
    try:
        for name in ("worker", "sink"):
            own = {"LIANGPAI_SETTINGS": str(place.settings), "LIANGPAI_ID": name}
            own["LIANGPAI_HTTP"] = f"127.0.0.1:{free_port()}"
            started.append(Child(name, liangpai(name), own, tmp_path / f"{name}.log"))
        wait_until_ready(started, 120, lambda _: None)
        assert wait_for(lambda: _cards(place) > 0, 120)
    finally:
        stop_all(started)


def _cards(place: Place) -> int:
    """Records on the topic of cards, asked by a client of the same settings."""
    from kafka import KafkaConsumer, TopicPartition

    consumer = KafkaConsumer(**connection(place.bootstrap, place.said))
    try:
        ends: dict[TopicPartition, int] = consumer.end_offsets([TopicPartition("cards", n) for n in (0, 1)])
        return sum(ends.values())
    finally:
        consumer.close()


def test_a_wrong_password_ends_with_what_to_set(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wrong := tmp_path / "wrong").write_text("another")
    for name, value in {**place.said, "KAFKA_SASL_PASSWORD_FILE": str(wrong)}.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(Misuse, match=r"no session for the user 'liangpai'.*KAFKA_SASL_PASSWORD_FILE") as told:
        brokers(place.bootstrap, seconds=2)

    assert "another" not in str(told.value)


def test_a_broker_that_somebody_else_vouches_for_is_not_spoken_to(place: Place, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "stranger")

    done = told(place, "topics", "create", KAFKA_SSL_CA_FILE=str(stranger.file))

    assert done.returncode == 3
    assert "KAFKA_SSL_CA_FILE" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_certificate_of_ours_that_has_ended_is_refused_before_the_broker_is_asked(
    place: Place, tmp_path: Path
) -> None:
    cert, key = Authority(tmp_path).certificate("ended", timedelta(days=-1))

    with pytest.raises(WrongSettings, match=r"KAFKA_SSL_CERT_FILE.*ended on"):
        connection(
            place.bootstrap,
            {**place.said, "KAFKA_SSL_CERT_FILE": str(cert), "KAFKA_SSL_KEY_FILE": str(key)},
        )
