"""A small office whose cases are all a bit late, on topics of its own; rulebooks and notices to change that."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from streams.contacts import file_border
from streams.privacy import Key
from streams.sending import send_files
from streams.services.process import free_address
from streams.topics import create
from tests.rulebook.books import ITEM_COLUMNS, written
from tests.worker import load
from tests.worker.city import PROGRAM
from tests.worker.running import PATIENCE_SECONDS, Worker

PARTITIONS = 3
ZONE = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The day it is where the office is."""
    return datetime.now(ZONE).date()


TODAY = today()
BEGUN = TODAY - timedelta(days=40)
"""When the cases were accepted: more than five working days ago, whatever holidays lay between."""


def rulebook(folder: Path, version: str, valid_from: date, promise: int, name: str = "office") -> Path:
    """A rulebook with one item; late recording is no fault here, because everything is recorded now."""
    head = f'name = "{name}"\nversion = "{version}"\nvalid_from = "{valid_from}"\nzone = "{ZONE.key}"\n'
    head += 'office_hours = ["09:00-12:00", "13:00-17:00"]\n[rules.P-13]\nenabled = false\n'
    item = f"0001,1,2020-01-01,,施工许可,ZJ,430100,promised,working,{promise},200,,,,,,"
    return written(folder / version, {"rulebook.toml": head, "items.csv": f"{ITEM_COLUMNS}\n{item}\n"})


def notice(path: Path, off: range, name: str = "调休") -> Path:
    """A notice of this year that takes the days off that lie so far from today, and 1 January."""
    days = sorted({TODAY + timedelta(days=step) for step in off} | {date(TODAY.year, 1, 1)})
    listed = [{"name": name, "date": day.isoformat(), "isOffDay": True} for day in days]
    path.write_text(json.dumps({"year": TODAY.year, "papers": [], "days": listed}, ensure_ascii=False))
    return path


def accepted(number: int, begun: date) -> dict[str, Any]:
    """The acceptance of a case, recorded now."""
    return {
        "specversion": "1.0", "id": f"e-{number}", "source": "approval/430100", "type": "case.accepted",
        "subject": f"430100-{number:06}", "time": f"{begun}T10:00:00+08:00",
        "recordedtime": datetime.now(UTC).isoformat(),
        "data": {"item_code": "0001", "dept_code": "ZJ", "voucher_no": "SL-1"},
    }  # fmt: skip


class Office:
    """Its topics, key, first rulebook (promise of five working days) and worker."""

    def __init__(self, bootstrap: str, prefix: str, folder: Path) -> None:
        self.bootstrap, self.prefix, self.folder = bootstrap, prefix, folder
        self.first = rulebook(folder, "1", date(2020, 1, 1), 5)
        self.events = folder / "events.jsonl"
        self.key = Key.make(folder / "key")
        create(bootstrap, prefix, PARTITIONS)

    @property
    def place(self) -> list[str]:
        """The options that name it."""
        return ["--kafka-bootstrap", self.bootstrap, "--prefix", self.prefix]

    def worker(self, name: str) -> Worker:
        """A worker process of this name, started."""
        http = free_address()
        words = [*self.place, "--http", http, "--id", name, "--rulebook", str(self.first), "--pace", "0"]
        words += ["--key-file", str(self.folder / "key")]
        return Worker(name, self.folder / f"{name}.log", http, ["-c", PROGRAM, *words])

    def send(self, begun: Sequence[date]) -> None:
        """Send the acceptances of cases that began on these days."""
        lines = [json.dumps(accepted(*each)).encode() + b"\n" for each in enumerate(begun)]
        self.events.write_bytes(b"".join(lines))
        send_files([self.events], self.bootstrap, self.prefix, border=file_border(self.key))

    def revisions(self, rule_id: str = "T-04") -> list[dict[str, Any]]:
        """Every revision of every card of a rule, each card's in order."""
        cards = [event["data"] for event in self._read("cards")]
        return sorted(
            (card for card in cards if card["rule_id"] == rule_id),
            key=lambda card: (card["card_id"], card["revision"]),
        )

    def cards(self, rule_id: str = "T-04") -> dict[str, dict[str, Any]]:
        """The newest revision of each card of a rule, by case."""
        return self.newest(self.revisions(rule_id))

    @staticmethod
    def newest(revisions: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Of revisions in order the last of each case."""
        return {card["case_no"]: card for card in revisions}

    def states(self) -> dict[str, dict[str, Any]]:
        """The newest state of each case."""
        return {event["data"]["case_no"]: event["data"] for event in self._read("case-states")}

    def offsets(self) -> int:
        """How many records topic `rulebooks` has."""
        return len(asyncio.run(load.read_all(self.bootstrap, f"{self.prefix}rulebooks", partitions=1)))

    def lines(self, topic: str) -> list[bytes]:
        """Everything on a topic."""
        records = asyncio.run(load.read_all(self.bootstrap, self.prefix + topic, partitions=PARTITIONS))
        return [record.value for record in records if record.value is not None]

    def _read(self, topic: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines(topic)]


def until(true: Callable[[], bool], told: Callable[[], object]) -> None:
    """Wait until it is so; what `told` says stands in the failure."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < ends, told()
        time.sleep(0.05)
