"""Small private files: written whole or not at all, readable by their owner only, one writer at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from streams.exits import Misuse

OWNER_ONLY = 0o600

Signature = tuple[int, int, int]
"""Differs where a file is another one: inode, size, time of the last change in ns."""


def signature(file: Path) -> Signature | None:
    """The file's signature, None where there is none. Raises Misuse where it cannot be looked at."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Misuse(f"{file}: {error.strerror}; expected a file this process may read.") from error
    return found.st_ino, found.st_size, found.st_mtime_ns


def refuse_if_open_to_others(file: Path) -> None:
    """Raise Misuse where others than its owner may read or write the file.

    Secrets that systemd or Kubernetes hand to a process belong to root and are readable by the process's group: those
    are for this process only, too.
    """
    found = file.stat()
    mode = found.st_mode & 0o777
    if mode & (0o037 if found.st_uid == 0 and os.geteuid() != 0 else 0o077):
        raise Misuse(f"{file}: found mode {mode:04o}, expected 0600; `chmod 600 {file}` mends it.")


def write_whole(file: Path, content: bytes) -> None:
    """Put the content in place of what stands there, in one step that survives a crash. Raises Misuse."""
    try:
        # A temporary file is made with mode 0600.
        with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as out:
            try:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
                Path(out.name).replace(file)
            except BaseException:
                Path(out.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise _unwritable(file, error) from error


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Be the only one who changes the file, across processes; a `.lock` stands beside it. Raises Misuse."""
    try:
        handle = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    except OSError as error:
        raise _unwritable(file, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _unwritable(file: Path, error: OSError) -> Misuse:
    return Misuse(f"{file}: {error.strerror}; expected a folder this process may write to.")
