"""`make faults`, the part of the upgrade: workers of two versions judge one city, one replaced after the other.

The older version is the tree of an earlier commit, run by the same interpreter; it makes the city and the topics, as
it would have in an office. While events keep coming its two workers give way to new ones, and these to old ones again,
which go on from the states of the new. At last the state is deleted and the old ones read everything anew. Each time
cards, tickets, alerts and states must be as `check` has them. Exit 1 where they are not. Only what is read anew may be
told a second time, and then its earlier revisions in other words: history comes in another order than it came live.
"""

import argparse
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from streams.simulation.run import Places
from streams.topics import create
from tests.faults.changelogs import forget_the_state
from tests.faults.cluster import cluster
from tests.faults.comparing import Differences, moments_compared, on_topics
from tests.faults.stage import wait_until_under_way
from tests.house.project import ROOT
from tests.worker.city import PARTITIONS, PROGRAM, City, Town, wait_until_judged, without_desk_actions
from tests.worker.running import Worker

FROM = "fdd80a2a0e94"
"""The last commit whose states have no `weight`: the newest change of the form of a state."""
TELLING = f"import rules; print('code of', rules.__file__, flush=True); {PROGRAM}"
LIANGPAI = "from streams.cli import main; main()"
NAMES = ("one", "two")
NEW = "this one"
ANEW = "back, everything read anew"
JUDGED_SECONDS = 900.0
CREATE_TRIES = 4
"""On a busy machine a hundred partitions have their leaders late."""
PIECE = 0.1
"""Of all events, sent around each replacement."""
SHOWN = 5


class Version(NamedTuple):
    """A version of the program: what it is called here, and its checkout."""

    name: str
    tree: Path

    def run(self, *words: str | Path, tries: int = 1) -> None:
        """A command of this version, which must end well, at the last try at the latest."""
        command = [sys.executable, "-c", LIANGPAI, *map(str, words)]
        env = {**os.environ, **self.env}
        for _ in range(tries):
            done = subprocess.run(
                command, cwd=self.tree, env=env, capture_output=True, text=True, check=False
            )
            if not done.returncode:
                return
        raise AssertionError(f"{self.name} {words[0]}: {done.stderr[-2_000:]}")

    @property
    def env(self) -> dict[str, str]:
        """Its code comes before what is installed."""
        return {"PYTHONPATH": str(self.tree)}


