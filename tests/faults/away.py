"""e: ClickHouse away, by server and by folder. f: no room on the archive's disk. Cards are issued all the same."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.archive import ClickHouse, kept, sink, wait_until_archived, with_archive
from tests.faults.stage import Outcome, Stage, wait_until_under_way
from tests.worker.city import split
from tests.worker.running import ROOT, Worker

HOLDER = """
import sys, clickhouse_connect
client = clickhouse_connect.get_client(dsn="chdb://" + sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""
DISK = "1g"
FULL_SECONDS = 20.0


def server_away(stage: Stage) -> Outcome:
    """e: connections to the server are refused for a minute; the sink waits, and catches up."""
    folder = stage.folder / "clickhouse"
    with ClickHouse(folder) as server, kept(sink(stage.city, server.dsn)) as archiving:
        stage.send()
        with stage.workers() as workers:
            wait_until_under_way([archiving.wait_until_ready()], 0)
            wait_until_under_way(workers, stage.city.events // 10)
            server.kill()
            time.sleep(stage.size.away)
            handled = sum(worker.metric("liangpai_events_total") for worker in workers)
            refused = archiving.metric("liangpai_sink_failures_total")
            server.start()
            done = (
                f"{stage.city.events:,} events, server away for {stage.size.away:.0f} s "
                f"({refused:.0f} tries refused, {handled:,.0f} events judged by its end)"
            )
            outcome = stage.finish(workers, done, () if refused else ("the sink never met the refusal",))
        wait_until_archived(archiving, stage.size.patience)
        return with_archive(stage, outcome, archiving, folder, server)


def folder_held(stage: Stage) -> Outcome:
    """e: another process holds the folder of the embedded engine for a minute while the sink starts."""
    folder = stage.folder / "archive"
    stage.send()
    with stage.workers() as workers:
        with kept(sink(stage.city, f"chdb://{folder}")) as archiving:
            archiving.wait_until_ready()
            code = archiving.stop()
        with _held(folder), kept(sink(stage.city, f"chdb://{folder}")) as archiving:
            time.sleep(stage.size.away)
            said = archiving.get("/readyz")[1]
            archiving.process.kill()
            archiving.process.wait()
        faults = (
            () if "held by process" in said and code == 0 else (f"sink: exit code {code}, then {said!r}",)
        )
        done = f"{stage.city.events:,} events, folder held for {stage.size.away:.0f} s"
        outcome = stage.finish(workers, done, faults)
    with kept(sink(stage.city, f"chdb://{folder}")) as archiving:
        archiving.wait_until_ready()
        wait_until_archived(archiving, stage.size.patience)
        return with_archive(stage, outcome, archiving, folder)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            process.kill()


def disk_full(stage: Stage) -> Outcome:
    """f: the archive lies on a small disk that something else fills when half is written, and frees again later."""
    disk = stage.folder / "disk"
    disk.mkdir()
    if refusal := _mount(disk):
        return Outcome("", skipped=f"a small disk cannot be mounted here ({refusal})")
    try:
        return _on_small_disk(stage, disk)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def _on_small_disk(stage: Stage, disk: Path) -> Outcome:
    folder, ballast = disk / "archive", disk / "ballast"
    first, second = split(stage.city.places.events, stage.folder)
    with kept(sink(stage.city, f"chdb://{folder}")) as archiving:
        stage.city.send(first)
        _wait_for(archiving, "liangpai_sink_rows_total", stage.size.patience)
        _fill(ballast)
        stage.city.send(second)
        with stage.workers() as workers:
            _wait_for(archiving, "liangpai_sink_failures_total", stage.size.patience)
            time.sleep(FULL_SECONDS)
            alive, said = archiving.process.poll() is None, archiving.get("/readyz")[1].strip()
            ballast.unlink()
            done = f"{stage.city.events:,} events, disk of {DISK} full for {FULL_SECONDS:.0f} s ({said})"
            outcome = stage.finish(workers, done, () if alive else ("the sink ended when the disk was full",))
        if not alive:
            archiving.kill_and_start_again()
        archiving.wait_until_ready()
        wait_until_archived(archiving, stage.size.patience)
        return with_archive(stage, outcome, archiving, folder)


def _wait_for(archiving: Worker, metric: str, patience: float) -> None:
    """Until the sink counts something there, or has ended."""
    ends = time.monotonic() + patience
    while archiving.process.poll() is None and not archiving.metric(metric):
        assert time.monotonic() < ends, f"{metric} stays 0"
        time.sleep(0.5)


def _fill(ballast: Path) -> None:
    """Write until nothing more goes on the disk."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))


def _mount(folder: Path) -> str:
    """Mount a disk in memory; why it was refused, empty where it was not."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else ""
