"""Room on disk for what does not fit in memory: one nameless file, gone however the process ends."""

import os
import tempfile
from array import array
from pathlib import Path
from typing import Self

from streams.event_lines import Read
from streams.exits import Unavailable

INT_BYTES = 8


class Scratch:
    """Append pieces, read them back from any place. `folder` None: the system's for temporary files."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(tempfile.gettempdir())
        self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - closed by __exit__
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def append(self, piece: bytes) -> None:
        """Write at the end; where that begins is `size` before the call. Raises Unavailable where the disk is
        full.
        """
        rest = memoryview(piece)
        try:
            while rest:
                written = os.pwrite(self._file.fileno(), rest, self.size)
                self.size += written
                rest = rest[written:]
        except OSError as error:
            raise Unavailable(
                f"no room to sort events in {self._folder} after {self.size} bytes ({error.strerror}); "
                "free some, or name another folder as TMPDIR."
            ) from error

    def reading(self, start: int, length: int) -> Read:
        """Read the `length` bytes from `start` on, piece by piece."""
        position, end = start, start + length

        def read(size: int) -> bytes:
            nonlocal position
            piece = os.pread(self._file.fileno(), min(size, end - position), position)
            position += len(piece)
            return piece

        return read


class Integers:
    """A long list of 64-bit integers in a scratch file, written in one go (nothing else in between), read in
    order.
    """

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._start = scratch.size
        self._count = 0

    def append(self, values: "array[int]") -> None:
        """Add to the end."""
        self._scratch.append(values.tobytes())
        self._count += len(values)

    def reading(self) -> Read:
        """Read from the first on; `take` turns what is read into integers."""
        return self._scratch.reading(self._start, self._count * INT_BYTES)


def take(read: Read, count: int) -> "array[int]":
    """The next `count` integers; fewer at the end."""
    return array("q", read(count * INT_BYTES))
