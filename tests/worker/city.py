"""Real workers on a simulated city, and the comparison of what they made with what `check` finds in the file."""

import asyncio
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from rules.court import Court
from rules.privacy import Border
from streams.calendar_source import built_in_calendar
from streams.checking import Outlets, check_files
from streams.contacts import file_border
from streams.instants import parse_instant
from streams.privacy import Key
from streams.rulebook_folder import load_rulebooks
from streams.sending import send_files
from streams.services.process import free_address
from streams.simulation.run import Places, order_of, simulate
from streams.topics import create
from tests.worker import load
from tests.worker.running import PATIENCE_SECONDS, ROOT, Watched, Worker

PARTITIONS = 12
FREE = {"issued_at", "revision", "reason", "answer_due", "appeal_due"}
"""Fields that may differ between two readings of the same events (contracts 4)."""
FOLLOWING = {"E-01", "R-03", "R-04"}
"""Rules that count from when a card was issued or a ticket assigned, which may differ."""
PROGRAM = "import sys; from streams.cli import main; sys.argv.insert(1, 'worker'); main()"


def standing(values: Iterable[bytes], until: int) -> dict[str, dict[str, Any]]:
    """The newest revision of each card that stands, but for those of rules that follow cards and tickets.

    Who answers for a ticket is who is on duty when it is opened, so R-02 may name somebody else.
    """
    newest: dict[str, dict[str, Any]] = {}
    for event in map(json.loads, values):
        card = event["data"]
        if (
            event["type"].startswith("card.")
            and card["revision"] > newest.get(card["card_id"], card | {"revision": 0})["revision"]
        ):
            newest[card["card_id"]] = card
    return {
        name: {
            field: value
            for field, value in card.items()
            if field not in FREE and (field, card["rule_id"]) != ("responsible", "R-02")
        }
        for name, card in newest.items()
        if card["rule_id"] not in FOLLOWING
        and card["state"] != "withdrawn"
        and parse_instant(card["violated_at"], "violated_at") <= until
    }


def judged_by_check(places: Places, until: int, out: Path) -> dict[str, dict[str, Any]]:
    """The cards that stand at a moment (ms) by `check`, which writes its outputs to `out`."""
    return standing(judged_lines(places, until, out), until)


def judged_lines(places: Places, until: int, out: Path) -> Iterator[bytes]:
    """Every output event of `check` up to a moment (ms), dead letters too, by way of the file `out`."""
    loaded = load_rulebooks([places.rulebook])
    with out.open("wb") as file:
        court = Court(loaded.rulebooks, loaded.calendar, Border())
        check_files([places.events], court, until_ms=until, outlets=Outlets(file, file))
    with out.open("rb") as lines:
        yield from lines


def wait_until_judged(workers: Sequence[Watched], until: int, patience: float = PATIENCE_SECONDS) -> None:
    """Until every lane's clock is past `until` and nothing waits."""
    ends = time.monotonic() + patience
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


def wait_until_handled(workers: list[Worker], count: int) -> None:
    """Until each worker has handled that many records."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while any(worker.metric("liangpai_events_total") < count for worker in workers):
        assert time.monotonic() < ends, [worker.get("/metrics")[1] for worker in workers]
        time.sleep(0.05)


def without_desk_actions(events: Path) -> int:
    """Leave out what people do: history sent at once meets other cards than it met then; how many events are left."""
    lines = events.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if not json.loads(line)["type"].startswith("desk.")]
    events.write_bytes(b"".join(kept))
    return len(kept)


class Town(NamedTuple):
    """A simulated city in files, and how many events it has."""

    places: Places
    events: int


def simulated(folder: Path, cases: int) -> Town:
    """A city of so many cases, about 9 events each, in the three months up to now."""
    places = Places(folder / "events.jsonl", folder / "truth.json", folder / "rulebook")
    order = order_of(cases, 3, 3, datetime.now(UTC))
    simulate(order, built_in_calendar(), places, lambda _: None)
    return Town(places, without_desk_actions(places.events))


class City:
    """A simulated city on topics of its own: its events, its key, the workers that judge it."""

    def __init__(self, bootstrap: str, prefix: str, folder: Path, town: Town) -> None:
        self.bootstrap, self.prefix, self.folder = bootstrap, prefix, folder
        self.places, self.events = town
        create(bootstrap, prefix, PARTITIONS)
        self.key = Key.make(folder / "key")

    def worker(
        self, name: str, env: Mapping[str, str] | None = None, program: str = PROGRAM, tree: Path = ROOT
    ) -> Worker:
        """A worker process of this name, started with these settings too, on the code of this checkout."""
        http = free_address()
        options = {
            "--kafka-bootstrap": self.bootstrap, "--prefix": self.prefix, "--http": http, "--id": name,
            "--rulebook": str(self.places.rulebook), "--key-file": str(self.folder / "key"),
        }  # fmt: skip
        words = [word for option in options.items() for word in option]
        return Worker(name, self.folder / f"{name}.log", http, ["-c", program, *words], env, tree)

    def send(self, events: Path) -> None:
        """Send a file of events, cleansed."""
        send_files([events], self.bootstrap, self.prefix, border=file_border(self.key))

    def cards(self) -> list[bytes]:
        """Every revision of every card on the topic."""
        records = asyncio.run(load.read_all(self.bootstrap, f"{self.prefix}cards", partitions=PARTITIONS))
        return [record.value for record in records]
