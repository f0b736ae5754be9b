"""A month through the real processes: published with history, objected to, decided on, closed, verified, and every
refusal on the way, each said with what stands in the way."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from streams.cli import app
from streams.commands import assess
from streams.rulebook_folder import shipped_rulebook
from streams.services.process import free_address
from streams.up.children import Child, liangpai, stop_all
from streams.up.health import wait_until_ready
from tests.importing.live import PATIENCE, Settings, awaited, deployment, sent

HERE = ZoneInfo("Asia/Shanghai")
FIRST = (datetime.now(HERE).date().replace(day=1) - timedelta(days=32)).replace(day=1)
"""Of the month before the last: whatever the day, its time for objections can be over."""
MONTH, NEXT = f"{FIRST:%Y-%m}", (FIRST + timedelta(days=32)).replace(day=1)
CASE = {"item_code": "430100-0001", "voucher_no": "SL-1", "staff_id": "u04", "dept_code": "430100-ZJ"}
MANIFEST = {
    "as_of": "2000-01-01T00:00:00+08:00", "record": 0, "rulebook_hash": "h", "inputs_sha256": "i",
    "result_sha256": "r", "tallies": 0, "cards": 0, "ratings": 0, "scores": 0, "pieces": 0,
}  # fmt: skip


def event(number: int, kind: str, subject: str, day: date, **data: Any) -> dict[str, Any]:
    """Something at ten in the morning of a day."""
    moment = datetime(day.year, day.month, day.day, 10, number, tzinfo=HERE).isoformat()
    return {
        "specversion": "1.0", "id": f"e-{number}", "source": "s", "type": kind, "subject": subject, "time": moment,
        "recordedtime": moment, "data": data,
    }  # fmt: skip


def history() -> list[dict[str, Any]]:
    """A case with a card that waits for confirmation; the month was published right after it, and objected to."""
    day, month = FIRST + timedelta(days=4), {"month": MONTH}
    published, objected = NEXT + timedelta(days=1), NEXT + timedelta(days=2)
    return [
        event(1, "case.accepted", "430100-1", day, **CASE),
        event(2, "case.supplement_notified", "430100-1", day, items=["m1"], staff_id="u04", written=True),
        event(3, "case.decided", "430100-1", day, result="approved", staff_id="u04"),
        event(
            4, "desk.month_publish", f"month:{MONTH}", published, actor_id="u90", manifest=MANIFEST, **month
        ),
        event(
            5, "desk.score_object", f"month:{MONTH}", objected, actor_id="u04", scope="person:u04", reason="停电",
            **month,
        ),
    ]  # fmt: skip


class Place:
    """Worker and sink, each started when it is needed."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings, self.folder = settings, folder
        self.children: dict[str, Child] = {}

    def start(self, name: str) -> Child:
        own = {
            **self.settings,
            "LIANGPAI_ID": f"{name}-1",
            "LIANGPAI_HTTP": free_address(),
        }
        self.children[name] = Child(name, liangpai(name), own, self.folder / f"{name}.log")
        wait_until_ready([self.children[name]], PATIENCE, lambda _: None)
        return self.children[name]

    def assess(self, *words: str) -> tuple[int, str]:
        """The command, and what it said."""
        env = {**self.settings, "LIANGPAI_ARCHIVE_HTTP": self.children["sink"].http}
        done = CliRunner().invoke(app, ["assess", *words], env=env)
        stop = done.exception
        return getattr(stop, "code", done.exit_code), f"{done.output}{stop or ''}"


@contextmanager
def place(bootstrap: str, prefix: str, folder: Path) -> Iterator[Place]:
    made = Place(deployment(bootstrap, prefix, folder, shipped_rulebook()), folder)
    try:
        yield made
    finally:
        stop_all(list(made.children.values()))


def send(settings: Settings, folder: Path, events: list[dict[str, Any]]) -> None:
    file = folder / f"{events[0]['id']}.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in events), encoding="utf-8")
    sent(settings, file)


def test_a_month_is_closed_once_when_nothing_stands_in_the_way(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place(kafka_bootstrap, topic_prefix, tmp_path) as here:
        actor = ("--actor", "u90")
        send(here.settings, tmp_path, history())
        here.start("sink")
        worker = here.start("worker")
        code, said = awaited(
            [worker], lambda: here.assess(MONTH, "--close", *actor), lambda it: "objection" in it[1]
        )
        assert code == 1
        assert "person:u04 by u04 waits for a decision" in said

        code, said = here.assess(MONTH, "--object", "person:u04", "--actor", "u04", "--reason", "停电")
        assert (code, "too_late" in said) == (1, True)
        decide = (MONTH, "--decide", "e-5", "--decision", "grant", "--points", "1.50", "--reason", "属实")
        code, said = here.assess(*decide, "--actor", "u90")
        assert (code, "not_entitled" in said) == (1, True)
        code, said = here.assess(*decide, "--actor", "u93")
        assert code == 0, said

        code, said = here.assess(MONTH, "--close", *actor)
        assert (code, "2 cards wait for confirmation" in said, "P-15" in said) == (1, True, True), said

        stop_all([worker])
        later = event(6, "case.delivered", "430100-1", FIRST + timedelta(days=5), way="window")
        send(here.settings, tmp_path, [later])
        monkeypatch.setattr(assess, "LAG_SECONDS", 0.0)
        code, said = here.assess(MONTH, "--close", *actor)
        assert (code, "1 records that no worker has judged" in said) == (1, True), said
        monkeypatch.undo()
        here.start("worker")

        code, said = here.assess(MONTH, "--close", "--leave-unconfirmed", *actor)
        assert code == 0, said
        code, said = awaited([], lambda: here.assess(MONTH, "--verify"), lambda it: it[0] == 0)
        assert (code, "identical" in said) == (0, True), said
        code, said = here.assess(MONTH, "--close", "--leave-unconfirmed", *actor)
        assert (code, "was closed" in said) == (1, True), said
        code, said = here.assess(f"{datetime.now(HERE):%Y-%m}", "--publish", *actor)
        assert (code, "is not over" in said) == (1, True), said
        code, said = here.assess(MONTH, "--explain", "u04")
        assert "1.50" in said
        code, said = here.assess(MONTH, "--explain", "nobody")
        assert (code, "found no score" in said) == (2, True), said
        code, said = here.assess("2026-13")
        assert (code, "2026-13" in said) == (2, True), said

        earlier = f"{FIRST - timedelta(days=1):%Y-%m}"
        code, said = here.assess(earlier, "--verify")
        assert (code, "not closed" in said) == (2, True), said
        code, said = here.assess(earlier, "--publish", *actor)
        assert code == 0, said
        code, said = here.assess(earlier, "--close", *actor)
        assert (code, "objections may be made until" in said) == (1, True), said
