"""Peers side by side with this worker: same topic, same machine, one after the other in turn, the median of each.

Peers count per case; this worker judges. Python peers run in an environment of their own (group `bench` of
pyproject.toml), Kafka Streams on the jars of `peers/streams/pom.xml`.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import NamedTuple

from kafka.admin import NewTopic

from streams.broker import admin
from streams.exits import Unavailable
from streams.services.java import tools
from tests.bench.figures import Figures
from tests.bench.scene import Scene

PEERS = Path(__file__).parent / "peers"
ROOT = PEERS.parent.parent.parent
ROOM = ROOT / ".liangpai" / "bench"
PARTITIONS = 12
SLOW, QUICK = 20_000, 150_000
"""Records a slow peer is given, and a quick one: some seconds of work each."""

TIMEOUT_SECONDS = 120.0
_numbers = count()


class Peer(NamedTuple):
    """A name, how many records it is given, and its command line for (topic, outputs, states, group, folder)."""

    name: str
    records: int
    command: Callable[[Scene, str, str, str, str], list[str]]


def peers(python: str, java: list[str] | None) -> list[Peer]:
    """All that can run here."""

    def script(name: str, *words: str) -> list[str]:
        return [python, str(PEERS / name), *words]

    found = [
        Peer("bare aiokafka", QUICK, lambda at, out, states, group, _: script(
            "bare.py", at.bootstrap, _topic(at), out, states, group, str(QUICK))),
        Peer("stock Faust, no Table", SLOW, lambda at, out, _, group, room: script(
            "stock_faust.py", at.bootstrap, _topic(at), out, "dict", group, str(SLOW), room)),
        Peer("stock Faust with a Table", SLOW, lambda at, out, _, group, room: script(
            "stock_faust.py", at.bootstrap, _topic(at), out, "table", group, str(SLOW), room)),
        Peer("quixstreams with state", QUICK, lambda at, out, _, group, room: script(
            "quix.py", at.bootstrap, _topic(at), out, group, str(QUICK), room)),
    ]  # fmt: skip
    if java is not None:
        given = java
        found.append(Peer("Kafka Streams, warm, 1 thread", QUICK, lambda at, out, _, group, room: [
            *given, at.bootstrap, _topic(at), out, group, str(QUICK), room]))  # fmt: skip
    return found


def side_by_side(
    filled: Scene, own: dict[str, Callable[[], float]], rounds: int, figures: Figures
) -> dict[str, float]:
    """The median rate of each, by name; `own` are this worker's measurements, taken in the same turns.

    `filled`: where the topic lies that all of them read.
    """
    others = peers(environment(), streams_command(figures))
    rates: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, measure in own.items():
            rates.setdefault(name, []).append(measure())
        for peer in others:
            rates.setdefault(peer.name, []).append(_run(filled, peer, figures))
    medians = {name: statistics.median(found) for name, found in rates.items()}
    for name, rate in medians.items():
        figures.seen(f"{name}, median of {rounds}", rate, "events/s")
    return medians


def environment() -> str:
    """The Python of the peers' environment, made where it is not there yet or the pins have changed."""
    pins = PEERS / "constraints.txt"
    python, ready = ROOM / "venv" / "bin" / "python", ROOM / "pins.txt"
    if ready.is_file() and python.exists() and ready.read_text() == pins.read_text():
        return str(python)
    ROOM.mkdir(parents=True, exist_ok=True)
    _must([sys.executable, "-m", "venv", "--clear", str(ROOM / "venv")])
    _must([str(python), "-m", "pip", "install", "-q", "pip>=25.1"])
    _must(
        [
            str(python),
            "-m",
            "pip",
            "install",
            "-q",
            "-c",
            str(pins),
            "--group",
            f"{ROOT / 'pyproject.toml'}:bench",
        ]
    )
    ready.write_text(pins.read_text())
    return str(python)


def streams_command(figures: Figures) -> list[str] | None:
    """How Kafka Streams is run, built where it is not yet; None, and said, where there is no compiler for Java."""
    try:
        found = tools()
        javac = Path(found.java).resolve().with_name("javac")
        if not javac.exists():
            raise Unavailable(f"{javac} is not there; install a JDK")
        ROOM.mkdir(parents=True, exist_ok=True)
        jars, project = ROOM / "jars.txt", PEERS / "streams"
        _must([found.maven, "-q", "-B", "-f", str(project / "pom.xml"), "dependency:build-classpath",
               f"-Dmdep.outputFile={jars}"])  # fmt: skip
        source = project / "src" / "main" / "java" / "CountPerCase.java"
        _must([str(javac), "-cp", jars.read_text(), "-d", str(ROOM / "classes"), str(source)])
    except (Unavailable, subprocess.CalledProcessError) as error:
        figures.failed("Kafka Streams", f"could not be built ({error})")
        return None
    classes = os.pathsep.join([str(ROOM / "classes"), jars.read_text()])
    return [found.java, "-Xmx1g", "-cp", classes, "CountPerCase"]


def _run(filled: Scene, peer: Peer, figures: Figures) -> float:
    """Events a second of one run, on topics and a group of its own; 0 where it failed, which is said."""
    group = f"peer-{os.getpid()}-{next(_numbers)}"
    outputs, states = f"{group}-outputs", f"{group}-states"
    _make(filled.bootstrap, outputs, {})
    _make(filled.bootstrap, states, {"cleanup.policy": "compact"})
    with tempfile.TemporaryDirectory(prefix="liangpai-peer-") as room:
        command = peer.command(filled, outputs, states, group, f"{room}/state")
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=True
            )
            said = json.loads(done.stdout.strip().splitlines()[-1])
        except (subprocess.SubprocessError, ValueError, IndexError) as error:
            words = (getattr(error, "stderr", "") or "").strip().splitlines()[-1:]
            figures.failed(peer.name, f"did not finish ({type(error).__name__}; {' '.join(map(str, words))})")
            return 0.0
    return float(said["handled"] / said["seconds"])


def _topic(at: Scene) -> str:
    return f"{at.prefix}case-events"


def _make(bootstrap: str, topic: str, settings: dict[str, str]) -> None:
    with admin(bootstrap) as client:
        client.create_topics([NewTopic(topic, PARTITIONS, 1, topic_configs=settings)])


def _must(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=900)
