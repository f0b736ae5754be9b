"""A worker whose wall clock stands beside the true one by as many seconds as a file says, read at every look.

The clock of the whole process is changed, before anything else is loaded, so that client libraries see it as well;
`time.monotonic`, by which they wait, is left as it is, as the system does.
"""

import os
import sys
import time
from pathlib import Path

BESIDE = "LIANGPAI_TEST_CLOCK"
"""The variable that names the file."""


def set_beside(file: Path) -> None:
    """From now on `time.time` and `time.time_ns` are that many seconds off."""
    true, true_ns = time.time, time.time_ns
    time.time = lambda: true() + float(file.read_text())
    time.time_ns = lambda: true_ns() + int(float(file.read_text()) * 1e9)


def stand(file: Path, seconds: str) -> None:
    """From now on the clocks that read the file stand so many seconds beside the true one.

    Written whole or not at all, because it is read at every look at the clock.
    """
    fresh = file.with_suffix(".new")
    fresh.write_text(seconds)
    fresh.replace(file)


def main() -> None:
    """`liangpai worker` by that clock."""
    set_beside(Path(os.environ[BESIDE]))
    from streams.cli import main as liangpai

    sys.argv.insert(1, "worker")
    liangpai()
