"""`liangpai act` through Kafka and a real worker: done or refused once, and the same again after the state is lost."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from rules.cards import card_id_of
from streams.broker import admin
from streams.commands.act import act
from streams.desk_orders import Move
from streams.privacy import Key
from streams.rulebook_folder import shipped_rulebook
from streams.sending import send_files
from streams.services.process import free_address
from streams.topics import create
from tests.worker import load
from tests.worker.city import PROGRAM, wait_until_judged
from tests.worker.running import Worker, running

PARTITIONS = 2
CASE = "430100-2026-009001"
CARD = card_id_of(CASE, "T-05", "case")


class Deployment:
    """Topics, a key, the shipped rulebook, and one case accepted three months ago and still open."""

    def __init__(self, bootstrap: str, prefix: str, folder: Path) -> None:
        self.bootstrap, self.prefix, self.folder = bootstrap, prefix, folder
        create(bootstrap, prefix, PARTITIONS)
        self.key = folder / "key"
        Key.make(self.key)
        then = (datetime.now(UTC) - timedelta(days=90)).isoformat()
        event = {
            "specversion": "1.0", "id": "e1", "source": "s", "type": "case.accepted", "subject": CASE,
            "time": then, "recordedtime": then,
            "data": {"item_code": "430100-0001", "voucher_no": "v", "staff_id": "u04"},
        }  # fmt: skip
        self.events = folder / "events.jsonl"
        self.events.write_text(json.dumps(event) + "\n")

    def worker(self) -> Worker:
        http = free_address()
        options = {
            "--kafka-bootstrap": self.bootstrap, "--prefix": self.prefix, "--http": http, "--id": "one",
            "--rulebook": str(shipped_rulebook()), "--key-file": str(self.key),
        }  # fmt: skip
        words = [word for option in options.items() for word in option]
        return Worker("one", self.folder / "one.log", http, ["-c", PROGRAM, *words])

    def act(
        self, move: Move, actor: str, reason: str = "材料已补齐", card: str | None = CARD, **more: Any
    ) -> None:
        act(move, card, actor=actor, reason=reason, case=CASE, kafka_bootstrap=self.bootstrap, prefix=self.prefix,
            key_file=self.key, wait=60.0, **more)  # fmt: skip

    def read(self, topic: str) -> list[dict[str, Any]]:
        records = asyncio.run(load.read_all(self.bootstrap, self.prefix + topic, partitions=PARTITIONS))
        return [json.loads(record.value) for record in records]

    def forget_the_state(self) -> None:
        """The changelog is lost: the inputs are read again from their start."""
        with admin(self.bootstrap) as client:
            client.delete_topics([f"{self.prefix}dossiers"])
        ends = time.monotonic() + 30
        while f"{self.prefix}dossiers" in _topics(self.bootstrap):
            assert time.monotonic() < ends
            time.sleep(0.1)
        create(self.bootstrap, self.prefix, PARTITIONS)


def _topics(bootstrap: str) -> list[str]:
    with admin(bootstrap) as client:
        return list(client.list_topics())


def test_what_people_did_is_decided_once_and_stays_so_when_all_is_read_again(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = Deployment(kafka_bootstrap, topic_prefix, tmp_path)
    send_files([here.events], kafka_bootstrap, topic_prefix)
    with running([here.worker()]) as (worker,):
        wait_until_judged([worker], 1)
        with pytest.raises(typer.Exit) as refused:
            here.act(Move.REVOKE, "u06")
        assert refused.value.exit_code == 1
        assert "refused: not_entitled (the card is issued)" in capsys.readouterr().err
        here.act(Move.ANSWER, "u04")
        here.act(Move.REVOKE, "u90")
        assert f"done: card {CARD} is revoked, revision 3." in capsys.readouterr().out
        assert worker.stop() == 0

    before = here.read("action-outcomes")
    here.forget_the_state()
    with running([here.worker()]) as (worker,):
        wait_until_judged([worker], int(time.time() * 1000))
        assert worker.stop() == 0

    assert [each["data"]["outcome"] for each in before] == ["refused", "done", "done"]
    assert here.read("action-outcomes") == before
    cards = [each for each in here.read("cards") if each["data"]["card_id"] == CARD]
    assert cards[-1]["data"]["state"] == "revoked"
    assert len(cards) > 3  # issued anew from the inputs, then as it was decided
