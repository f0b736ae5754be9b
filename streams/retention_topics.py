"""How long topics keep what: records before an instant, as far as they were judged and archived, are deleted."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sinks.service import GROUP as SINK_GROUP
from sinks.source import committed
from streams.assessment.lag import WORKER_GROUP
from streams.broker import admin, refused_or_lost
from streams.topics import INPUTS

if TYPE_CHECKING:
    from kafka import TopicPartition
    from kafka.admin import KafkaAdminClient

Read = Mapping[str, Mapping[tuple[str, int], int]]
"""Group → (topic with prefix, partition) → how far."""


class Begin(NamedTuple):
    """Where a partition (topic with prefix) begins, and where it is to begin; `kept_back`: records that would be over,
    but were not judged or archived yet."""

    topic: str
    partition: int
    first: int
    new_first: int
    kept_back: int

    @property
    def records(self) -> int:
        """How many go."""
        return self.new_first - self.first


def begins(bootstrap: str, prefix: str, topics: Iterable[str], before: datetime) -> list[Begin]:
    """Each partition of these topics (without prefix) of which something is over. Raises Unavailable, Misuse."""
    read = _read_to(bootstrap, prefix)
    with admin(bootstrap) as client:
        found = [
            begin
            for topic in topics
            for place, first, over in _over(client, prefix + topic, before)
            for begin in [_bounded(place, first, over, _read(read, topic, place))]
        ]
    return [each for each in found if each.records or each.kept_back]


def delete(bootstrap: str, found: Iterable[Begin]) -> None:
    """Let the partitions begin there. Raises Unavailable, Misuse."""
    from kafka import TopicPartition

    places = {TopicPartition(each.topic, each.partition): each.new_first for each in found if each.records}
    if places:
        with admin(bootstrap) as client:
            client.delete_records(places)


def _over(
    client: "KafkaAdminClient", topic: str, before: datetime
) -> "Iterable[tuple[TopicPartition, int, int]]":
    """Each partition with its first offset, and the first that is stamped at `before` or later."""
    from kafka import TopicPartition
    from kafka.admin import OffsetSpec

    places = [
        TopicPartition(topic, each["partition_index"])
        for each in client.describe_topics([topic])[0]["partitions"]
    ]
    first = client.list_partition_offsets(dict.fromkeys(places, OffsetSpec.EARLIEST))
    end = client.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST))
    later = client.list_partition_offsets(dict.fromkeys(places, int(before.timestamp() * 1000)))
    for place in sorted(places):
        kept = later[place].offset
        yield place, first[place].offset, end[place].offset if kept < 0 else kept


def _bounded(place: "TopicPartition", first: int, over: int, read: Iterable[int]) -> Begin:
    new = max(first, min([over, *read]))
    return Begin(place.topic, place.partition, first, new, max(0, over - new))


def _read_to(bootstrap: str, prefix: str) -> Read:
    """How far workers and the sink have read. Raises Unavailable, Misuse."""
    from aiokafka.errors import KafkaError

    try:
        found = {
            group: asyncio.run(committed(bootstrap, prefix + group)) for group in (WORKER_GROUP, SINK_GROUP)
        }
    except (KafkaError, OSError) as error:
        raise refused_or_lost(bootstrap, error) from error
    return {
        group: {(place.topic, place.partition): each.offset for place, each in places.items()}
        for group, places in found.items()
    }


def _read(read: Read, topic: str, place: "TopicPartition") -> list[int]:
    """How far those have read who must have before something of a topic (without prefix) goes."""
    groups = (SINK_GROUP, WORKER_GROUP) if topic in INPUTS else (SINK_GROUP,)
    return [read[group].get((place.topic, place.partition), 0) for group in groups]