class Crew:
    """The two workers, each of some version, replaced in order; what each version has handled, what went wrong."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._working: dict[str, tuple[Version, Worker]] = {}
        self.handled: Counter[str] = Counter()
        self.faults: list[str] = []

    @property
    def workers(self) -> list[Worker]:
        """Those that work now."""
        return [worker for _, worker in self._working.values()]

    def start(self, name: str, version: Version) -> None:
        """A worker of this version joins under this name; waits until it is ready."""
        worker = self._city.worker(name, version.env, TELLING, version.tree)
        self._working[name] = version, worker
        worker.wait_until_ready()
        told = re.findall(r"^code of (.+)/rules/__init__\.py$", worker.log.read_text(), re.MULTILINE)
        if told[-1:] != [str(version.tree)]:
            self.faults.append(f"worker {name} runs the code of {told[-1:]}, not of {version.tree}")

    def stop(self, name: str) -> None:
        """It leaves in order."""
        version, worker = self._working.pop(name)
        self.handled[version.name] += int(worker.metric("liangpai_events_total"))
        if code := worker.stop():
            self.faults.append(f"worker {name} ({version.name}) ended with exit code {code}")

    def kill(self) -> None:
        """Whatever is left, gone."""
        for worker in self.workers:
            worker.process.kill()
            worker.process.wait()


class Sent(NamedTuple):
    """What has been sent so far, for the comparison."""

    bootstrap: str
    prefix: str
    places: Places


class Play:
    """The city on a broker, its events in pieces, the crew, and what each comparison came to."""

    def __init__(self, bootstrap: str, folder: Path, old: Version, town: Town) -> None:
        self.old, self.new = old, Version(NEW, ROOT)
        self._folder, self._lines = folder, town.places.events.read_bytes().splitlines(keepends=True)
        words = ("topics", "create", "--kafka-bootstrap", bootstrap, "--partitions", str(PARTITIONS))
        old.run(*words, tries=CREATE_TRIES)
        self.city = City(bootstrap, "", folder, town)
        self.crew = Crew(self.city)
        self._sent = 0

    def send(self, share: float) -> None:
        """The next events, up to this share of all."""
        upto = int(len(self._lines) * share)
        piece = self._folder / f"piece-{upto}.jsonl"
        piece.write_bytes(b"".join(self._lines[self._sent : upto]))
        self.city.send(piece)
        self._sent = upto

    def replace_each(self, version: Version, *shares: float) -> None:
        """One worker after the other gives way to one of this version, while events come in and afterwards."""
        for name, share in zip(NAMES, shares, strict=True):
            with ThreadPoolExecutor(1) as thread:
                sending = thread.submit(self.send, share - PIECE / 2)
                self.crew.stop(name)
                self.crew.start(name, version)
                sending.result()
            self.send(share)
            wait_until_under_way(self.crew.workers[-1:], 1)

    def compared(self, *, again: bool = False) -> Differences:
        """What is on the topics against `check` on what was sent, once all of it is judged."""
        until = _now()
        wait_until_judged(self.crew.workers, until, JUDGED_SECONDS)
        events = self._folder / "sent.jsonl"
        events.write_bytes(b"".join(self._lines[: self._sent]))
        sent = Sent(self.city.bootstrap, self.city.prefix, self.city.places._replace(events=events))
        made = on_topics(sent, again=again, live=True)
        return moments_compared(made, [until, _now()], sent, self._folder / "checked.jsonl")


def upgrade_and_go_back(play: Play) -> dict[str, Differences]:
    """Play it; what each comparison came to, by what was done before it."""
    found: dict[str, Differences] = {}
    try:
        play.send(0.5)
        for name in NAMES:
            play.crew.start(name, play.old)
        play.replace_each(play.new, 0.5 + PIECE, 0.5 + 2 * PIECE)
        found["upgraded"] = play.compared()
        play.replace_each(play.old, 0.5 + 3 * PIECE, 0.5 + 4 * PIECE)
        found["back, on the states of the new"] = play.compared()
        for name in NAMES:
            play.crew.stop(name)
        forget_the_state(play.city)
        create(play.city.bootstrap, play.city.prefix, PARTITIONS)
        for name in NAMES:
            play.crew.start(name, play.old)
        play.send(1)
        found[ANEW] = play.compared(again=True)
        for name in NAMES:
            play.crew.stop(name)
    finally:
        play.crew.kill()
    return found


def checkout(revision: str, folder: Path) -> Version:
    """The tree of an earlier commit, in a folder."""
    packed = subprocess.run(["git", "archive", revision], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        sys.exit(
            f"this checkout has no commit {revision}: name another with --from; {packed.stderr.decode()}"
        )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as tree:
        tree.extractall(folder, filter="data")
    return Version(revision, folder.resolve())


def town_of(version: Version, folder: Path, cases: int) -> Town:
    """The city as that version simulates it, with a rulebook that it can read."""
    places = Places(folder / "events.jsonl", folder / "truth.json", folder / "rulebook")
    names = {"--out": places.events, "--truth": places.truth, "--rulebook-out": places.rulebook}
    version.run("simulate", "--cases", str(cases), *(word for pair in names.items() for word in pair))
    return Town(places, without_desk_actions(places.events))


def _good(what: str, found: Differences) -> bool:
    return not (found.lost or found.wrong) and (what == ANEW or not found.doubled)


def _tell(what: str, found: Differences) -> None:
    print(f"{what}: {found}")
    for kind in (found.lost, [] if what == ANEW else found.doubled, found.wrong):
        for line in kind[:SHOWN]:
            print(f"  {line[:2_000]}")


def _now() -> int:
    return int(time.time() * 1000)


def main(words: Sequence[str] | None = None) -> int:
    """Once; the last line is the verdict."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.upgrading", description=__doc__)
    parser.add_argument("--from", dest="revision", default=FROM, help="the commit of the older version")
    parser.add_argument("--cases", type=int, default=1_500, help="about 11 events each")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="liangpai-upgrading-") as name:
        folder = Path(name).resolve()
        old = checkout(options.revision, folder / "old")
        town = town_of(old, folder, options.cases)
        with cluster(folder / "kafka", 1) as (broker,):
            play = Play(broker.bootstrap, folder, old, town)
            found = upgrade_and_go_back(play)
    handled = ", ".join(f"{count:,} by {version}" for version, count in play.crew.handled.items())
    print(f"{town.events:,} events from {old.name} to {NEW} and back; records handled: {handled}")
    for what, differences in found.items():
        _tell(what, differences)
    for fault in play.crew.faults:
        print(f"  {fault}")
    short = play.crew.faults or not all(_good(*each) for each in found.items())
    print("short" if short else "ok: nothing lost, nothing doubled, nothing wrong")
    return bool(short)


if __name__ == "__main__":
    sys.exit(main())
