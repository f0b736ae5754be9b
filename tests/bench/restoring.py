"""A worker that takes over a million open cases, and partitions that move between live workers.

The state is written to the changelog as a worker would have written it: the record of a case that a lane really made,
once for each subject.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from rules.court import Court
from rules.lane import Lane, Record
from rules.privacy import Border
from streams.rulebook_folder import load_rulebooks, shipped_rulebook
from streams.up.children import Child, liangpai, stop_all
from streams.up.health import wait_until_ready
from streams.up.ports import addresses
from streams.worker import ledger
from streams.worker.app import INPUTS
from streams.worker.changelog import CHANGELOG
from tests.bench.bulk import Letter, post
from tests.bench.figures import Figures
from tests.bench.offering import Watcher, latency, offer, traffic
from tests.bench.scene import READY_SECONDS, Scene, peak_mib, scene, settings_of, total, working

CASES, MOVED = 1_000_000, 100_000
SECONDS_BUDGET, MIB_BUDGET, MOVE_BUDGET = 30.0, 1_536.0, 5_000.0
EVENTS_OF_A_CASE = 4
SUBJECT = "case-{:08}"


def restoring(bootstrap: str, folder: Path, figures: Figures, cases: int = CASES) -> None:
    """From the start of the process until every lane works, and the most memory it had."""
    where = scene(bootstrap, folder)
    size = asyncio.run(_fill(where, cases))
    began = time.monotonic()
    with working(where, None) as (worker,):
        seconds = time.monotonic() - began
        anew = total([worker], "liangpai_lane_rechecks")
        figures.seen("a case's record in the changelog", size, "bytes")
        figures.at_most(
            f"restore of {cases:,} open cases, process start included", seconds, SECONDS_BUDGET, "s"
        )
        figures.at_most("memory of the worker at its peak", peak_mib(worker.pid), MIB_BUDGET, "MiB")
        if anew:
            figures.failed("restore", f"{anew:,} cases wait to be judged anew: not the court that made them")


def moving(bootstrap: str, folder: Path, figures: Figures, moved: int = MOVED) -> None:
    """A second worker takes half of the partitions over: the longest that an event waited for its card meanwhile."""
    where = scene(bootstrap, folder)
    asyncio.run(_fill(where, 2 * moved))
    with ExitStack() as stack:
        stack.enter_context(working(where, None))
        longest = asyncio.run(_moved(where, stack))
    figures.at_most(
        f"six partitions with {moved:,} cases move to a second worker, longest wait of an event", longest,
        MOVE_BUDGET, "ms",
    )  # fmt: skip


async def _moved(where: Scene, stack: ExitStack) -> float:
    async with Watcher(where) as watcher:
        offering = asyncio.create_task(offer(where, 200, 25.0, "moving"))
        await asyncio.sleep(3)
        second = _second(where)
        stack.callback(stop_all, [second])
        await asyncio.to_thread(wait_until_ready, [second], READY_SECONDS, lambda _: None)
        sent = await offering
        await watcher.until(sent, 60.0)
    took = latency(sent, watcher.seen)
    return float("inf") if took.missing else took.most


def _second(where: Scene) -> Child:
    settings = settings_of(where) | {"LIANGPAI_ID": "bench-second", "LIANGPAI_HTTP": next(addresses())}
    return Child("second worker", liangpai("worker"), settings, where.folder / f"{where.prefix}second.log")


async def _fill(where: Scene, cases: int) -> int:
    """Write so many open cases into the changelog, and a lane record for each partition; the size of one case."""
    template, now = _open_case(), int(time.time() * 1000)
    name = SUBJECT.format(0).encode()

    def states() -> Iterator[Letter]:
        for number in range(cases):
            subject = SUBJECT.format(number)
            yield Letter(subject, template.replace(name, subject.encode()), now)

    lane_record = ledger.encode(ledger.Ledger(dict.fromkeys(INPUTS, 0), dict.fromkeys(INPUTS, now), now))
    await post(where, CHANGELOG, states(), [(ledger.KEY, lane_record)])
    return len(template)


def _open_case() -> bytes:
    """The record of a case with some events, as a lane keeps it under the rulebook that ships."""
    loaded = load_rulebooks([shipped_rulebook()])
    store: dict[str, bytes] = {}
    lane = Lane(Court(loaded.rulebooks, loaded.calendar, Border()), store)
    now = int(time.time() * 1000)
    for number, event in zip(range(EVENTS_OF_A_CASE), traffic("x"), strict=False):
        value = event.value.replace(event.subject.encode(), SUBJECT.format(0).encode())
        lane.take(Record("case-events", 0, number, None, value, now))
    lane.end_turn()
    return store[SUBJECT.format(0)]
