"""The command on a real Kafka: a case that left comes back from a real archive, and its late event is judged."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from streams.exits import Misuse
from streams.worker.sources import NONE_OF
from tests.letters.place import Place, wait_until
from tests.worker.office import Office
from tests.worker.running import PATIENCE_SECONDS, running

CASE = "430100-000007"


def event(number: int, kind: str, day: str, hour: int = 10, /, **data: Any) -> bytes:
    when = f"{day}T{hour:02}:00:00+08:00"
    head = {"specversion": "1.0", "id": f"e-{number}", "source": "approval/430100", "type": kind}
    return json.dumps(
        {**head, "subject": CASE, "time": when, "recordedtime": when, "data": {"staff_id": "u", **data}}
    ).encode()


HISTORY = [
    event(1, "case.accepted", "2025-01-06", item_code="0001", voucher_no="v", dept_code="ZJ"),
    event(2, "case.decided", "2025-01-07", result="approved", doc_no="d"),
    event(3, "case.delivered", "2025-01-07", 11, way="window"),
    event(4, "case.closed", "2025-01-07", 12, kind="normal"),
]
LATE = event(5, "case.suspended", "2025-01-06", 15, reason_code="lunch")


def test_a_case_that_left_comes_back_with_its_history_and_its_late_event_is_judged(
    kafka_bootstrap: str, topic_prefix: str, engine_folder: Path, tmp_path: Path
) -> None:
    office = Office(kafka_bootstrap, topic_prefix, tmp_path)
    place = Place(office, engine_folder, "letters")
    place.send(*HISTORY)
    with running([office.worker("one")]) as (worker,):
        place.come_too_late(LATE, worker)

        listed = place.run("list")
        assert "case_archived" in listed
        assert "1 dead letters." in listed
        with pytest.raises(Misuse, match="expected ids"):
            place.replay()
        assert "have left the worker (--with-history brings them back): 1" in place.replay("--all")
        assert "1 would be sent again" in place.replay("--all", "--with-history", "--dry-run")
        told = place.replay("--case", CASE, "--with-history")
        assert "1 sent again" in told
        assert "1 cases came back from the archive first" in told

        worker.kill_and_start_again()
        wait_until(lambda: [card for card in place.data("cards") if card["rule_id"] == "P-11"], worker)
        assert "0 dead letters." in place.run("list")
        assert json.loads(place.run("list", "--all", "--json"))["replayed"]
        assert len([each for each in place.data("dead-letters") if each["replayed_at"] is None]) == 1
        letter_id = json.loads(place.run("list", "--all", "--json"))["id"]
        shown = place.run("show", letter_id, "--key-file", str(tmp_path / "key"))
        assert "case.suspended" in shown

    cards = [card for card in place.data("cards") if card["rule_id"] == "P-11"]
    assert [(card["case_no"], card["state"]) for card in cards] == [(CASE, "issued")]


def test_a_worker_stops_when_nothing_can_be_taken_and_goes_on_behind_it_when_it_is_started_again(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    office = Office(kafka_bootstrap, topic_prefix, tmp_path)

    async def produce() -> None:
        async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap) as producer:
            for number in range(NONE_OF):
                await producer.send(f"{topic_prefix}case-events", b"{%d" % number, b"k", partition=0)

    asyncio.run(produce())
    worker = office.worker("one")
    try:
        assert worker.process.wait(PATIENCE_SECONDS) == 1
        assert "dead-letters replay" in worker.log.read_text()
        worker.kill_and_start_again()
        worker.wait_until_ready()
        office.send([])
        assert worker.get("/livez")[0] == 200
    finally:
        worker.process.kill()
        worker.process.wait()

    place = Place(office, tmp_path, "none")
    assert len(place.data("dead-letters")) == NONE_OF
