"""A process of ours: known by a token in its command line, stopped by its id, never mistaken for another."""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_POLL_SECONDS = 0.05
_PORTS = range(20000, 30000)


class Trace(NamedTuple):
    """What we write down about a process we start, so that a later run can recognise it."""

    pid: int
    token: str

    def save(self, file: Path) -> None:
        """Written whole or not at all."""
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(self._asdict()))
        fresh.replace(file)

    @staticmethod
    def load(file: Path) -> "Trace | None":
        """None where there is no trace or it cannot be read."""
        try:
            kept = json.loads(file.read_text())
            return Trace(int(kept["pid"]), str(kept["token"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def new_token() -> str:
    """A word that no other process has in its command line."""
    return f"liangpai-{secrets.token_hex(16)}"


def is_ours(trace: Trace) -> bool:
    """Whether the process of that id is alive and the one we started: its command line holds our token."""
    return len(trace.token) > len("liangpai-") and trace.token in _command_line(trace.pid)


def _command_line(pid: int) -> str:
    """Empty where there is no such process, or it is a zombie, or it cannot be asked."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    if Path("/proc/self/cmdline").exists():
        return ""
    with suppress(OSError, subprocess.SubprocessError):
        asked = ["ps", "-o", "command=", "-p", str(pid)]
        return subprocess.run(asked, capture_output=True, text=True, timeout=10, check=False).stdout  # noqa: S603
    return ""


def stop_by_trace(trace: Trace, grace_seconds: float) -> bool:
    """Stop a process of an earlier run that is provably ours; whether there was one."""
    if not is_ours(trace):
        return False
    for number, patience in ((signal.SIGTERM, grace_seconds), (signal.SIGKILL, 10.0)):
        with suppress(ProcessLookupError):
            os.kill(trace.pid, number)
        if wait_for(lambda: not is_ours(trace), patience):
            break
    return True


def stop_child(child: subprocess.Popen[bytes], grace_seconds: float) -> None:
    """SIGTERM, and SIGKILL after the grace; returns when the child is gone."""
    child.terminate()
    try:
        child.wait(grace_seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def wait_for(fact: Callable[[], bool], seconds: float) -> bool:
    """Look again and again until the fact holds; False where it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def free_port() -> int:
    """A port of 127.0.0.1 nobody listens on.

    Below the range the system hands out to outgoing connections: a client that keeps knocking at a stopped
    broker could otherwise be given the broker's own port.
    """
    for port in secrets.SystemRandom().sample(_PORTS, 200):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no free port between 20000 and 29999 on 127.0.0.1")


def free_address() -> str:
    """`127.0.0.1:` and a port nobody listens on."""
    return f"127.0.0.1:{free_port()}"
