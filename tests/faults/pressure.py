"""k: a slow ClickHouse, a slow broker and a burst, with the memory of worker, sink and HTTP door looked at."""

import asyncio
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from streams.intake.bodies import BATCHED
from streams.intake.source_orders import NewSource, add_source
from streams.sending import Address, Letter, deliver, producing
from streams.services.process import free_address
from streams.topics import create
from tests.bench.intake import SOURCE, event
from tests.faults.archive import LIANGPAI, ClickHouse, kept, sink, wait_until_archived, with_archive
from tests.faults.stage import Outcome, Stage
from tests.worker.city import PARTITIONS, wait_until_judged
from tests.worker.running import Worker

SLOW_INSERT_SECONDS = 0.5
FROZEN_SECONDS, THAWED_SECONDS = 0.7, 0.3
"""The slow broker: frozen for most of each second."""
LARGE = 100_000
"""Bytes of each garbage record: what waits must be bounded in bytes, not only in number."""
ROOM_MIB = 256
"""What each process may need more than at rest, whatever the size of the burst."""
CONNECTIONS = 64
BATCH = 2_000
TOGETHER = 50


def under_pressure(stage: Stage) -> Outcome:
    """k: a burst many times as large as the room there is; each process stays within its room, and all is exact."""
    folder = stage.folder / "clickhouse"
    with ExitStack() as stack:
        server = stack.enter_context(ClickHouse(folder, SLOW_INSERT_SECONDS))
        archiving = stack.enter_context(kept(sink(stage.city, server.dsn)))
        door, token = _door(stage)
        stack.enter_context(kept(door))
        stage.send()
        (worker,) = workers = stack.enter_context(stage.workers("one"))
        wait_until_judged(workers, _now(), stage.size.patience)
        processes = (worker, archiving.wait_until_ready(), door.wait_until_ready())
        before = [_peak_since_now(each) for each in processes]
        answers = _burst(stage, door, token)
        wait_until_judged(workers, _now(), stage.size.patience)
        grown = {each.name: _peak(each) - rest for each, rest in zip(processes, before, strict=True)}
        told = ", ".join(
            f"{each.name} {rest:.0f} + {grown[each.name]:.0f}"
            for each, rest in zip(processes, before, strict=True)
        )
        burst = stage.size.burst * LARGE >> 20
        done = f"{stage.city.events:,} events, then a burst of {burst:,} MiB; peak MiB {told}; door answered {answers}"
        faults = [f"{name} needed {more:.0f} MiB more" for name, more in grown.items() if more > ROOM_MIB]
        outcome = stage.finish(workers, done, faults, garbage=stage.size.burst)
        wait_until_archived(archiving, stage.size.patience)
        return with_archive(stage, outcome, archiving, folder, server)


def _door(stage: Stage) -> tuple[Worker, str]:
    """`liangpai serve` on topics of its own, and a token for it."""
    sources, http, prefix = stage.folder / "sources.toml", free_address(), "door-"
    create(stage.bootstrap, prefix, PARTITIONS)
    token = add_source(sources, NewSource("burst", SOURCE, (), (), 1_000_000, 10_000_000, "beijing", 1))
    words = ["serve", "--kafka-bootstrap", stage.bootstrap, "--prefix", prefix, "--http", http]
    words += ["--key-file", str(stage.city.folder / "key"), "--sources", str(sources)]
    return Worker("door", stage.folder / "door.log", http, ["-c", LIANGPAI, *words]), token


def _burst(stage: Stage, door: Worker, token: str) -> dict[str, int]:
    """Garbage as quick as the slow broker takes it, and many batches at the door; how often the door said what."""
    answers: dict[str, int] = {}
    with _slow(stage):
        posting = threading.Thread(target=lambda: answers.update(asyncio.run(_post(door, token))))
        posting.start()
        asyncio.run(send_garbage(stage, stage.size.burst))
        posting.join()
    return answers


@contextmanager
def _slow(stage: Stage) -> Iterator[None]:
    """The broker is frozen for most of each second."""
    over = threading.Event()
    (broker,) = stage.brokers
    pid = broker.pid or 0

    def stutter() -> None:
        while not over.is_set():
            os.kill(pid, signal.SIGSTOP)
            time.sleep(FROZEN_SECONDS)
            os.kill(pid, signal.SIGCONT)
            time.sleep(THAWED_SECONDS)

    thread = threading.Thread(target=stutter)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


async def send_garbage(stage: Stage, count: int) -> None:
    """So many large records that are no JSON, over all partitions.

    With each few of them an event that is known already: where nothing at all can be taken, a worker stops.
    """
    address = Address(stage.bootstrap, stage.city.prefix, PARTITIONS)
    subject, known = _known(stage)
    async with producing(stage.bootstrap) as producer:
        for start in range(0, count, TOGETHER):
            numbers = range(start, min(start + TOGETHER, count))
            rubbish = b"%08d" % start + b"x" * LARGE
            letters = [Letter("case-events", f"case-{number}", rubbish, _now()) for number in numbers]
            letters.append(Letter("case-events", subject, known, _now()))
            await deliver(producer, address, letters)


def _known(stage: Stage) -> tuple[str, bytes]:
    """An event of the city that nothing personal is in, and its case."""
    with stage.city.places.events.open("rb") as lines:
        line = next(line.rstrip() for line in lines if b"_hash" not in line)
    return json.loads(line)["subject"], line


async def _post(door: Worker, token: str) -> dict[str, int]:
    """A batch over each of many connections at once; how often each status was answered."""
    body = b"[" + b",".join(event(number) for number in range(BATCH)) + b"]"
    head = f"POST /events HTTP/1.1\r\nHost: {door.http}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n"
    request = f"{head}Content-Type: {BATCHED}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    host, port = door.http.split(":")

    async def ask() -> str:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(request)
        await writer.drain()
        answer = await reader.read()
        writer.close()
        return answer[9:12].decode()

    found = await asyncio.gather(*(ask() for _ in range(CONNECTIONS)), return_exceptions=True)
    said = [each if isinstance(each, str) else type(each).__name__ for each in found]
    return {each: said.count(each) for each in sorted(set(said))}


def _peak(process: Worker) -> float:
    """The most memory it had, MiB."""
    text = Path(f"/proc/{process.process.pid}/status").read_text()
    return int(text.partition("VmHWM:")[2].split()[0]) / 1024


def _peak_since_now(process: Worker) -> float:
    """Count the peak from now on; what it has now, MiB."""
    Path(f"/proc/{process.process.pid}/clear_refs").write_text("5")
    return _peak(process)


def _now() -> int:
    return int(time.time() * 1000)
