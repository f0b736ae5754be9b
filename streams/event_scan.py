"""The first reading of a file of events: the key of every line, kept on disk, and whether the lines are in
order.
"""

from array import array
from collections.abc import Callable, Iterator
from itertools import chain, count
from pathlib import Path

from streams.event_keys import BAD, BLANK, key_of, stamp_of
from streams.event_lines import BLOCK, Read, file_lines, reading
from streams.exits import Misuse
from streams.scratch import Integers, Scratch, take

Item = tuple[int, int, bytes]
"""Key, line number from 1, line."""


class Scan:
    """A file that was read once. `limit`: the largest key wanted; later lines are not counted.

    `records` counts the lines that are not blank, `last_stamp` is the largest timestamp (ms) read from a
    line. A line whose time cannot be read has the timestamp of the line before it; at the beginning, of the
    first line that has one; 0 where no line has.
    """

    def __init__(self, path: Path, scratch: Scratch, limit: int) -> None:
        self.path = path
        self.records = 0
        self.last_stamp: int | None = None
        self.ordered = True
        self._open = _opener(path, scratch)
        self._limit = limit
        self._keys = Integers(scratch)
        self._clean = True
        self._first: int | None = None
        self._previous = BLANK

    def run(self, progress: Callable[[int], None]) -> None:
        """Read the file to its end; `progress` is told of each block how many lines it had."""
        for lines in file_lines(self._open()):
            keys = list(map(key_of, lines))
            if min(keys) <= BAD:
                self._clean = False
                keys = self._filled(keys)
            self._keys.append(array("q", keys))
            self._note(keys)
            progress(len(lines))

    def items(self, block: int = BLOCK) -> Iterator[Item]:
        """The lines that are not blank, in the order of the file."""
        return chain.from_iterable(self._batches(block))

    def _filled(self, keys: list[int]) -> list[int]:
        """BAD replaced by the timestamp before it, of topic case-events; BAD stays before the first
        timestamp.
        """
        previous = self._previous
        filled = []
        for key in keys:
            if key > BAD:
                previous = key
            filled.append(previous & ~7 if key == BAD and previous > BAD else key)
        return filled

    def _note(self, keys: list[int]) -> None:
        known = keys if self._clean else [key for key in keys if key > BAD]
        self.records += keys.count(BAD)
        if not known:
            return
        if self._first is None:
            self._first = known[0]
        self.ordered = self.ordered and known[0] >= self._previous and known == sorted(known)
        self._previous = known[-1]
        wanted = known if max(known) <= self._limit else [key for key in known if key <= self._limit]
        self.records += len(wanted)
        if wanted:
            self.last_stamp = max(stamp_of(max(wanted)), self.last_stamp or stamp_of(max(wanted)))

    def _batches(self, block: int) -> Iterator[Iterator[Item]]:
        keys = self._keys.reading()
        leading = (self._first or 0) & ~7
        start = 1
        for lines in file_lines(self._open(), block):
            batch = zip(take(keys, len(lines)), count(start), lines, strict=False)
            start += len(lines)
            if self._clean:
                yield batch
            else:
                yield ((leading if key == BAD else key, at, line) for key, at, line in batch if key != BLANK)


def _opener(path: Path, scratch: Scratch) -> Callable[[], Read]:
    """How to read the file from its beginning, as often as wanted: a pipe is copied to disk for that.

    Raises Misuse where there is no such file or it cannot be read.
    """
    try:
        if path.is_dir():
            raise Misuse(f"{path} is a folder, expected a file of events (.jsonl).")
        with path.open("rb", buffering=0) as file:
            if path.is_file():
                return lambda: reading(path)
            start = scratch.size
            while piece := file.read(BLOCK):
                scratch.append(piece)
    except OSError as error:
        raise Misuse(f"cannot read {path} ({error.strerror}); expected a file of events (.jsonl).") from error
    length = scratch.size - start
    return lambda: scratch.reading(start, length)
