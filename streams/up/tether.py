"""A part of `up` ends when `up` is gone, however it went; what is still there is known by its token next time."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from streams.services.process import Trace, stop_by_trace

GRACE = 20.0  # seconds between asking what is left of an earlier run to end and killing it
_TELL_ME_WHEN_MY_PARENT_DIES = 1  # PR_SET_PDEATHSIG of Linux


def end_with(parent: int) -> None:
    """Called in the part itself: from now on the end of the process `parent` is SIGTERM to this one.

    Elsewhere than on Linux the system has no such thing; there the next `up` stops what is left.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_TELL_ME_WHEN_MY_PARENT_DIES, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:  # it went before it could be watched
        os.kill(os.getpid(), signal.SIGTERM)


def trace_file(home: Path, name: str) -> Path:
    """Where the trace of the part of that name lies; its folder is made if absent."""
    folder = home / "started"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.json"


def forget(home: Path) -> None:
    """Drop all traces: every part has ended."""
    for file in (home / "started").glob("*.json"):
        file.unlink(missing_ok=True)


def stop_left(home: Path, say: Callable[[str], None]) -> None:
    """Stop the parts of an `up` that was killed, as far as they are provably ours; the caller holds `home`."""
    for file in sorted((home / "started").glob("*.json")):
        trace = Trace.load(file)
        if trace is not None and stop_by_trace(trace, GRACE):
            say(f"Stopped the {file.stem} an earlier run had left (process {trace.pid}).")
    forget(home)
