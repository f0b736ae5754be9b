"""The audit of a real deployment whose worker was killed is clean, and each planted fault is found by its id."""

import asyncio
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from typer.testing import CliRunner

from rules.dossier import encode, restore
from rules.on_record import Told
from sinks.records import INPUTS
from streams.audit.archive import COMPARED
from streams.cli import app
from streams.partitions import partition_of
from streams.worker import ledger
from tests.letters.place import Place, wait_until
from tests.worker.office import BEGUN, PARTITIONS, Office
from tests.worker.running import running

CASES = 40


class Audited(Place):
    """The place as the audit sees it."""

    def audit(self, *words: str) -> tuple[int, dict[str, Any]]:
        key = str(self.office.folder / "key")
        options = [*self.office.place, "--key-file", key, "--clickhouse-dsn", self.dsn, "--json"]
        done = CliRunner().invoke(app, ["audit", *words, *options])
        assert done.exit_code in (0, 1), done.output
        return done.exit_code, json.loads(done.stdout)

    def offences(self, *words: str) -> list[tuple[str, str]]:
        code, found = self.audit(*words)
        offences = [(each["kind"], each["name"]) for each in found["offences"]]
        assert code == bool(offences)
        return offences

    def commit(self) -> None:
        """What the sink would have committed: everything."""
        asyncio.run(self._commit())

    async def _commit(self) -> None:
        group = f"{self.office.prefix}liangpai-sink"
        async with AIOKafkaConsumer(
            bootstrap_servers=self.office.bootstrap, group_id=group, enable_auto_commit=False
        ) as consumer:
            topics = [self.office.prefix + topic for topic in (*INPUTS, *COMPARED)]
            places = [TopicPartition(topic, n) for topic in topics for n in range(PARTITIONS)]
            consumer.assign(places)
            await consumer.commit(await consumer.end_offsets(places))

    def write(self, topic: str, key: bytes, value: bytes, partition: int) -> None:
        async def send() -> None:
            async with AIOKafkaProducer(bootstrap_servers=self.office.bootstrap) as producer:
                await producer.send_and_wait(self.office.prefix + topic, value, key, partition=partition)

        asyncio.run(send())

    def newest(self, key: bytes) -> list[Any]:
        """The newest record of the changelog under this key, in each partition that has one."""
        found = {record.partition: record for record in self.records("dossiers") if record.key == key}
        return list(found.values())


def assert_cards_behind_the_topic_are_found(place: Audited, state: bytes, number: int) -> None:
    """But not where a state was lost and the card is read anew."""
    dossier = restore(state)
    card = dossier.cards[0]
    card.record = msgspec.structs.replace(card.record, revision=0)
    for told, found in ((None, True), (Told(9, 0), False)):
        dossier.told = told
        place.write("dossiers", dossier.subject.encode(), encode(dossier), number)
        assert (("card", card.record.card_id) in place.offences()) is found


def test_a_good_run_with_kills_is_clean_and_each_planted_fault_is_found(
    kafka_bootstrap: str, topic_prefix: str, engine_folder: Path, tmp_path: Path
) -> None:
    office = Office(kafka_bootstrap, topic_prefix, tmp_path)
    place = Audited(office, engine_folder, "audited")
    subjects = [f"430100-{number:06}" for number in range(CASES)]
    with running([office.worker("one")]) as (worker,):
        office.send([BEGUN + timedelta(days=number % 3) for number in range(CASES)])
        worker.kill_and_start_again()
        place.write("case-events", subjects[0].encode(), b"{not json", partition_of(subjects[0], PARTITIONS))
        office.send([BEGUN + timedelta(days=number % 3) for number in range(CASES)])
        now = int(time.time() * 1000)
        wait_until(lambda: worker.judged_until(now) and place.data("dead-letters"), worker)
        worker.kill_and_start_again()
        worker.wait_until_ready()
        code, found = place.audit("--without-archive")
        assert (code, found["offences"]) == (0, [])
        assert worker.stop() == 0

    gone = ("case-events", partition_of(subjects[1], PARTITIONS), 0)
    topics = (*INPUTS, *sorted(COMPARED))
    place.archive(*topics, without=[gone])
    place.commit()
    code, found = place.audit()
    assert [(each["kind"], each["name"]) for each in found["offences"]] == [
        ("archive", "/".join(map(str, gone)))
    ]
    assert found["records"]["applied"] + found["records"]["duplicate"] == 2 * CASES
    assert found["records"]["dead_lettered"] == 1
    assert found["moments"]["fired"] >= CASES
    assert found["personal"] == {}

    place.archive("case-events")
    assert place.offences() == []
    assert place.offences("--until", "2020-01-01T00:00:00+08:00") == []

    victim = next(subject for subject in subjects if partition_of(subject, PARTITIONS) == gone[1])
    (state,) = place.newest(victim.encode())
    dossier = restore(state.value)
    dossier.cards, dossier.wakes = [], {}
    place.write("dossiers", victim.encode(), encode(dossier), gone[1])
    assert {kind for kind, name in place.offences() if name == victim} == {"moment"}
    assert_cards_behind_the_topic_are_found(place, state.value, gone[1])
    place.write("dossiers", victim.encode(), state.value, gone[1])

    extra = place.records("case-events")[0].value.replace(b'"e-', b'"x-').replace(b"SL-1", b"SL-9")
    subject = json.loads(extra)["subject"]
    number = partition_of(subject, PARTITIONS)
    handled = next(each for each in place.newest(ledger.KEY) if each.partition == number)
    told = json.loads(handled.value)
    offset = told["next"]["case-events"]
    place.write("case-events", subject.encode(), extra, number)
    code, found = place.audit()
    assert (code, found["waiting"]["records not handled yet"]) == (0, 1)
    told["next"]["case-events"] = offset + 1
    place.write("dossiers", ledger.KEY, json.dumps(told).encode(), number)
    assert place.offences() == [("lost", f"case-events/{number}/{offset}")]
