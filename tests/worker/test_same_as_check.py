"""Two real workers, one of them killed in the middle, end with the standing cards that `check` finds in the file."""

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rules.court import Court
from rules.privacy import Border
from streams.calendar_source import built_in_calendar
from streams.checking import Outlets, check_files
from streams.instants import parse_instant
from streams.privacy import Key, cleanse_or_seal
from streams.rulebook_folder import load_rulebooks
from streams.sending import send_files
from streams.simulation.run import Places, order_of, simulate
from streams.topics import create
from tests.worker import load
from tests.worker.running import PATIENCE_SECONDS, Worker, free_address, running

CASES = 250
FREE = {"issued_at", "revision", "reason", "answer_due", "appeal_due"}
"""Fields that may differ between two readings of the same events (contracts 4)."""
PROGRAM = "import typer; from streams.commands.worker import worker; typer.run(worker)"


def standing(values: list[bytes], until: int) -> dict[str, dict[str, Any]]:
    newest: dict[str, dict[str, Any]] = {}
    for event in map(json.loads, values):
        card = event["data"]
        if (
            event["type"].startswith("card.")
            and card["revision"] > newest.get(card["card_id"], card | {"revision": 0})["revision"]
        ):
            newest[card["card_id"]] = card
    return {
        name: {field: value for field, value in card.items() if field not in FREE}
        for name, card in newest.items()
        if card["state"] != "withdrawn" and parse_instant(card["violated_at"], "violated_at") <= until
    }


def judged_by_check(places: Places, until: int, out: Path) -> dict[str, dict[str, Any]]:
    loaded = load_rulebooks([places.rulebook])
    with out.open("wb") as lines:
        court = Court(loaded.rulebooks, loaded.calendar, Border())
        check_files([places.events], court, until_ms=until, outlets=Outlets(lines))
    return standing(out.read_bytes().splitlines(), until)


def wait_until_judged(workers: list[Worker], until: int) -> None:
    """Until every lane's clock is past `until` and nothing waits."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not all(worker.judged_until(until) for worker in workers):
        assert time.monotonic() < ends, [worker.get("/metrics")[1] for worker in workers]
        time.sleep(0.3)


def split(events: Path, folder: Path) -> tuple[Path, Path]:
    """The file in two halves, so that a worker can be killed between them."""
    lines = events.read_bytes().splitlines(keepends=True)
    halves = folder / "first.jsonl", folder / "second.jsonl"
    for half, part in zip(halves, (lines[: len(lines) // 2], lines[len(lines) // 2 :]), strict=True):
        half.write_bytes(b"".join(part))
    return halves


def send(events: Path, bootstrap: str, prefix: str, key: Key) -> None:
    send_files([events], bootstrap, prefix, border=lambda value: cleanse_or_seal(key, value))


def wait_until_handled(workers: list[Worker], count: int) -> None:
    """Until each worker has handled that many records."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while any(worker.metric("liangpai_events_total") < count for worker in workers):
        assert time.monotonic() < ends, [worker.get("/metrics")[1] for worker in workers]
        time.sleep(0.05)


def test_two_workers_one_killed_end_like_check_on_the_same_file(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    places = Places(tmp_path / "events.jsonl", tmp_path / "truth.json", tmp_path / "rulebook")
    simulate(order_of(CASES, 3, 3, datetime.now(UTC)), built_in_calendar(), places, lambda _: None)
    create(kafka_bootstrap, topic_prefix, 12)
    key = Key.make(tmp_path / "key")

    def start(name: str) -> Worker:
        http = free_address()
        options = {
            "--kafka-bootstrap": kafka_bootstrap, "--prefix": topic_prefix, "--rulebook": str(places.rulebook),
            "--id": name, "--http": http, "--key-file": str(tmp_path / "key"),
        }  # fmt: skip
        words = [word for option in options.items() for word in option]
        return Worker(name, tmp_path / f"{name}.log", http, ["-c", PROGRAM, *words])

    halves = split(places.events, tmp_path)
    with running([start("one"), start("two")]) as workers:
        send(halves[0], kafka_bootstrap, topic_prefix, key)
        wait_until_handled(workers, 1)
        workers[0].process.kill()
        send(halves[1], kafka_bootstrap, topic_prefix, key)
        until = int(time.time() * 1000)
        workers[0].kill_and_start_again()
        workers[0].wait_until_ready()
        wait_until_judged(workers, until)
        cards = asyncio.run(load.read_all(kafka_bootstrap, f"{topic_prefix}cards"))
        assert [worker.stop() for worker in workers] == [0, 0]

    expected = judged_by_check(places, until, tmp_path / "checked.jsonl")
    assert standing([card.value for card in cards], until) == expected
    assert len(expected) > CASES // 10
