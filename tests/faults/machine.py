"""`make faults`, the part of the whole machine: every process of `liangpai up` killed at once, again and again.

Broker, workers, sink, door, the command that sends and `up` itself die by SIGKILL at random moments under load, some
of them while they start; then the same command brings all of it back on the same folder. At the end `audit` must find
nothing, and cards, tickets, alerts and states must be as `check` has them. Exit 1 where they are not.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from signal import SIGINT, SIGKILL
from typing import NamedTuple

from sinks.asking import SETTING
from streams.simulation.run import Places
from tests.faults.comparing import Differences, moments_compared, on_topics
from tests.house.project import BIN, descendants
from tests.worker.city import Town, simulated, wait_until_judged
from tests.worker.running import Watched

READY = "Ctrl-C stops it"
READY_SECONDS, JUDGED_SECONDS = 240.0, 900.0
PIECES = 2
"""Files sent between two kills."""


class Standing(NamedTuple):
    """What one start of `up` has said."""

    bootstrap: str
    workers: list[Watched]
    sink: str
    places: Places
    prefix: str = ""


class Machine:
    """`liangpai up` on one folder, started again and again by the same command."""

    def __init__(self, folder: Path, town: Town) -> None:
        self.home, self._log, self.town = folder / "home", folder / "up.log", town
        self._process: subprocess.Popen[bytes] | None = None
        self.standing: Standing | None = None
        self.senders: set[subprocess.Popen[bytes]] = set()

    def start(self) -> None:
        """The one command that brings all of it up, and back."""
        command: list[str | Path] = [
            BIN / "liangpai",
            "up",
            "--home",
            self.home,
            "--rulebook",
            self.town.places.rulebook,
        ]
        with self._log.open("wb") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)

    def wait_until_ready(self) -> Standing:
        """Where things are, once it has said that all is up."""
        ends = time.monotonic() + READY_SECONDS
        while not re.search(f"{READY}[^$]*liangpai explain", said := self._log.read_text()):
            assert self._up().poll() is None, said
            assert time.monotonic() < ends, said
            time.sleep(0.1)
        *workers, sink, _ = re.findall(r"http://([0-9.:]+)/metrics", said)
        (bootstrap,) = set(re.findall(r"--kafka-bootstrap (\S+)", said))
        self.standing = Standing(bootstrap, [Watched(each) for each in workers], sink, self.town.places)
        return self.standing

    def kill(self) -> int:
        """SIGKILL to every process there is, senders too; how many there were."""
        self.standing = None
        victims = [*_family(self._up().pid), *(sender.pid for sender in [*self.senders])]
        for pid in victims:
            _kill(pid)
        self._up().wait()
        return len(victims)

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self._up().send_signal(SIGINT)
        return self._up().wait(120)

    def run(self, *words: str | Path) -> "subprocess.CompletedProcess[bytes]":
        """A command beside it, which dies with it."""
        with subprocess.Popen(
            [BIN / "liangpai", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, SETTING: str(self.home / "archive.token")},
        ) as started:
            self.senders.add(started)
            out, err = started.communicate()
            self.senders.discard(started)
        return subprocess.CompletedProcess(started.args, started.returncode, out, err)

    def _up(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None
        return self._process


class Feeder:
    """Sends the town's events piece by piece, each again until its sender says that Kafka has all of it."""

    def __init__(self, machine: Machine, folder: Path, pieces: int) -> None:
        self._machine = machine
        self._left = [*_pieces(machine.town.places.events, folder, pieces)]
        self._allowed = threading.Semaphore(0)
        self.tries = 0
        self._thread = threading.Thread(target=self._feed, daemon=True)
        self._thread.start()

    def allow(self, pieces: int) -> None:
        """Send so many more."""
        self._allowed.release(pieces)

    def finish(self) -> None:
        """Send what is left."""
        self.allow(len(self._left))
        self._thread.join()

    def _feed(self) -> None:
        for piece in [*self._left]:
            self._allowed.acquire()
            while not self._sent(piece):
                time.sleep(0.1)
            self._left.remove(piece)

    def _sent(self, piece: Path) -> bool:
        standing = self._machine.standing
        if standing is None:
            return False
        self.tries += 1
        place = ("--kafka-bootstrap", standing.bootstrap, "--key-file", self._machine.home / "key")
        return self._machine.run("send", piece, *place).returncode == 0


