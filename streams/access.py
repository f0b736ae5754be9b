"""What each process may do on Kafka, and no more: topics it reads and writes, groups, transactions, the cluster.

The page docs/acls.md, the script deploy/kafka/acls.sh and the check at the start of the processes come from here.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sinks.delivery.service import GROUP as NOTIFY_GROUP
from sinks.records import INPUTS, OUTPUTS
from sinks.service import GROUP as SINK_GROUP
from streams.assessment.lag import OUTPUTS as SCORED
from streams.assessment.lag import WORKER_GROUP
from streams.topics import TOPICS

JUDGED = (
    *("cards", "tickets", "leads", "ratings", "alerts", "assessments", "action-outcomes"),
    *("case-states", "archived-cases", "dossiers", "dead-letters", "contact-keys"),
)
"""What a lane writes in a turn."""


class Access(NamedTuple):
    """Names without the topic prefix; `groups` and `transactions` are how names begin. `cluster`: operations on it.
    `watches` are groups whose progress it asks for, and of which it is no member."""

    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    transactions: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    watches: tuple[str, ...] = ()


PROCESSES: Mapping[str, Access] = {
    "worker": Access(
        (*INPUTS, "rulebooks", "dossiers", "action-outcomes"),
        (*JUDGED, "rulebooks"),
        (WORKER_GROUP,),
        ("liangpai-",),
    ),
    "sink": Access((*INPUTS, *OUTPUTS, "rulebooks"), (), (SINK_GROUP,)),
    "serve": Access(
        (
            *INPUTS,
            "rulebooks",
            "action-outcomes",
            "alerts",
            "contact-keys",
            "access-log",
            "dead-letters",
            *SCORED,
        ),
        (*INPUTS, "contact-keys", "access-log", "dead-letters", "assessments"),
        watches=(WORKER_GROUP, SINK_GROUP),
    ),
    "notify": Access(("alerts", "delivery-slips"), ("delivery-slips", "deliveries"), (NOTIFY_GROUP,)),
    "findings": Access(("rulebooks",), ("findings",)),
    "doctor": Access(("rulebooks",), (), (), (), ("Describe", "DescribeConfigs")),
}
"""Every process may also see all our topics and their settings, because it checks them before it works on them."""


class Right(NamedTuple):
    """One thing that may be done: `kind` is topic, group, transactional-id or cluster; `begins`: so names begin."""

    operation: str
    kind: str
    name: str
    begins: bool = False


def rights(process: str, prefix: str = "") -> Iterator[Right]:
    """Everything a process needs, by names with prefix."""
    access = PROCESSES[process]
    for topic in TOPICS:
        yield Right("Describe", "topic", prefix + topic.name)
        yield Right("DescribeConfigs", "topic", prefix + topic.name)
    yield from (Right("Read", "topic", prefix + name) for name in access.reads)
    yield from (Right("Write", "topic", prefix + name) for name in access.writes)
    yield from (Right("Read", "group", prefix + name, begins=True) for name in access.groups)
    yield from (Right("Describe", "group", prefix + name, begins=True) for name in access.watches)
    for name in access.transactions:
        yield Right("Write", "transactional-id", prefix + name, begins=True)
    yield from (Right(operation, "cluster", "kafka-cluster") for operation in access.cluster)


def command(right: Right, user: str) -> str:
    """What gives the right, as Kafka's own program takes it."""
    place = "--cluster" if right.kind == "cluster" else f"--{right.kind} {right.name}"
    pattern = " --resource-pattern-type prefixed" if right.begins else ""
    return f"kafka-acls --add --allow-principal User:{user} --operation {right.operation} {place}{pattern}"
