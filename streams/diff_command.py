"""The body of `liangpai rulebook diff`: where the events come from, what is printed and written."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from rules.court import Court
from rules.differences import Difference
from rules.privacy import Border
from streams.archive_client import JUDGE_FILES, ArchiveClient
from streams.archived_events import ArchivedEvents, months_before
from streams.consoles import wide_console
from streams.diff_report import as_json, difference_json, show
from streams.diffing import Comparison, Events, compare
from streams.event_files import event_files
from streams.exits import Misuse
from streams.instants import parse_instant
from streams.output_files import Outputs, refuse_overwriting
from streams.progress import progress
from streams.rulebook_folder import LoadedRulebook, load_rulebook
from streams.rulebook_folder.folder import places_of_files


@dataclass(frozen=True, slots=True)
class Order:
    """What the command was asked: files of events, or the archive (`dsn`, `http`) over the last `months`."""

    before: Path
    after: Path
    files: list[Path]
    archive: bool
    months: int
    until: str | None
    out: Path | None
    examples: int
    jobs: int | None
    json: bool
    dsn: str
    http: str


def run_diff(order: Order) -> int:
    """Judge by both rulebooks, print and write what differs; returns how many cards do. Raises Misuse, Unavailable."""
    _refuse(order)
    before, after = load_rulebook(order.before), load_rulebook(order.after)
    with Outputs() as outputs, _events(order) as (events, until_ms):
        out = outputs.open(order.out) if order.out else None
        found = _compared(order, events, until_ms, (before, after), out)
    if order.json:
        print(json.dumps(as_json(found, before.rulebook, after.rulebook), ensure_ascii=False, indent=1))
    else:
        show(found, before.rulebook, after.rulebook, wide_console())
    return found.differences


def _refuse(order: Order) -> None:
    if bool(order.files) == order.archive:
        found = "both --events and --archive" if order.archive else "neither --events nor --archive"
        raise Misuse(f"found {found}, expected files of events (--events FILES…) or the archive (--archive)")
    if missing := [path for path in order.files if not path.is_file() and not path.is_fifo()]:
        raise Misuse([f"{path}: found no such file, expected a file of events" for path in missing])
    books = [file for path in (order.before, order.after) for file in places_of_files(path)]
    refuse_overwriting({"--out": order.out}, {"input": order.files, "rulebook file": books})


@contextmanager
def _events(order: Order) -> Iterator[tuple[Events, int | None]]:
    """The events, and how far to judge them (ms): files to their last record, the archive to now."""
    until_ms = None if order.until is None else parse_instant(order.until, "--until")
    if not order.archive:
        with event_files(order.files, until_ms=until_ms) as files:
            yield files, until_ms
        return
    until = datetime.now(UTC) if until_ms is None else datetime.fromtimestamp(until_ms / 1000, UTC)
    with ArchiveClient(order.dsn, order.http, or_else=JUDGE_FILES) as archive:
        yield ArchivedEvents(archive, months_before(until, order.months), until), until_ms


def _compared(
    order: Order,
    events: Events,
    until_ms: int | None,
    books: tuple[LoadedRulebook, LoadedRulebook],
    out: BinaryIO | None,
) -> Comparison:
    before, after = (Court([book.rulebook], book.calendar, Border()) for book in books)

    def write(difference: Difference) -> None:
        if out is not None:
            out.write(json.dumps(difference_json(difference), ensure_ascii=False).encode() + b"\n")

    with progress("Judging by both rulebooks", events.records) as step:
        return compare(
            events,
            before,
            after,
            until_ms=until_ms,
            jobs=order.jobs,
            examples=order.examples,
            on_records=step,
            on_difference=write,
        )
