"""The folder where `up` keeps things: data, the deployment key, logs; one `up` at a time."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.exits import Misuse


@contextmanager
def occupied(home: Path) -> Iterator[Path]:
    """Make the folder and hold it for this process; gives its absolute path.

    Raises Misuse if another `up` has it, or it cannot be made.
    """
    home = home.absolute()
    _make(home)
    lock = home / "up.pid"
    with lock.open("a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Misuse(_taken(home, lock)) from None
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield home


def emptied(folder: Path) -> Path:
    """The folder, made new: what an earlier demo left in it is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def logs_of(home: Path) -> Path:
    """Where the logs of the children lie; made if absent."""
    folder = home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _make(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misuse(
            f"cannot make the folder {home}: {error.strerror}; name another one with --home"
        ) from None


def _taken(home: Path, lock: Path) -> str:
    pid = lock.read_text(encoding="utf-8").strip() or "unknown"
    who = f"another `liangpai up` (process {pid}) is using {home}"
    return f"{who}; stop it with Ctrl-C, or name another folder with --home"
