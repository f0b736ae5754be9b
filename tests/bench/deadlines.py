"""A moment at which very many cases are due, and a history loaded into a running worker: on time, nothing taken back.

The deadlines are real ones, met by the wall clock. The rulebook counts T-04 to the clock time of the last day, so the
moment can be chosen: the same time as a day before, some minutes ahead of now. All other rules are as they ship, but
for the warning of T-03, which would have come hours before.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from streams.up.children import Child
from tests.bench.bulk import Letter, post, visible
from tests.bench.figures import Figures
from tests.bench.offering import Watcher, latency, offer
from tests.bench.scene import Scene, peak_mib, resident_mib, scene, total, working
from tests.rulebook.books import ITEM_COLUMNS

DUE, HISTORY = 200_000, 100_000
WORKERS = 2
"""As `up` starts on one machine."""
AHEAD_SECONDS = 150
OFFERED, OFFER_SECONDS = 300, 40.0
DAY_MS = 86_400_000
SECONDS_BUDGET, STALL_BUDGET, MEMORY_BUDGET = 30.0, 2_000.0, 1.5
PATIENCE_SECONDS = 240.0

HEAD = """name = "deadlines"
version = "1"
valid_from = "2020-01-01"
natural_days_roll = false
[rules.T-03]
enabled = false
[rules.T-04]
counting_mode = "clock"
"""
ITEM = "430100-0001,1,2020-01-01,,事项,430100-ZJ,430100,promised,natural,1,20,false,,,,,"


def deadlines(bootstrap: str, folder: Path, figures: Figures, due: int = DUE) -> None:
    """All due at one moment, with a little traffic going on."""
    where, rulebook = scene(bootstrap, folder), _rulebook(folder)
    moment = (int(time.time()) + AHEAD_SECONDS) * 1000
    asyncio.run(post(where, "case-events", _accepted(due, "due", moment - DAY_MS)))
    with working(where, rulebook, WORKERS) as workers:
        _wait(workers, "liangpai_events_total", due)
        spare = moment / 1000 - time.time()
        if spare < 5:
            figures.failed(
                "deadlines", f"the cases were read {-spare:.0f} s after their moment; the machine is slow"
            )
            return
        time.sleep(max(0.0, spare - 3))
        before = [_resident_from_here(worker.pid) for worker in workers]
        asyncio.run(_burst(where, workers, moment, due, figures))
        grown = max(peak_mib(worker.pid) / rest for worker, rest in zip(workers, before, strict=True))
        figures.at_most("memory at its peak against before", grown, MEMORY_BUDGET, "times")


def _resident_from_here(pid: int) -> float:
    """The memory a process has now, MiB; its peak counts from now on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    return resident_mib(pid)


async def _burst(where: Scene, workers: Sequence[Child], moment: int, due: int, figures: Figures) -> None:
    done = asyncio.create_task(_all_fired(workers, due))
    async with Watcher(where) as watcher:
        sent = await offer(where, OFFERED, OFFER_SECONDS, "beside")
        await watcher.until(sent, PATIENCE_SECONDS)
    over = await done - moment / 1000
    took = latency(sent, watcher.seen)
    figures.at_most(f"{due:,} cases due at one moment, all cards out", over, SECONDS_BUDGET, "s")
    figures.at_most("longest wait of an event offered meanwhile", took.most, STALL_BUDGET, "ms")


async def _all_fired(workers: Sequence[Child], due: int) -> float:
    """When the workers had written what came of all of them."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        count = await asyncio.to_thread(total, workers, "liangpai_cards_total", rule="T-04")
        if count >= due:
            return time.time()
        await asyncio.sleep(0.2)
    return float("inf")


def history(bootstrap: str, folder: Path, figures: Figures, cases: int = HISTORY) -> None:
    """Old cases loaded into a running worker, first all their beginnings, then all their ends, each in time."""
    where, rulebook = scene(bootstrap, folder), _rulebook(folder)
    old = int(time.time() * 1000) - 30 * DAY_MS
    with working(where, rulebook) as workers:
        asyncio.run(post(where, "case-events", _accepted(cases, "old", old)))
        asyncio.run(post(where, "case-events", _decided(cases, "old", old + DAY_MS // 2)))
        _wait(workers, "liangpai_events_total", 2 * cases)
        _wait_for_backlog(workers)
        cards = asyncio.run(visible(where, "cards"))
    figures.at_most(f"{cases:,} old cases loaded: cards that the next record takes back", cards, 0, "cards")


def _wait(workers: Sequence[Child], metric: str, wanted: int) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while total(workers, metric) < wanted and time.monotonic() < ends:
        time.sleep(0.5)


def _wait_for_backlog(workers: Sequence[Child]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while total(workers, "liangpai_lane_backlog") and time.monotonic() < ends:
        time.sleep(0.5)


def _rulebook(folder: Path) -> Path:
    place = folder / "deadlines"
    if not place.exists():
        place.mkdir()
        (place / "rulebook.toml").write_text(HEAD, encoding="utf-8")
        (place / "items.csv").write_text(f"{ITEM_COLUMNS}\n{ITEM}\n", encoding="utf-8")
    return place


def _accepted(cases: int, name: str, at: int) -> Iterator[Letter]:
    data = '"item_code":"430100-0001","voucher_no":"S","promise_days":1,"legal_days":20'
    return _events(cases, name, at, "accepted", data)


def _decided(cases: int, name: str, at: int) -> Iterator[Letter]:
    return _events(
        cases, name, at, "decided", '"result":"approved","basis_ids":["B1"],"doc_no":"D","approver_id":"u2"'
    )


def _events(cases: int, name: str, at: int, kind: str, data: str) -> Iterator[Letter]:
    moment = datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
    for number in range(cases):
        subject = f"{name}-{number:07}"
        yield Letter(
            subject,
            (
                f'{{"specversion":"1.0","id":"{kind}","source":"approval/430100","type":"case.{kind}",'
                f'"subject":"{subject}","time":"{moment}","recordedtime":"{moment}",'
                f'"data":{{"dept_code":"430100-ZJ","staff_id":"u17",{data}}}}}'
            ).encode(),
            at,
        )
