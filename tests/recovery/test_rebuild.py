"""Kafka is lost: from the archive alone, new topics, workers and tables come to the same cards, states and outcomes."""

import asyncio
import json
import os
import shutil
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from typer.testing import CliRunner, Result

from rules.cards import card_id_of
from streams.cli import app
from streams.exits import Misuse
from streams.privacy import Key
from streams.topics import INPUTS, create
from tests.letters.place import Place, wait_until
from tests.letters.test_dead_letters_command import CASE, HISTORY, LATE
from tests.worker import load
from tests.worker.office import BEGUN, PARTITIONS, Office
from tests.worker.running import running

CASES = 6
KEPT_OF_A_CARD = (
    "card_id",
    "revision",
    "state",
    "rule_id",
    "case_no",
    "violated_at",
    "due_date",
    "evidence",
    "reason",
)
ARCHIVED = (*INPUTS, "action-outcomes", "dead-letters", "archived-cases")
ACTION = {
    "specversion": "1.0", "id": "a-1", "source": "desk", "type": "desk.card_answer", "subject": "430100-000001",
    "time": f"{BEGUN}T10:00:00+08:00", "recordedtime": f"{BEGUN}T10:00:00+08:00",
    "data": {"card_id": card_id_of("430100-000001", "T-04", "case"), "actor_id": "u1", "statement": "补"},
}  # fmt: skip


class Lost(Place):
    """An office whose topics will be lost."""

    def put(self, topic: str, key: bytes, value: bytes | None, partition: int = 0) -> None:
        """A record as no command of ours would write it."""

        async def send() -> None:
            async with AIOKafkaProducer(bootstrap_servers=self.office.bootstrap) as producer:
                await producer.send_and_wait(self.office.prefix + topic, value, key, partition=partition)

        asyncio.run(send())

    def rebuild(self, dsn: str, key: Path) -> Result:
        words = ["rebuild", *self.office.place, "--clickhouse-dsn", dsn, "--key-file", str(key)]
        return CliRunner().invoke(app, words)

    def cards(self) -> list[dict[str, Any]]:
        """The newest revision of each card, in the fields that follow from the events."""
        newest = {card["card_id"]: card for card in self.data("cards")}
        return [{name: newest[card_id][name] for name in KEPT_OF_A_CARD} for card_id in sorted(newest)]

    def states(self) -> dict[str, dict[str, Any]]:
        return {state["case_no"]: state for state in self.data("case-states")}

    def letters(self) -> list[tuple[str, str]]:
        """Id and reason of each dead letter; those that only say that one was sent again are left out."""
        events = [json.loads(each.value) for each in self.records("dead-letters")]
        first = [event for event in events if event["data"]["replayed_at"] is None]
        return sorted((event["id"], event["data"]["reason"]) for event in first)

    def outcomes(self) -> list[dict[str, Any]]:
        return self.data("action-outcomes")


def now() -> int:
    return int(time.time() * 1000)


def lived_in(office: Office, place: Lost) -> None:
    """A closed case that left and came back, cases that are late, a decided action, garbage, a record with no value,
    one under another key."""
    place.send(*HISTORY)
    with running([office.worker("one")]) as (worker,):
        place.come_too_late(LATE, worker)
        place.replay("--all", "--with-history")
        wait_until(lambda: [card for card in place.data("cards") if card["rule_id"] == "P-11"], worker)
        office.send([BEGUN + timedelta(days=number % 3) for number in range(CASES)])
        wait_until(lambda: len(place.cards()) > CASES, worker)
        place.send(json.dumps(ACTION).encode())
        place.put("case-events", b"430100-000001", b"{not json")
        place.put("case-events", b"430100-000001", None)
        place.put("rating-events", b"another", HISTORY[0])
        sent = now()
        wait_until(
            lambda: worker.judged_until(sent) and place.outcomes() and len(place.letters()) == 4, worker
        )
        assert worker.stop() == 0
    place.archive(*ARCHIVED)


@pytest.fixture(scope="module")
def lost(kafka_bootstrap: str, engine_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lost:
    folder = tmp_path_factory.mktemp("lost")
    office = Office(kafka_bootstrap, f"r{os.getpid()}-{os.urandom(3).hex()}-", folder)
    place = Lost(office, engine_folder, "rebuilt")
    lived_in(office, place)
    return place


def new_place(old: Lost, folder: Path) -> Lost:
    folder.mkdir()
    shutil.copy(old.office.folder / "key", folder / "key")
    return Lost(Office(old.office.bootstrap, f"{old.office.prefix}new-", folder), folder, "none")


def test_what_is_written_back_makes_the_same_cards_states_outcomes_and_dead_letters(
    lost: Lost, tmp_path: Path
) -> None:
    key = lost.office.folder / "key"
    new = new_place(lost, tmp_path / "new")
    done = new.rebuild(lost.dsn, key)
    assert done.exit_code == 0, done.output
    before = [(each.partition, each.key, each.timestamp) for each in lost.records("case-events")]
    assert Counter((place, stamp) for place, _, stamp in before) == Counter(
        (each.partition, each.timestamp) for each in new.records("case-events")
    )
    with running([new.office.worker("two")]) as (worker,):
        started = now()
        wait_until(lambda: worker.judged_until(started) and len(new.cards()) == len(lost.cards()), worker)
        assert worker.stop() == 0
    assert new.cards() == lost.cards()
    assert {card["rule_id"] for card in new.cards()} >= {"T-04", "P-11"}
    assert new.states() == lost.states()
    assert new.outcomes() == lost.outcomes()
    # the late event is read before its case leaves, so it is taken at once this time
    assert new.letters() == [each for each in lost.letters() if each[1] != "case_archived"]
    assert CASE in new.states()

    again = new.rebuild(lost.dsn, key)
    assert isinstance(again.exception, Misuse)
    assert "expected none" in str(again.exception)


def refused(lost: Lost, partitions: int, key: Path) -> str:
    """What the command says of topics with so many partitions, on which nothing lies afterwards."""
    prefix = f"{lost.office.prefix}{partitions}-{key.name}-"
    create(lost.office.bootstrap, prefix, partitions)
    words = ["--kafka-bootstrap", lost.office.bootstrap, "--prefix", prefix, "--clickhouse-dsn", lost.dsn]
    done = CliRunner().invoke(app, ["rebuild", *words, "--key-file", str(key)])
    assert isinstance(done.exception, Misuse), done.output
    for topic in INPUTS:
        assert asyncio.run(load.read_all(lost.office.bootstrap, prefix + topic, partitions=partitions)) == []
    return str(done.exception)


def test_another_number_of_partitions_or_another_key_is_refused_before_anything_is_written(
    lost: Lost, tmp_path: Path
) -> None:
    key, other = lost.office.folder / "key", tmp_path / "other"
    Key.make(other)
    assert "with as many as before" in refused(lost, 7, key)
    assert "was sealed with the key" in refused(lost, PARTITIONS, other)
