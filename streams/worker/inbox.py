"""What waits for one lane: the records of its five inputs, which of them is next, and how far each input is read.

Of the heads the one with the smallest effective timestamp (running maximum of its topic) is next, then topic name;
inside a topic always by offset; idle inputs are not waited for (contracts 2.1). One with more to fetch is not idle,
which `owes` tells. Pure: given records, gives records.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiokafka.structs import ConsumerRecord

from streams.worker.transport import Batch, End

CROWDED = 5_000
"""Records of one input that may wait in a lane before its partition is no longer polled."""

CROWDED_BYTES = 2 << 20
"""Bytes of them: records may be as large as the topic takes, and a worker has 60 inputs."""

FRESH_MS = 5_000
"""A broker's answer older than this says nothing about now."""


@dataclass(slots=True)
class Input:
    """One topic of the lane. `next` is the offset after the last record taken, `highest` its running maximum."""

    topic: str
    next: int = 0
    highest: int = 0
    epoch: int = 0
    announced: int = 0
    end: End | None = None
    waiting: deque[ConsumerRecord] = field(default_factory=deque)
    waiting_bytes: int = 0

    def full(self) -> bool:
        """Whether more waits than a lane should hold: no more is fetched until there is room."""
        return len(self.waiting) > CROWDED or self.waiting_bytes > CROWDED_BYTES

    def has_room(self) -> bool:
        """Whether less than half of that waits."""
        return len(self.waiting) < CROWDED // 2 and self.waiting_bytes < CROWDED_BYTES // 2

    def at_end(self, now: int) -> bool:
        """Whether everything the broker had by its last answer is taken."""
        end = self.end
        if self.waiting or self.announced or end is None or end.position is None or end.end is None:
            return False
        return (
            end.position >= end.end and end.answered_at is not None and abs(now - end.answered_at) <= FRESH_MS
        )

    def owes(self) -> bool:
        """Whether its next record is not here but on its way, or nobody knows yet whether there is one."""
        end = self.end
        if self.waiting:
            return False
        if self.announced or end is None or end.position is None or end.end is None:
            return True
        return end.position < end.end

    def behind(self) -> int:
        """Records (as offsets) between what is taken and the end; transaction markers at the end are none."""
        end = self.end
        if end is None or end.end is None or end.position is None:
            return 0
        read = self.next if self.waiting or self.announced else max(self.next, end.position)
        return max(0, end.end - read)


class Inbox:
    """The inputs of one lane; `topics` are base names."""

    def __init__(self, topics: Sequence[str]) -> None:
        self.inputs = {topic: Input(topic) for topic in sorted(topics)}
        self.size = 0
        self.skipped = 0
        self._all = tuple(self.inputs.values())

    def begin(
        self, next_offsets: Mapping[str, int], highest: Mapping[str, int], epochs: Mapping[str, int]
    ) -> None:
        """Start over from these positions; what waits is forgotten, it comes again."""
        self.size = 0
        for each in self._all:
            each.next = next_offsets.get(each.topic, 0)
            each.highest = highest.get(each.topic, 0)
            each.epoch = epochs[each.topic]
            each.announced, each.end = 0, None
            each.waiting.clear()
            each.waiting_bytes = 0

    def announce(self, topic: str, batch: Batch) -> None:
        """This batch is on its way."""
        each = self.inputs[topic]
        each.announced += batch.epoch == each.epoch

    def note(self, topic: str, end: End) -> None:
        """How far the input is read, after the batches announced."""
        each = self.inputs[topic]
        if end.epoch == each.epoch:
            each.end = end

    def put(self, topic: str, batch: Batch) -> bool:
        """Take a batch in; False if it was drained before the last `begin`. Records below `next` are skipped."""
        each = self.inputs[topic]
        if batch.epoch != each.epoch:
            return False
        each.announced -= 1
        known = each.next
        if batch.records[0].offset < known:
            fresh = [record for record in batch.records if record.offset >= known]
            self.skipped += len(batch.records) - len(fresh)
        else:
            fresh = list(batch.records)
        each.waiting.extend(fresh)
        each.waiting_bytes += sum(len(record.value or b"") for record in fresh)
        self.size += len(fresh)
        return True

    def head(self) -> Input | None:
        """The input whose first record is next; None if nothing waits."""
        best: Input | None = None
        smallest = 0
        for each in self._all:
            if each.waiting:
                effective = max(each.highest, each.waiting[0].timestamp)
                if best is None or effective < smallest:
                    best, smallest = each, effective
        return best

    def owes(self) -> bool:
        """Whether an input of which nothing waits may yet bring a record that ought to be next."""
        return any(each.owes() for each in self._all)

    def pop(self, each: Input) -> ConsumerRecord:
        """Take the first record of this input."""
        record = each.waiting.popleft()
        each.waiting_bytes -= len(record.value or b"")
        each.next = record.offset + 1
        each.highest = max(each.highest, record.timestamp)
        self.size -= 1
        return record

    def at_end(self, now: int) -> bool:
        """Whether all inputs are read to their end, so that the lane may take the wall clock."""
        return not self.size and all(each.at_end(now) for each in self._all)

    def next_offsets(self) -> dict[str, int]:
        """By topic, the offset after the last record taken."""
        return {each.topic: each.next for each in self._all}

    def highest(self) -> dict[str, int]:
        """By topic, the largest timestamp taken."""
        return {each.topic: each.highest for each in self._all}
