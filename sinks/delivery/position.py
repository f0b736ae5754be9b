"""How far a receiver is on one partition: up to the first record something of which is not done."""

from collections import deque


class Position:
    """Records are begun in order, and done in any; `done_to` may be committed."""

    def __init__(self, start: int) -> None:
        self.done_to = start
        self._open: deque[list[int]] = deque()
        self._by_offset: dict[int, list[int]] = {}

    def begin(self, offset: int, parts: int) -> None:
        """One more record, of which so many parts are to be done; none: it is done at once."""
        entry = [offset, parts]
        self._open.append(entry)
        self._by_offset[offset] = entry
        self._advance()

    def done(self, offset: int) -> None:
        """One part of the record is done; a record that is none of ours (any more) counts for nothing."""
        if (entry := self._by_offset.get(offset)) is not None:
            entry[1] -= 1
            self._advance()

    def _advance(self) -> None:
        while self._open and self._open[0][1] <= 0:
            offset, _ = self._open.popleft()
            del self._by_offset[offset]
            self.done_to = offset + 1
