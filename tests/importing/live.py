"""A deployment for one test: topics, a key, a worker and a sink on an archive of their own."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from streams.archive_client import ArchiveClient
from streams.services.process import free_address
from streams.topics import create
from streams.up.children import Child, liangpai, stop_all
from streams.up.health import wait_until_ready

PATIENCE = 240.0
"""Seconds until all is judged and archived; far more than it takes."""

Settings = Mapping[str, str]
Answer = TypeVar("Answer")


def deployment(bootstrap: str, prefix: str, folder: Path, rulebook: Path) -> Settings:
    """What all programs are told; the topics are there."""
    key = folder / "deployment.key"
    key.write_bytes(os.urandom(32))
    create(bootstrap, prefix)
    return {
        "KAFKA_BOOTSTRAP": bootstrap,
        "CLICKHOUSE_DSN": f"chdb://{folder}/archive",
        "LIANGPAI_RULEBOOK": str(rulebook),
        "LIANGPAI_KEY_FILE": str(key),
        "LIANGPAI_PREFIX": prefix,
    }


@contextmanager
def running(settings: Settings, folder: Path) -> Iterator[list[Child]]:
    """A worker and a sink, ready; stopped at the end."""
    started: list[Child] = []
    try:
        for name in ("worker", "sink"):
            own = {**settings, "LIANGPAI_ID": f"{name}-1", "LIANGPAI_HTTP": free_address()}
            started.append(Child(name, liangpai(name), own, folder / f"{name}.log"))
        wait_until_ready(started, PATIENCE, lambda _: None)
        yield started
    finally:
        stop_all(started)


def archive_of(settings: Settings, children: Sequence[Child]) -> ArchiveClient:
    """What is in ClickHouse, asked through the sink."""
    return ArchiveClient(settings["CLICKHOUSE_DSN"], children[-1].http)


def sent(settings: Settings, events: Path) -> str:
    """Send the file, and give what the command said."""
    done = subprocess.run(
        liangpai("send", str(events)),
        env={**os.environ, **settings},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout


def awaited(children: Sequence[Child], ask: Callable[[], Answer], is_it: Callable[[Answer], bool]) -> Answer:
    """The answer as soon as it is the one awaited; as it is when patience ends."""
    until = time.monotonic() + PATIENCE
    while True:
        answer = ask()
        if is_it(answer) or time.monotonic() > until:
            return answer
        for child in children:
            child.check()
        time.sleep(0.5)
