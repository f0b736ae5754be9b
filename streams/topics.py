"""The topics (contracts 1.6): what each must be, what is there, what is wrong with it, and how to make the
rest.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from streams.broker import admin
from streams.exits import Misuse
from streams.partitions import partition_of

if TYPE_CHECKING:
    from kafka.admin import KafkaAdminClient

__all__ = [
    "DEFAULT_PARTITIONS",
    "INPUTS",
    "TOPICS",
    "Created",
    "Found",
    "Topic",
    "create",
    "faults",
    "partition_count",
    "partition_of",
    "verify",
]

DEFAULT_PARTITIONS = 12

LEADER_SECONDS = 30.0
"""How long new partitions may take to be led."""

MAX_MESSAGE_BYTES = 4 << 20
"""Room for an event of 1 MiB sealed and in base64 inside a dead letter, and for the record that is too large
by a bit.
"""


_SOON = {
    "segment.ms": str(3_600_000),
    "max.compaction.lag.ms": str(6 * 3_600_000),
    "min.cleanable.dirty.ratio": "0.01",
    "delete.retention.ms": str(3_600_000),
}
"""Compaction within hours, so that a key that was destroyed is soon gone from the broker's disks too."""


class Topic(NamedTuple):
    """What a topic must be. `partitions` None: the count all topics keyed by subject share.

    `soon`: what a tombstone deletes must be gone within hours.
    """

    name: str
    compacted: bool = False
    partitions: int | None = None
    soon: bool = False

    def settings(self) -> dict[str, str]:
        """Kafka's names. What is not compacted never expires: Kafka would go by record timestamp."""
        common = {"message.timestamp.type": "CreateTime", "max.message.bytes": str(MAX_MESSAGE_BYTES)}
        if self.soon:
            common |= _SOON
        if self.compacted:
            return {**common, "cleanup.policy": "compact"}
        return {**common, "cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}

    def count(self, partitions: int) -> int:
        """How many partitions it must have where the shared count is `partitions`."""
        return self.partitions or partitions


INPUTS = ("case-events", "rating-events", "desk-actions", "office-events", "findings")
"""The topics a lane reads, one partition number of each."""

TOPICS = (
    *(Topic(name) for name in INPUTS),
    Topic("rulebooks", compacted=True, partitions=1),
    Topic("cards"),
    Topic("tickets"),
    Topic("leads"),
    Topic("ratings"),
    Topic("alerts"),
    Topic("assessments"),
    Topic("deliveries"),
    Topic("delivery-slips", compacted=True),
    Topic("access-log"),
    Topic("legal-holds", compacted=True, partitions=1),
    Topic("action-outcomes"),
    Topic("case-states", compacted=True),
    Topic("archived-cases"),
    Topic("dossiers", compacted=True),
    Topic("dead-letters"),
    Topic("contact-keys", compacted=True, soon=True),
)


class Found(NamedTuple):
    """A topic as the broker describes it; `settings` by Kafka's names.

    `copies` and `in_sync`: of the partition that has fewest; `allowed`: what our user may do with it.
    """

    partitions: int
    settings: Mapping[str, str]
    copies: int = 1
    in_sync: int = 1
    allowed: frozenset[str] = frozenset()


class Created(NamedTuple):
    """What `create` did: names with prefix."""

    created: list[str]
    present: list[str]
    warnings: list[str]


def create(
    bootstrap: str, prefix: str = "", partitions: int = DEFAULT_PARTITIONS, replication: int = -1
) -> Created:
    """Make the topics that are missing; safe to repeat, and from several places at once.

    `replication` −1 leaves the number of copies to the broker. Raises Misuse, one line for each fault, where
    a topic that is there is not what it must be (then nothing is made); Unavailable where Kafka does not
    answer.
    """
    with admin(bootstrap) as client:
        found = describe(client, prefix)
        _refuse(faults(found, partitions, prefix))
        absent = [topic for topic in TOPICS if prefix + topic.name not in found]
        made = _make(client, absent, prefix, partitions, replication)
        found = describe(client, prefix)
        _refuse(faults(found, partitions, prefix))
    return Created(made, sorted(set(found) - set(made)), warnings(found, prefix))


def verify(bootstrap: str, prefix: str = "") -> int:
    """Check all topics before working on them; the shared partition count (that of case-events).

    Raises Misuse, one line for each fault, where one is missing, may not be seen, or is not what it must be;
    Unavailable where Kafka does not answer.
    """
    with admin(bootstrap) as client:
        found = describe(client, prefix)
    return shared_count(found, bootstrap, prefix)


def shared_count(found: Mapping[str, Found], bootstrap: str, prefix: str = "") -> int:
    """How many partitions the topics keyed by subject have, where all are found and fit; raises Misuse as `verify`."""
    if (sentence := missing(found, bootstrap, prefix)) is not None:
        raise Misuse(sentence)
    partitions = found[f"{prefix}case-events"].partitions
    _refuse(faults(found, partitions, prefix))
    return partitions


def missing(found: Mapping[str, Found], bootstrap: str, prefix: str = "") -> str | None:
    """Which topics are not there and what to do, in a sentence; None where all are."""
    names = [prefix + topic.name for topic in TOPICS if prefix + topic.name not in found]
    if not names:
        return None
    return (
        f"{len(names)} of {len(TOPICS)} topics are not on {bootstrap}: {', '.join(names)}; "
        f"run `liangpai topics create{f' --prefix {prefix}' if prefix else ''}`."
    )


def partition_count(bootstrap: str, topic: str) -> int:
    """How many partitions a topic (name with prefix) has; Misuse where it is not there."""
    with admin(bootstrap) as client:
        if topic not in client.list_topics():
            raise Misuse(f"topic {topic} is not on {bootstrap}; run `liangpai topics create`.")
        return len(client.describe_topics([topic])[0]["partitions"])


def faults(found: Mapping[str, Found], partitions: int, prefix: str = "") -> list[str]:
    """What forbids work on the topics found, a sentence each: which topic, found, expected, what to do."""
    return [
        sentence
        for topic in TOPICS
        if (there := found.get(prefix + topic.name)) is not None
        for sentence in _faults_of(prefix + topic.name, topic, there, partitions)
    ]


def _faults_of(name: str, topic: Topic, there: Found, partitions: int) -> Iterable[str]:
    expected = topic.count(partitions)
    if there.partitions != expected:
        yield (
            f"topic {name}: found {there.partitions} partitions, expected {expected}; "
            f"{_partitions_advice(topic, there)}"
        )
    yield from _setting_fault(name, there, "cleanup.policy", "compact" if topic.compacted else "delete")
    yield from _setting_fault(name, there, "message.timestamp.type", "CreateTime")


def _setting_fault(name: str, there: Found, setting: str, expected: str) -> Iterable[str]:
    if (actual := there.settings.get(setting)) != expected:
        yield (
            f"topic {name}: found {setting}={actual}, expected {expected}; "
            f"set it (kafka-configs --alter), or delete the topic and create it again."
        )


def _partitions_advice(topic: Topic, there: Found) -> str:
    if topic.partitions is None:
        return (
            f"give --partitions {there.partitions} if all topics have that many, use another --prefix, "
            "or delete the topic and create it again."
        )
    return "delete the topic and create it again, or use another --prefix."


def warnings(found: Mapping[str, Found], prefix: str = "") -> list[str]:
    """What does not stop the work but loses data or large records later, a sentence each."""
    return [
        f"topic {prefix}{topic.name}: {name}={actual}, we would set {value}"
        for topic in TOPICS
        if (there := found.get(prefix + topic.name)) is not None
        for name, value in topic.settings().items()
        if name in ("retention.ms", "retention.bytes", "max.message.bytes", *_SOON)
        if (actual := there.settings.get(name, value)) != value
    ]


def _refuse(sentences: list[str]) -> None:
    if sentences:
        raise Misuse(sentences)


def describe(client: "KafkaAdminClient", prefix: str = "") -> dict[str, Found]:
    """Those of our topics that are on the broker, by name with prefix."""
    from kafka.admin import ConfigResource, ConfigResourceType

    asked = client.describe_topics([prefix + topic.name for topic in TOPICS])
    _refuse([_unseen(each["name"]) for each in asked if each["error_code"] == _NOT_ALLOWED])
    described = {each["name"]: each for each in asked if each["partitions"]}
    names = list(described)
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    settings: dict[str, dict[str, Any]] = client.describe_configs(resources, config_filter="all")["topic"]
    return {
        name: Found(
            len(described[name]["partitions"]),
            {key: str(entry["value"]) for key, entry in settings[name].items()},
            _fewest(described[name]["partitions"], "replica_nodes"),
            _fewest(described[name]["partitions"], "isr_nodes"),
            frozenset(described[name]["authorized_operations"]),
        )
        for name in names
    }


def copies_of(client: "KafkaAdminClient", names: Iterable[str]) -> dict[str, int]:
    """How many copies each of these topics has; those that are not there, or may not be seen, are left out."""
    there = set(client.list_topics()).intersection(names)
    described = client.describe_topics(sorted(there)) if there else []
    return {each["name"]: _fewest(each["partitions"], "replica_nodes") for each in described}


def _fewest(partitions: Sequence[Mapping[str, Any]], nodes: str) -> int:
    return min((len(each[nodes]) for each in partitions), default=0)


_ALREADY_THERE = 36
_NOT_ALLOWED = 29


def _unseen(name: str) -> str:
    return (
        f"topic {name}: this user may not see it, expected Describe and DescribeConfigs on every topic of ours; "
        "docs/acls.md has the commands for each process."
    )


def _make(
    client: "KafkaAdminClient", topics: list[Topic], prefix: str, partitions: int, replication: int
) -> list[str]:
    """Create the topics, wait until they can be written; the names made (another may have been quicker)."""
    if not topics:
        return []
    from kafka.errors import for_code

    answer = client.create_topics(
        {
            prefix + topic.name: {
                "num_partitions": topic.count(partitions),
                "replication_factor": replication,
                "configs": topic.settings(),
            }
            for topic in topics
        },
        raise_errors=False,
    )
    codes = {each["name"]: each["error_code"] for each in answer["topics"]}
    refused = [
        f"topic {name}: Kafka refuses to create it ({each['error_message'] or for_code(code).__name__})"
        for each in answer["topics"]
        if (name := each["name"]) and (code := each["error_code"]) not in (0, _ALREADY_THERE)
    ]
    _refuse(refused)
    client.wait_for_topics([prefix + topic.name for topic in topics])
    _await_leaders(client, [(prefix + topic.name, topic.count(partitions)) for topic in topics])
    return [name for name, code in codes.items() if code == 0]


def _await_leaders(client: "KafkaAdminClient", topics: list[tuple[str, int]]) -> None:
    """Wait until every partition answers: metadata name a leader before the broker knows that it is one."""
    from kafka import TopicPartition
    from kafka.admin import OffsetSpec
    from kafka.errors import RetriableError, UnknownTopicOrPartitionError

    asked = {
        TopicPartition(name, number): OffsetSpec.LATEST for name, count in topics for number in range(count)
    }
    until = time.monotonic() + LEADER_SECONDS
    while True:
        try:
            client.list_partition_offsets(asked)
        except (RetriableError, UnknownTopicOrPartitionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
