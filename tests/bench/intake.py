"""The rate of the HTTP door: `liangpai serve` as a process, a small client beside it, Kafka on the same machine.

`python -m tests.bench.intake` measures this alone.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

from streams.intake.bodies import BATCHED, STRUCTURED
from streams.intake.source_orders import NewSource, add_source
from streams.privacy import Key
from streams.services import kafka
from streams.services.process import free_port
from streams.topics import create

SOURCE = "approval/430100"
CONNECTIONS = 32
SINGLE_BUDGET, BATCHED_BUDGET = 2_000, 20_000
SINGLES, BATCHES, BATCH = 12_000, 1_500, 100
_READY_SECONDS = 60.0


class Rates(NamedTuple):
    """Events a second that were answered 202."""

    single: float
    batched: float


def intake_rates(bootstrap: str, folder: Path) -> Rates:
    """Both rates, on topics of their own."""
    prefix = f"bench-intake-{os.getpid()}-"
    create(bootstrap, prefix)
    key, sources, port = folder / "intake.key", folder / "sources.toml", free_port()
    Key.make(key)
    token = add_source(sources, NewSource("bench", SOURCE, (), (), 1_000_000, 10_000_000, "beijing", 1))
    with _serving(bootstrap, prefix, key, sources, port):
        numbers = count()
        singles = [_request(port, token, STRUCTURED, event(next(numbers))) for _ in range(SINGLES)]
        batches = [
            _request(
                port, token, BATCHED, b"[" + b",".join(event(next(numbers)) for _ in range(BATCH)) + b"]"
            )
            for _ in range(BATCHES)
        ]
        asyncio.run(_send(port, batches[:50]))
        return Rates(
            SINGLES / asyncio.run(_send(port, singles)),
            (BATCHES - 50) * BATCH / asyncio.run(_send(port, batches[50:])),
        )


@contextmanager
def _serving(bootstrap: str, prefix: str, key: Path, sources: Path, port: int) -> Iterator[None]:
    words = ["serve", "--kafka-bootstrap", bootstrap, "--prefix", prefix, "--key-file", str(key)]
    words += ["--sources", str(sources), "--http", f"127.0.0.1:{port}"]
    start = "from streams.cli import main; main()"
    process = subprocess.Popen([sys.executable, "-c", start, *words], stdout=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    ends = time.monotonic() + _READY_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"liangpai serve is not ready on port {port}")


def event(number: int) -> bytes:
    """A small event of the source; nine of a case."""
    return json.dumps(
        {
            "specversion": "1.0",
            "id": f"e-{number:07}",
            "source": SOURCE,
            "type": "case.stage_entered",
            "subject": f"430100-2026-{number // 9:06}",
            "time": "2026-01-05T10:00:00+08:00",
            "recordedtime": "2026-01-05T10:00:02+08:00",
            "data": {
                "stage_code": "SL",
                "role": "handle",
                "dept_code": "430100-ZJ",
                "staff_id": "u17",
                "opinion": "材料齐全，同意受理",
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def _request(port: int, token: str, kind: str, body: bytes) -> bytes:
    head = (
        f"POST /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _send(port: int, requests: Sequence[bytes]) -> float:
    """Send all over some connections, each waiting for its answer; the seconds it took. All must be 202."""
    waiting = iter(requests)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(_converse(port, waiting))
    return time.perf_counter() - began


async def _converse(port: int, waiting: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in waiting:
        writer.write(request)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 202 "):
            raise RuntimeError(head.decode())
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
    writer.close()
    await writer.wait_closed()


def print_rates(rates: Rates, say: Callable[[str], None]) -> bool:
    """Say both; whether both are within their budgets."""
    say(
        f"  single events, {CONNECTIONS} connections     {rates.single:,.0f} events/s, at least {SINGLE_BUDGET:,}"
    )
    say(
        f"  batches of {BATCH}, {CONNECTIONS} connections   {rates.batched:,.0f} events/s, at least {BATCHED_BUDGET:,}"
    )
    return rates.single >= SINGLE_BUDGET and rates.batched >= BATCHED_BUDGET


def main() -> int:
    """Measure the door alone; exit 1 where a rate misses its budget."""
    with (
        tempfile.TemporaryDirectory(prefix="liangpai-bench-") as folder,
        kafka(Path(folder) / "kafka") as service,
    ):
        rates = intake_rates(service.bootstrap, Path(folder))
    return 0 if print_rates(rates, print) else 1


if __name__ == "__main__":
    sys.exit(main())
