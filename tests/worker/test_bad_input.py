"""Bad records on a real Kafka: one dead letter each with its reason, the good ones around them judged, worker alive."""

import asyncio
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer

from streams.partitions import partition_of
from streams.privacy import Key
from streams.rulebook_folder import shipped_rulebook
from streams.services.process import free_address
from streams.topics import create
from tests.worker import load
from tests.worker.city import PROGRAM
from tests.worker.running import PATIENCE_SECONDS, Worker, running

SUBJECT = "430100-2026-000123"
PERSON = "张三 13812345678"


def event(number: int, kind: str, /, **changed: Any) -> dict[str, Any]:
    body = {
        "specversion": "1.0",
        "id": f"e-{number}",
        "source": "approval/430100",
        "type": f"case.{kind}",
        "subject": SUBJECT,
        "time": "2026-01-05T10:00:00+08:00",
        "recordedtime": "2026-01-05T10:00:00+08:00",
        "data": {"item_code": "430100-0001"},
    }
    return {**body, **changed}


def text(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


GOOD = text(event(1, "accepted", data={"item_code": "430100-0001", "promise_days": 5, "voucher_no": "S"}))
PAUSE = text(event(2, "suspended", time="2026-01-06T10:00:00+08:00", data={"reason_code": "lunch"}))
KEY = SUBJECT.encode()
HOME = partition_of(SUBJECT, 12)

BAD: list[tuple[str, bytes | None, bytes | None, int]] = [
    ("not_json", KEY, PERSON.encode() + b"{", HOME),
    ("wrong_type", KEY, text(event(10, "accepted", data={"item_code": 7})), HOME),
    ("unknown_type", KEY, text(event(11, "unheard_of")), HOME),
    ("no_offset", KEY, text(event(12, "submitted", time="2026-01-05T10:00:00")), HOME),
    ("future_time", KEY, text(event(13, "submitted", time="2026-01-07T10:00:00+08:00")), HOME),
    ("future_time", KEY, text(event(14, "submitted", recordedtime="2036-01-07T10:00:00+08:00")), HOME),
    ("conflicting_duplicate", KEY, GOOD.replace(b'"promise_days": 5', b'"promise_days": 50'), HOME),
    ("wrong_key", None, text(event(15, "submitted")), HOME),
    ("wrong_key", b"another", text(event(16, "submitted")), HOME),
    ("wrong_key", KEY, text(event(17, "submitted")), (HOME + 1) % 12),
    ("no_value", KEY, None, HOME),
    ("too_large", KEY, text(event(18, "submitted", data={"item_code": "x" * 1_500_000})), HOME),
]


async def produce(bootstrap: str, prefix: str) -> None:
    now = int(time.time() * 1000)
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=8 << 20) as producer:
        records = [("", KEY, GOOD, HOME), *BAD, ("", KEY, GOOD, HOME), ("", KEY, PAUSE, HOME)]
        for _, key, value, partition in records:
            await producer.send_and_wait(
                f"{prefix}case-events", value, key, partition=partition, timestamp_ms=now
            )


def dead_letters(bootstrap: str, prefix: str) -> list[dict[str, Any]]:
    records = asyncio.run(load.read_all(bootstrap, f"{prefix}dead-letters"))
    return [json.loads(record.value)["data"] for record in records]


def test_each_bad_record_is_one_dead_letter_and_the_good_ones_are_judged(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    create(kafka_bootstrap, topic_prefix, 12)
    key = Key.make(tmp_path / "key")
    http = free_address()
    words = [
        *("--kafka-bootstrap", kafka_bootstrap, "--prefix", topic_prefix, "--http", http),
        *("--rulebook", str(shipped_rulebook()), "--id", "one", "--key-file", str(tmp_path / "key")),
    ]
    with running([Worker("one", tmp_path / "log", http, ["-c", PROGRAM, *words])]) as (worker,):
        asyncio.run(produce(kafka_bootstrap, topic_prefix))
        ends = time.monotonic() + PATIENCE_SECONDS
        while worker.metric("liangpai_events_total") < len(BAD) + 3 or worker.metric("liangpai_lag"):
            assert time.monotonic() < ends, worker.get("/metrics")[1]
            time.sleep(0.1)
        assert worker.get("/livez")[0] == 200

        letters = dead_letters(kafka_bootstrap, topic_prefix)
        cards = asyncio.run(load.read_all(kafka_bootstrap, f"{topic_prefix}cards"))

    assert Counter(letter["reason"] for letter in letters) == Counter(reason for reason, *_ in BAD)
    assert all(letter["sealed"] for letter in letters)
    originals = {key.unseal(letter["original"]) for letter in letters if letter["original"]}
    assert originals == {value for _, _, value, _ in BAD if value is not None}
    assert not any(PERSON in json.dumps(letter, ensure_ascii=False) for letter in letters)
    assert "P-11" in {json.loads(card.value)["data"]["rule_id"] for card in cards}
    assert PERSON not in (tmp_path / "log").read_text()
