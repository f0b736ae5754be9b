"""The worker's rate: a topic is filled, then workers are started and timed from the first record to the last."""

import os
import time
from contextlib import ExitStack

from streams.privacy import Key
from streams.sending import send_files
from streams.topics import create
from streams.up.children import Child, liangpai, stop_all
from streams.up.health import metrics, wait_until_ready
from streams.up.ports import addresses
from tests.bench.worlds import World


def worker_rate(bootstrap: str, world: World, workers: int) -> float:
    """Events per second of `workers` processes together, from the first handled record to the last."""
    prefix = f"bench-{os.getpid()}-{workers}-"
    key_file = world.folder / "key"
    if not key_file.exists():
        Key.make(key_file)
    create(bootstrap, prefix)
    send_files([world.file], bootstrap, prefix)
    with ExitStack() as stack:
        children: list[Child] = []
        stack.callback(stop_all, children)
        for number, http in zip(range(workers), addresses(), strict=False):
            settings = {
                "KAFKA_BOOTSTRAP": bootstrap,
                "LIANGPAI_PREFIX": prefix,
                "LIANGPAI_RULEBOOK": str(world.rulebook),
                "LIANGPAI_ID": f"bench-{number}",
                "LIANGPAI_HTTP": http,
                "LIANGPAI_KEY_FILE": str(key_file),
            }
            log = world.folder / f"worker-{workers}-{number}.log"
            children.append(Child(f"worker-{number}", liangpai("worker"), settings, log))
        wait_until_ready(children, 120, lambda _: None)
        return _timed(children, world.events)


def _timed(children: list[Child], events: int) -> float:
    first: tuple[float, int] | None = None
    while True:
        for child in children:
            child.check()
        now, handled = time.perf_counter(), sum(_handled(child) for child in children)
        if first is None and handled:
            first = now, handled
        if handled >= events and first is not None:
            return (handled - first[1]) / max(now - first[0], 1e-9)
        time.sleep(0.1)


def _handled(child: Child) -> int:
    samples = metrics(child.http)
    return 0 if samples is None else samples.total("liangpai_events_total")
