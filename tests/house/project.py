"""What the tests about the project as a whole share: where it is, and how to run its programs."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def run(
    *command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and hand back what it said, whatever its exit code."""
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=cwd, env=env, capture_output=True, text=True, timeout=timeout, check=False
    )


def descendants(pid: int) -> list[int]:
    """All processes that come from this one, parents before their children."""
    table = run("ps", "-eo", "pid=,ppid=").stdout.split()
    pairs = list(zip(map(int, table[::2]), map(int, table[1::2]), strict=True))
    found, wanted = list[int](), [pid]
    while wanted:
        wanted = [child for child, parent in pairs if parent in wanted]
        found += wanted
    return found
