"""The rate of the archive: a sink started on topics that are full, from its first row to its last."""

import time
from pathlib import Path

from streams.sending import send_files
from streams.up.children import Child, liangpai, stop_all
from streams.up.health import metrics, wait_until_ready
from streams.up.ports import addresses
from tests.bench.figures import Figures
from tests.bench.scene import READY_SECONDS, scene, settings_of
from tests.bench.worlds import World

BUDGET = 60_000
PATIENCE_SECONDS = 180.0


def archiving(bootstrap: str, world: World, folder: Path, figures: Figures) -> None:
    """Rows a second of one process into the embedded engine, acknowledged."""
    where = scene(bootstrap, folder)
    send_files([world.file], where.bootstrap, where.prefix)
    http = next(addresses())
    settings = settings_of(where) | {"LIANGPAI_HTTP": http, "CLICKHOUSE_DSN": f"chdb://{folder / 'archive'}"}
    sink = Child("sink", liangpai("sink"), settings, folder / f"{where.prefix}sink.log")
    try:
        wait_until_ready([sink], READY_SECONDS, lambda _: None)
        rate = _rate(sink, world.events)
    finally:
        stop_all([sink])
    figures.at_least("archive into ClickHouse, one sink process", rate, BUDGET, "rows/s")


def _rate(sink: Child, events: int) -> float:
    first: tuple[float, int] | None = None
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        sink.check()
        found, now = metrics(sink.http), time.perf_counter()
        rows = 0 if found is None else found.total("liangpai_sink_rows_total", table="events")
        if first is None and rows:
            first = now, rows
        if first is not None and rows >= events:
            return (rows - first[1]) / max(now - first[0], 1e-9)
        time.sleep(0.05)
    return 0.0
