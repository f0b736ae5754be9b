"""Programs that `up` starts: each in a process group of its own with a log, stopped by id, never by name."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from streams.exits import Unavailable, how_ended

GRACE = 20.0  # seconds between asking a program to end and killing it
_LINES = 15
_PROGRAM = "import sys; sys.argv[0] = 'liangpai'; from streams.cli import main; main()"


def liangpai(*words: str) -> list[str]:
    """The command line of our own program, run by this interpreter, whatever lies in the current folder."""
    return [sys.executable, "-P", "-c", _PROGRAM, *words]


def tethered(token: str, *words: str) -> list[str]:
    """The same, but it ends when this process is gone, and carries `token` to be known by."""
    tether = f"from streams.up.tether import end_with; end_with({os.getpid()})"
    return [sys.executable, "-X", token, "-P", "-c", f"{tether}; {_PROGRAM}", *words]


class Child:
    """A command running as a process. Its output goes to `log`; `http` is where it answers."""

    def __init__(self, name: str, command: Sequence[str], settings: Mapping[str, str], log: Path) -> None:
        self.name, self.log, self.http = name, log, settings.get("LIANGPAI_HTTP", "")
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603  # our own program, no shell
                command,
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id, which is also its group's."""
        return self._process.pid

    def check(self) -> None:
        """Raise Unavailable, with the last lines of its log, if the program has ended."""
        code = self._process.poll()
        if code is not None:
            raise Unavailable(
                [f"{self.name} ended by itself ({how_ended(code)}); the end of {self.log}:", *self.tail()]
            )

    def tail(self) -> list[str]:
        """The last lines it wrote."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return [f"    {line}" for line in text.splitlines()[-_LINES:]]

    def ask_to_end(self) -> None:
        """Send SIGTERM to its group, if it runs."""
        if self._process.poll() is None:
            os.killpg(self.pid, signal.SIGTERM)

    def wait_or_kill(self, until: float) -> None:
        """Wait for its end until that monotonic time; then kill its group."""
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()


def stop_all(children: Sequence[Child], grace: float = GRACE) -> None:
    """End them all, the last started first: ask each, wait `grace` seconds in all, kill what is left."""
    for child in reversed(children):
        child.ask_to_end()
    until = time.monotonic() + grace
    for child in reversed(children):
        child.wait_or_kill(until)
