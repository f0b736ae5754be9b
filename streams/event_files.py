"""Files of events, all kinds mixed, as one stream of records in order of time: what `check` judges and `send`
sends.

Order: record timestamp (`recordedtime`, else `time`), topic name, file as given, line. The first reading
takes only the timestamps; files in order are then merged as they lie there, others are sorted on disk. Memory
does not grow with the length of the files.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from heapq import heapify, heappop, heappush
from pathlib import Path

from rules.lane import Record
from streams.event_keys import TOPICS
from streams.event_lines import BLOCK
from streams.event_runs import RUN_BYTES, Run, sorted_runs
from streams.event_scan import Item, Scan
from streams.scratch import Scratch

_FOREVER = 1 << 62
_SIDE_BY_SIDE = 64 << 20
_SMALLEST_BLOCK = 16 << 10


class EventFiles:
    """The records of the files, in order; iterate as often as wanted while the files stay as they are.

    `records`: how many there are (up to `until_ms`). `last_stamp`: the last record timestamp in ms, None
    where no line has one. `current`: the file of the record given last; its name stands in the record,
    its line is the record's offset.
    """

    def __init__(self, scans: Sequence[Scan], sources: Sequence[tuple[Path, Scan | Run]], limit: int) -> None:
        self.records = sum(scan.records for scan in scans)
        self.last_stamp = max(
            (scan.last_stamp for scan in scans if scan.last_stamp is not None), default=None
        )
        self.current: Path | None = None
        self._name = ""
        self._sources = sources
        self._limit = limit

    def __iter__(self) -> Iterator[Record]:
        for key, number, line in self._merged():
            yield Record(TOPICS[key & 7], -1, number, None, line, key >> 3, self._name)

    def _merged(self) -> Iterator[Item]:
        """Stay with a source for as long as it has the smallest key: files often do not overlap."""
        block = max(_SMALLEST_BLOCK, min(BLOCK, _SIDE_BY_SIDE // max(1, len(self._sources))))
        heads = [
            (item[0], order, item, items)
            for order, (_, source) in enumerate(self._sources)
            for items in [source.items(block)]
            for item in [next(items, None)]
            if item is not None
        ]
        heapify(heads)
        while heads and heads[0][0] <= self._limit:
            _, order, item, items = heappop(heads)
            self.current = self._sources[order][0]
            self._name = str(self.current)
            yield item
            turn = self._turn(heads, order)
            for item in items:
                if item[0] > turn:
                    heappush(heads, (item[0], order, item, items))
                    break
                yield item

    def _turn(self, heads: list[tuple[int, int, Item, Iterator[Item]]], order: int) -> int:
        """The largest key that this source may give before it is another one's turn."""
        if not heads:
            return self._limit
        key, other = heads[0][:2]
        return min(self._limit, key if order < other else key - 1)


@contextmanager
def event_files(
    paths: Sequence[Path],
    *,
    until_ms: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
    scratch_folder: Path | None = None,
    run_bytes: int = RUN_BYTES,
) -> Iterator[EventFiles]:
    """Read the files once for their timestamps, and give them as one stream while the block runs.

    Records stamped after `until_ms` (ms UTC) are not read. `progress` is told how many more lines the first
    reading has gone through. Raises Misuse, naming it, where a file is not there or cannot be read;
    Unavailable where the disk has no room to sort.
    """
    limit = _FOREVER if until_ms is None else until_ms << 3 | 7
    with Scratch(scratch_folder) as scratch:
        scans = []
        for path in paths:
            scan = Scan(path, scratch, limit)
            scan.run(progress)
            scans.append(scan)
        sources: list[tuple[Path, Scan | Run]] = []
        for scan in scans:
            parts = [scan] if scan.ordered else sorted_runs(scan, scratch, run_bytes)
            sources += [(scan.path, part) for part in parts]
        yield EventFiles(scans, sources, limit)
