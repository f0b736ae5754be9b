"""Judging processes that end by themselves: whoever waits for them is told, and waits no longer."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from streams.lane_process import Died, ShareOfItsOwn
from tests.house.project import ROOT

WITHOUT_A_GUARD = """\
from functools import partial
from streams.lane_process import ShareOfItsOwn

MORE_THAN_A_PIPE_HOLDS = bytes(1 << 20)
with ShareOfItsOwn(partial(bytes, MORE_THAN_A_PIPE_HOLDS)) as share:
    share.answer()
"""


def killed() -> NoReturn:
    """What the system does to a process when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_one_that_ends_while_it_starts_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(WITHOUT_A_GUARD)

    done = subprocess.run(
        [sys.executable, tmp_path / "script.py"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "a judging process ended by itself (exit code 1)" in done.stderr.splitlines()[-1]


def test_one_that_is_killed_is_named_with_the_signal() -> None:
    with (
        ShareOfItsOwn(killed) as share,
        pytest.raises(Died, match=r"ended by itself \(signal SIGKILL\).*--jobs 1"),
    ):
        share.answer()


def test_one_that_is_gone_takes_nothing_more() -> None:
    with ShareOfItsOwn(killed) as share:
        with pytest.raises(Died):
            share.answer()
        with pytest.raises(Died, match="SIGKILL"):
            share.give([], 0)
