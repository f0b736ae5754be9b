"""From event to card on the topic and to row in ClickHouse, at offered rates; and what low load costs the processor.

The offering and the watching run on the same machine and are part of what it has to bear.
"""

import asyncio
import time
from pathlib import Path

from streams.up.children import Child, liangpai, stop_all
from streams.up.health import metrics, wait_until_ready
from streams.up.ports import addresses
from tests.bench.figures import Figures
from tests.bench.offering import Latency, Watcher, latency, offer
from tests.bench.scene import READY_SECONDS, Scene, cpu_seconds, scene, settings_of, working

RATES = (1_000, 5_000, 10_000)
SECONDS = 15.0
WARM_SECONDS = 5.0
PACES = (10, 30, 60)
LOW = (100, 1_000)
BUDGET_RATE, BUDGET_MS = 5_000, 250.0


def latencies(bootstrap: str, folder: Path, figures: Figures) -> None:
    """p50, p99 and the longest, event → card on the topic, at each rate."""
    where = scene(bootstrap, folder)
    with working(where, None):
        asyncio.run(_measured(where, 1_000, WARM_SECONDS, "warm"))
        for rate in RATES:
            took = asyncio.run(_measured(where, rate, SECONDS, f"at{rate}"))
            name = f"event → card at {rate:,} events/s"
            _say(figures, name, took)
            if rate == BUDGET_RATE:
                figures.at_most(f"{name}, p99", took.p99, BUDGET_MS, "ms")
            if took.missing:
                figures.failed(name, f"{took.missing} cards were not seen within a minute")


async def _measured(where: Scene, rate: int, seconds: float, name: str) -> Latency:
    async with Watcher(where) as watcher:
        sent = await offer(where, rate, seconds, name)
        await watcher.until(sent, 60.0)
    return latency(sent, watcher.seen)


def _say(figures: Figures, name: str, took: Latency) -> None:
    figures.say(f"    {name}: p50 {took.p50:,.0f}, p99 {took.p99:,.0f}, longest {took.most:,.0f} ms")


def rows(bootstrap: str, folder: Path, figures: Figures) -> None:
    """How long until what was offered at each rate stands in ClickHouse: sampled by the sink's own counters."""
    where = scene(bootstrap, folder)
    with working(where, None):
        http = next(iter(addresses()))
        sink = Child(
            "sink",
            liangpai("sink"),
            settings_of(where) | {"LIANGPAI_HTTP": http, "CLICKHOUSE_DSN": f"chdb://{folder / 'rows'}"},
            folder / f"{where.prefix}sink.log",
        )
        try:
            wait_until_ready([sink], READY_SECONDS, lambda _: None)
            for rate in RATES:
                took = asyncio.run(_archived(where, sink, rate))
                _say(figures, f"event → row at {rate:,} events/s", took)
        finally:
            stop_all([sink])


async def _archived(where: Scene, sink: Child, rate: int) -> Latency:
    """Each card event is held to be a row once as many rows of cards were acknowledged as cards were sent before it."""
    before = await asyncio.to_thread(_rows, sink)
    offering = asyncio.create_task(offer(where, rate, SECONDS, f"row{rate}"))
    counts = await _row_counts(sink, before, offering)
    sent = await offering
    return latency(sent, _when(sorted(sent, key=sent.__getitem__), before, counts))


async def _row_counts(
    sink: Child, before: int, offering: "asyncio.Task[dict[str, float]]"
) -> list[tuple[float, int]]:
    """(when, how many rows) until all that was offered is there, at the latest a minute after."""
    counts: list[tuple[float, int]] = []
    ends = time.monotonic() + SECONDS + 60
    while time.monotonic() < ends:
        found = await asyncio.to_thread(_rows, sink)
        counts.append((time.time(), found))
        if offering.done() and found - before >= len(offering.result()):
            break
        await asyncio.sleep(0.05)
    return counts


def _when(names: list[str], before: int, counts: list[tuple[float, int]]) -> dict[str, float]:
    seen: dict[str, float] = {}
    place = 0
    for at, rows_now in counts:
        while place < len(names) and place < rows_now - before:
            seen[names[place]] = at
            place += 1
    return seen


def _rows(sink: Child) -> int:
    sink.check()
    found = metrics(sink.http)
    return 0 if found is None else found.total("liangpai_sink_rows_total", table="cards")


def low_load(bootstrap: str, broker: int | None, folder: Path, figures: Figures) -> None:
    """Processor time of worker and broker at low rates, with each pace of turns and the latency it costs."""
    for pace in PACES:
        where = scene(bootstrap, folder)
        with working(where, None, words=("--pace", str(pace))) as (worker,):
            asyncio.run(_measured(where, 200, WARM_SECONDS, "warm"))
            for rate in LOW:
                pids = [worker.pid, *([broker] if broker else [])]
                began, used = time.monotonic(), [cpu_seconds(pid) for pid in pids]
                took = asyncio.run(_measured(where, rate, SECONDS, f"low{rate}"))
                gone = time.monotonic() - began
                cores = [(cpu_seconds(pid) - was) / gone for pid, was in zip(pids, used, strict=True)]
                shown = ", ".join(
                    f"{name} {share:.2f} cores"
                    for name, share in zip(("worker", "broker"), cores, strict=False)
                )
                _say(figures, f"pace {pace} ms, {rate:,} events/s: {shown}", took)
