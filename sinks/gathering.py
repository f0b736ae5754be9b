"""Records gathered since the last write: how many, how big, and up to which offset of each partition."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from aiokafka import ConsumerRecord, TopicPartition

from sinks.records import Record

MAX_RECORDS = 20_000
MAX_BYTES = 32 * 1024 * 1024
MAX_SECONDS = 1.0


@dataclass(slots=True)
class Gathering:
    """What one write will take. `since` is when its first record came, in seconds of the loop's clock."""

    records: list[Record] = field(default_factory=list)
    offsets: dict[TopicPartition, int] = field(default_factory=dict)
    size: int = 0
    since: float = 0.0

    def add(self, partition: TopicPartition, topic: str, found: Iterable[ConsumerRecord], now: float) -> None:
        """Take records of one partition, in order; `topic` is the base name."""
        if not self.records:
            self.since = now
        for one in found:
            self.records.append(Record(topic, one.partition, one.offset, one.key, one.value, one.timestamp))
            self.size += len(one.value or b"")
        self.offsets[partition] = self.records[-1].offset + 1

    @property
    def room(self) -> int:
        """How many more records fit."""
        return 0 if self.size >= MAX_BYTES else MAX_RECORDS - len(self.records)

    def is_due(self, now: float) -> bool:
        """Full, or its first record has waited long enough."""
        return bool(self.records) and (self.room <= 0 or now - self.since >= MAX_SECONDS)
