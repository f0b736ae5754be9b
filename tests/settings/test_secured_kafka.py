"""The program on a broker that asks for a password over TLS: it works, and says what is wrong where it does not."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from sinks.kafka import connection
from sinks.settings import WrongSettings
from streams.access import Right, command, rights
from streams.assessment.lag import lag_of
from streams.broker import brokers
from streams.exits import Misuse
from streams.permissions import verify_as
from streams.sending import Address
from streams.services.process import free_address, wait_for
from streams.topics import TOPICS, create
from streams.up.children import Child, liangpai, stop_all
from streams.up.health import metrics, wait_until_ready
from tests.house.project import ROOT
from tests.settings.authority import Authority
from tests.settings.secured import Place, allow, deny, secured

EVENTS = ROOT / "docs" / "examples" / "first-case.jsonl"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with secured(tmp_path_factory.mktemp("secured"), ("worker", "sink", "serve", "stranger")) as made:
        yield made


def told(place: Place, *words: str, **other: str) -> "subprocess.CompletedProcess[str]":
    """A command with the settings of the file, but for some."""
    env = {"PATH": "/usr/bin:/bin", "LIANGPAI_SETTINGS": str(place.settings), **other}
    return subprocess.run(liangpai(*words), env=env, capture_output=True, text=True, check=False, timeout=120)


def test_worker_sink_and_door_work_under_their_own_rights_with_a_password_over_tls(
    place: Place, tmp_path: Path
) -> None:
    sources, token = tmp_path / "sources.toml", "LIANGPAI_SOURCES"
    made = told(place, "topics", "create", "--partitions", "2")
    sent = told(place, "send", str(EVENTS))
    known = told(place, "sources", "add", "approval", "--source", "approval/430100", **{token: str(sources)})

    assert (made.returncode, sent.returncode, known.returncode) == (0, 0, 0), made.stderr + sent.stderr
    for name in ("worker", "sink", "serve"):
        allow(place, name, *rights(name))
    started: list[Child] = []
    try:
        for name in ("worker", "sink", "serve"):  # the worker first: it says which key is used
            own = {"LIANGPAI_SETTINGS": str(place.settings), "LIANGPAI_ID": name, "KAFKA_SASL_USERNAME": name}
            own |= {"LIANGPAI_HTTP": free_address(), token: str(sources)}
            started.append(Child(name, liangpai(name), own, tmp_path / f"{name}.log"))
            wait_until_ready(started, 120, lambda _: None)
        assert _taken(started[2], _token_in(known.stdout)) == 202
        assert wait_for(lambda: _cards(place) > 0, 120)
        assert wait_for(lambda: _archived(started[1]) > 0, 120)
        with acting_as(place, "serve"):  # as the console's page of the system does
            assert wait_for(lambda: lag_of(Address(place.bootstrap, "", 2)).none, 120)
    finally:
        stop_all(started)


def _token_in(shown: str) -> str:
    return next(word for word in shown.split() if len(word) >= 40)


def _taken(door: Child, token: str) -> int:
    """What the door answers to an event of the source."""
    event = json.loads(EVENTS.read_text("utf-8").splitlines()[0]) | {
        "id": "door-1",
        "source": "approval/430100",
    }
    asked = urllib.request.Request(
        f"http://{door.http}/events",
        json.dumps(event).encode(),
        {"Content-Type": "application/cloudevents+json", "Authorization": f"Bearer {token}"},
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
        return int(answer.status)


def _archived(sink: Child) -> int:
    found = metrics(sink.http)
    return 0 if found is None else found.total("liangpai_sink_rows_total", table="cards")


@pytest.mark.parametrize(
    ("process", "taken"),
    [
        ("worker", Right("Write", "topic", "cards")),
        ("worker", Right("Write", "transactional-id", "liangpai-", begins=True)),
        ("sink", Right("Read", "group", "liangpai-sink", begins=True)),
        ("serve", Right("Read", "topic", "rulebooks")),
        ("serve", Right("Describe", "group", "liangpai-sink", begins=True)),
    ],
    ids=lambda each: each if isinstance(each, str) else f"{each.operation} {each.kind}",
)
def test_a_right_that_is_taken_away_is_named_with_the_command_that_gives_it(
    place: Place, process: str, taken: Right
) -> None:
    create(place.backdoor, "", 2)
    allow(place, process, *rights(process))
    assert wait_for(lambda: not refusals(place, process, process), 30)

    deny(place, process, taken)

    assert wait_for(lambda: bool(refusals(place, process, process)), 30)
    (line,) = refusals(place, process, process)
    assert f"the user {process} may not {taken.operation} {taken.kind} {taken.name}" in line
    assert command(taken, process) in line


def refusals(place: Place, user: str, process: str) -> list[str]:
    """What a process is told that starts as this user."""
    with acting_as(place, user):
        try:
            verify_as(process, place.bootstrap)
        except Misuse as refused:
            return refused.lines
    return []


@contextmanager
def acting_as(place: Place, user: str) -> Iterator[None]:
    """The settings of this process are those of the user."""
    with pytest.MonkeyPatch.context() as env:
        for name, value in {**place.said, "KAFKA_SASL_USERNAME": user}.items():
            env.setenv(name, value)
        yield


def test_a_user_who_may_not_see_the_topics_is_not_told_to_create_them(place: Place) -> None:
    create(place.backdoor, "", 2)

    lines = refusals(place, "stranger", "worker")

    assert len(lines) == len(TOPICS)
    assert all("may not see it" in each and "topics create" not in each for each in lines)


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


def test_the_certificates_of_brokers_that_end_soon_are_told_by_doctor(place: Place) -> None:
    done = told(place, "doctor", "--json")

    found = [
        each for each in json.loads(done.stdout)["findings"] if each["check"] == "certificates of servers"
    ]
    assert [each["level"] for each in found] == ["warn"]
    assert f"Kafka at {place.bootstrap}: the certificate ends on" in found[0]["sentence"]
