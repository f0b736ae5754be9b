"""A file that is not in order becomes runs that are: pieces sorted in memory and put on disk."""

from array import array
from collections.abc import Iterator
from itertools import chain
from operator import itemgetter

from streams.event_lines import BLOCK, bare_lines
from streams.event_scan import Item, Scan
from streams.scratch import Integers, Scratch, take

RUN_BYTES = 64 << 20
"""How much memory a run takes while it is sorted, about."""

_ITEM_BYTES = 230
"""What an item costs beside the bytes of its line."""


class Run:
    """Items in order, on disk. Items of one key keep the order they came in."""

    def __init__(self, items: list[Item], scratch: Scratch) -> None:
        items.sort(key=itemgetter(0))
        self._scratch = scratch
        self._start = scratch.size
        for some in range(0, len(items), 1000):
            scratch.append(b"".join([item[2] + b"\n" for item in items[some : some + 1000]]))
        self._length = scratch.size - self._start
        self._keys = self._column(items, 0)
        self._numbers = self._column(items, 1)

    def _column(self, items: list[Item], place: int) -> Integers:
        column = Integers(self._scratch)
        column.append(array("q", map(itemgetter(place), items)))
        return column

    def items(self, block: int = BLOCK) -> Iterator[Item]:
        """Read back, in order."""
        return chain.from_iterable(self._batches(block))

    def _batches(self, block: int) -> Iterator[Iterator[Item]]:
        keys, numbers = self._keys.reading(), self._numbers.reading()
        for lines in bare_lines(self._scratch.reading(self._start, self._length), block):
            size = len(lines)
            yield zip(take(keys, size), take(numbers, size), lines, strict=True)


def sorted_runs(scan: Scan, scratch: Scratch, run_bytes: int = RUN_BYTES) -> Iterator[Run]:
    """The file's lines as runs; runs come in the order of the file, so that equal keys can keep it."""
    items: list[Item] = []
    size = 0
    for item in scan.items():
        items.append(item)
        size += len(item[2]) + _ITEM_BYTES
        if size >= run_bytes:
            yield Run(items, scratch)
            items, size = [], 0
    if items:
        yield Run(items, scratch)