def kill_again_and_again(folder: Path, town: Town, kills: int, seed: int = 1) -> tuple[str, list[str]]:
    """Play it: what was done, and what must not be."""
    dice, faults = random.Random(seed), list[str]()
    machine = Machine(folder, town)
    feeder = Feeder(machine, folder, kills * PIECES)
    machine.start()
    try:
        while_starting = sum(_once(machine, feeder, dice, number) for number in range(kills))
        standing = machine.wait_until_ready()
        feeder.finish()
        wait_until_judged(standing.workers, _now(), JUDGED_SECONDS)
        compared = _compared(standing, folder)
        if not compared.exact:
            faults += [str(compared), *compared.lost[:5], *compared.doubled[:5], *compared.wrong[:5]]
        audited, fault = _audited(machine, standing)
        faults += [fault] if fault else []
        if code := machine.stop():
            faults.append(f"`up` ended with {code} after Ctrl-C")
    finally:
        machine.kill()
    done = (
        f"{town.events:,} events, {kills} times every process killed at once, {while_starting} of them while starting; "
        f"{feeder.tries} sendings of {kills * PIECES} files; {compared}; audit: {audited}"
    )
    return done, faults


def _once(machine: Machine, feeder: Feeder, dice: random.Random, number: int) -> bool:
    """Let it work for a while, or start for a while, and kill it; whether it was still starting."""
    starting = number % 4 == 3
    if not starting:
        machine.wait_until_ready()
    feeder.allow(PIECES)
    time.sleep(dice.uniform(0.5, 6))
    died = machine.kill()
    print(f"kill {number + 1}: {died} processes{' while starting' if starting else ''}", flush=True)
    machine.start()
    return starting


def _compared(standing: Standing, folder: Path) -> Differences:
    until = _now()
    made = on_topics(standing, live=True)
    return moments_compared(made, [until, _now()], standing, folder / "checked.jsonl")


def _audited(machine: Machine, standing: Standing) -> tuple[str, str]:
    """What `audit` counted once nothing waits any more, and what it found wrong."""
    ends = time.monotonic() + JUDGED_SECONDS
    archive = ("--clickhouse-dsn", f"chdb://{machine.home.resolve()}/clickhouse", "--http", standing.sink)
    place = ("--kafka-bootstrap", standing.bootstrap, "--key-file", machine.home / "key")
    while True:
        done = machine.run("audit", "--json", *place, *archive)
        if done.returncode not in (0, 1):
            return "", f"audit ended with {done.returncode}: {done.stderr.decode()}"
        found = json.loads(done.stdout)
        if found["offences"]:
            return "", f"audit: {found['offences'][:5]}"
        if not any(found["waiting"].values()):
            return json.dumps({name: found[name] for name in ("records", "moments")}), ""
        assert time.monotonic() < ends, found["waiting"]
        time.sleep(1)


def _pieces(events: Path, folder: Path, count: int) -> Iterator[Path]:
    lines = events.read_bytes().splitlines(keepends=True)
    for number in range(count):
        piece = folder / f"piece-{number}.jsonl"
        piece.write_bytes(b"".join(lines[len(lines) * number // count : len(lines) * (number + 1) // count]))
        yield piece


def _family(pid: int) -> list[int]:
    """The process and all that come from it, itself last: whoever would clean up after the others goes with them."""
    return [*reversed(descendants(pid)), pid]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, SIGKILL)


def _now() -> int:
    return int(time.time() * 1000)


def main(words: Sequence[str] | None = None) -> int:
    """Once; the last line is the verdict."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.machine", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--cases", type=int, default=1_500, help="about 11 events each")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="liangpai-machine-") as name:
        folder = Path(name)
        done, faults = kill_again_and_again(
            folder, simulated(folder, options.cases), options.kills, options.seed
        )
    print(done)
    for fault in faults:
        print(f"  {fault}")
    print("short" if faults else "ok: nothing lost, nothing doubled, nothing wrong")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
