"""Workers for a measurement: topics of their own, started, ready, stopped; and what processes cost the processor."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

from streams.privacy import Key
from streams.topics import create
from streams.up.children import Child, liangpai, stop_all
from streams.up.health import metrics, wait_until_ready
from streams.up.ports import addresses

READY_SECONDS = 180
_numbers = count()
_TICKS = os.sysconf("SC_CLK_TCK")


class Scene(NamedTuple):
    """Where workers work: brokers, a topic prefix of their own, a folder for logs and the key."""

    bootstrap: str
    prefix: str
    folder: Path

    @property
    def key(self) -> Path:
        """The file of the deployment key."""
        return self.folder / "key"


def scene(bootstrap: str, folder: Path, partitions: int = 12) -> Scene:
    """New topics under a prefix nobody had before."""
    made = Scene(bootstrap, f"bench-{os.getpid()}-{next(_numbers)}-", folder)
    if not made.key.exists():
        Key.make(made.key)
    create(bootstrap, made.prefix, partitions)
    return made


@contextmanager
def working(
    where: Scene, rulebook: Path | None, workers: int = 1, words: Sequence[str] = ()
) -> Iterator[list[Child]]:
    """So many workers, ready; `rulebook` None: the one that ships; `words`: more options."""
    children: list[Child] = []
    try:
        for number, http in zip(range(workers), addresses(), strict=False):
            settings = settings_of(where) | {"LIANGPAI_ID": f"bench-{number}", "LIANGPAI_HTTP": http}
            if rulebook is not None:
                settings["LIANGPAI_RULEBOOK"] = str(rulebook)
            log = where.folder / f"{where.prefix}worker-{number}.log"
            children.append(Child(f"worker-{number}", liangpai("worker", *words), settings, log))
        wait_until_ready(children, READY_SECONDS, lambda _: None)
        yield children
    finally:
        stop_all(children)


def settings_of(where: Scene) -> dict[str, str]:
    """What every part is told."""
    return {
        "KAFKA_BOOTSTRAP": where.bootstrap,
        "LIANGPAI_PREFIX": where.prefix,
        "LIANGPAI_KEY_FILE": str(where.key),
    }


def total(children: Sequence[Child], name: str, **labels: str) -> int:
    """The sum of a metric over all processes that answer; none may have ended."""
    for child in children:
        child.check()
    found = [metrics(child.http) for child in children]
    return sum(samples.total(name, **labels) for samples in found if samples is not None)


def cpu_seconds(pid: int) -> float:
    """The processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_mib(pid: int) -> float:
    """The most memory a process has had, MiB."""
    return _status(pid, "VmHWM:")


def resident_mib(pid: int) -> float:
    """The memory a process has now, MiB."""
    return _status(pid, "VmRSS:")


def _status(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
