"""Workers with the stand-in lane as processes of their own, to be killed, frozen and stopped."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from streams.services.process import free_address

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0


class Watched:
    """A worker's address, and what it says of itself there."""

    def __init__(self, http: str) -> None:
        self.http = http

    def metric(self, name: str) -> float:
        """The sum of a metric over its labels; 0 where it is not there or nobody answers."""
        text = self.get("/metrics")[1]
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
        return sum(float(value) for label, value in lines if label.partition("{")[0] == name)

    def judged_until(self, moment: int) -> bool:
        """Whether all its lanes have read everything, judged it, and their clocks are past the moment (ms)."""
        status, text = self.get("/metrics")
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
        clocks = [float(value) for name, value in lines if name.startswith("liangpai_lane_clock_seconds")]
        waits = (
            self.metric("liangpai_lag")
            + self.metric("liangpai_lane_backlog")
            + self.metric("liangpai_lane_rechecks")
            + self.metric("liangpai_lanes_restoring")
        )
        return status == 200 and bool(clocks) and min(clocks) * 1000 > moment and not waits

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://{self.http}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""


class Worker(Watched):
    """One worker process and its address; `tree`: the checkout whose code it runs."""

    def __init__(
        self,
        name: str,
        log: Path,
        http: str,
        command: list[str],
        env: Mapping[str, str] | None = None,
        tree: Path = ROOT,
    ) -> None:
        super().__init__(http)
        self.name, self.log, self.tree = name, log, tree
        self._command = [sys.executable, *command]
        self._env = env or {}
        self.process = self._start()

    def _start(self, more: Mapping[str, str] | None = None) -> "subprocess.Popen[bytes]":
        env = {**os.environ, **self._env, **(more or {})}
        with self.log.open("ab") as out:
            return subprocess.Popen(self._command, cwd=self.tree, env=env, stdout=out, stderr=out)

    def kill_and_start_again(self, env: Mapping[str, str] | None = None) -> None:
        """SIGKILL (nothing where it has ended), then a new process under the same name, with these settings too."""
        self.process.kill()
        self.process.wait()
        self.process = self._start(env)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.terminate()
        return self.process.wait(30)

    def wait_until_ready(self) -> "Worker":
        """Until /readyz says so."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while self.get("/readyz")[0] != 200:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < ends, self.get("/readyz")
            time.sleep(0.1)
        return self


@contextmanager
def workers(bootstrap: str, prefix: str, folder: Path, *names: str) -> Iterator[list[Worker]]:
    """Workers with the stand-in lane, ready at the start, gone at the end, whatever happens."""

    with running([stand_in(bootstrap, prefix, folder / f"{name}.log", name) for name in names]) as started:
        yield started


def stand_in(bootstrap: str, prefix: str, log: Path, name: str) -> Worker:
    """A worker with the stand-in lane, started."""
    http = free_address()
    return Worker(name, log, http, ["-m", "tests.worker.stand_in", bootstrap, prefix, name, http])


@contextmanager
def running(started: list[Worker]) -> Iterator[list[Worker]]:
    """Wait until these are ready; end them at the end."""
    try:
        yield [worker.wait_until_ready() for worker in started]
    finally:
        for worker in started:
            worker.process.kill()
            worker.process.wait()
