"""Manifests of deploy/kubernetes that say what the code says: topics, users with their rights, alerts."""

from collections.abc import Iterator
from pathlib import Path

from streams.access import PROCESSES, Right, rights
from streams.topics import DEFAULT_PARTITIONS, TOPICS

PREFIX = "liangpai-"
"""Of topics, groups and transactions there, as settings.yaml says too."""

RULES = Path(__file__).parents[1] / "deploy" / "prometheus" / "liangpai.rules.yml"
_COPIES = 3
_WRITTEN = "Written by `make docs` from {}; a change here is lost."
_TOPICS = f"""\
# The topics as `topics create --prefix {PREFIX} --partitions {DEFAULT_PARTITIONS} --replication {_COPIES}` makes them.
# {_WRITTEN.format("the table in the program")}
# The number of partitions is the most workers there can ever be. It cannot be changed later.
"""
_USERS = f"""\
# Who each process is for Kafka, and what it may do there (docs/acls.md). Strimzi makes a Secret of the same name with
# the password. {_WRITTEN.format("the table in the program")}
"""
_ALERTS = f"""\
# The rules of deploy/prometheus/liangpai.rules.yml for the Prometheus operator.
# {_WRITTEN.format("that file")}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: liangpai
spec:
"""
_OPERATOR = (
    "For commands that people run: topics, rulebooks, calendars, assessments, recovery.",
    (
        Right("All", "topic", PREFIX, begins=True),
        Right("All", "group", PREFIX, begins=True),
        Right("Describe", "cluster", "kafka-cluster"),
        Right("DescribeConfigs", "cluster", "kafka-cluster"),
    ),
)
_SCALER = (
    "Asks how far workers are behind.",
    (
        Right("Describe", "topic", PREFIX, begins=True),
        Right("Describe", "group", f"{PREFIX}liangpai-worker"),
    ),
)
_KINDS = {"transactional-id": "transactionalId"}


def topics_manifest() -> str:
    """A KafkaTopic for each topic."""
    return _TOPICS + "---\n".join(
        f"apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\n{_head(PREFIX + topic.name)}"
        f"spec:\n  partitions: {topic.count(DEFAULT_PARTITIONS)}\n  replicas: {_COPIES}\n  config:\n"
        + "".join(f'    {name}: "{value}"\n' for name, value in topic.settings().items())
        for topic in TOPICS
    )


def users_manifest() -> str:
    """A KafkaUser for each process, for people, and for what asks how many workers are needed."""
    named = {name: (f"liangpai {name}", tuple(rights(name, PREFIX))) for name in PROCESSES}
    named |= {"operator": _OPERATOR, "scaler": _SCALER}
    return _USERS + "---\n".join(
        f"# {what}\napiVersion: kafka.strimzi.io/v1\nkind: KafkaUser\n{_head(f'liangpai-{name}')}"
        "spec:\n  authentication: {type: scram-sha-512}\n  authorization:\n    type: simple\n    acls:\n"
        + "".join(_acls(allowed))
        for name, (what, allowed) in named.items()
    )


def _head(name: str) -> str:
    return f"metadata:\n  name: {name}\n  labels:\n    strimzi.io/cluster: kafka\n"


def _acls(allowed: tuple[Right, ...]) -> Iterator[str]:
    """One entry for each thing; what may be done to every topic of ours is said once, of the prefix."""
    things: dict[tuple[str, str, bool], list[str]] = {}
    for right in allowed:
        common = right.kind == "topic" and right.operation.startswith("Describe")
        thing = (right.kind, PREFIX, True) if common else (right.kind, right.name, right.begins)
        operations = things.setdefault(thing, [])
        if right.operation not in operations:
            operations.append(right.operation)
    for (kind, name, begins), operations in things.items():
        which = (
            "" if kind == "cluster" else f", name: {name}, patternType: {'prefix' if begins else 'literal'}"
        )
        yield f"      - resource: {{type: {_KINDS.get(kind, kind)}{which}}}\n"
        yield f"        operations: [{', '.join(operations)}]\n"


def alerts_manifest() -> str:
    """The PrometheusRule."""
    lines = RULES.read_text(encoding="utf-8").splitlines()
    said = lines[lines.index("groups:") :]
    return _ALERTS + "".join(f"  {line}\n" if line else "\n" for line in said)
