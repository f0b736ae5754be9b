"""What Kafka says of itself: brokers, topics, settings, clock."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from streams.broker import PATIENCE_SECONDS, admin
from streams.doctor.finding import Missing
from streams.exits import Stop, Unavailable
from streams.permissions import lacking
from streams.topics import Found, copies_of, describe

if TYPE_CHECKING:
    from kafka.admin import KafkaAdminClient

INTERNAL = ("__consumer_offsets", "__transaction_state")


class KafkaFacts(NamedTuple):
    """`topics` by name with prefix; `copies` of Kafka's own; `ahead`: seconds, None where Kafka does not tell.

    `lacking`: a line for each right that a process asked about has not; `members`: HOST:PORT of each broker.
    """

    brokers: int
    topics: Mapping[str, Found]
    copies: Mapping[str, int]
    settings: Mapping[str, str]
    ahead: float | None
    lacking: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def gather(
    bootstrap: str, prefix: str, seconds: float = PATIENCE_SECONDS, process: str | None = None
) -> KafkaFacts | Missing:
    """Ask all of it, also whether our user may do what a process has to; or why that is not possible."""
    try:
        with admin(bootstrap, seconds) as client:
            members = client.describe_cluster()["brokers"]
            found = describe(client, prefix)
            return KafkaFacts(
                len(members),
                found,
                copies_of(client, INTERNAL),
                _settings(client, members[0]["broker_id"]),
                _ahead(client),
                tuple(lacking(client, found, process, prefix)) if process else (),
                tuple(f"{each['host']}:{each['port']}" for each in members),
            )
    except Stop as stop:
        return Missing(str(stop), away=isinstance(stop, Unavailable))


def _settings(client: "KafkaAdminClient", broker: int) -> dict[str, str]:
    """The settings of a broker; none where we may not ask."""
    from kafka.admin import ConfigResource, ConfigResourceType
    from kafka.errors import KafkaError

    asked = ConfigResource(ConfigResourceType.BROKER, str(broker))
    try:
        found = client.describe_configs([asked], config_filter="all")["broker"][str(broker)]
    except (KafkaError, KeyError):
        return {}
    return {name: str(entry["value"]) for name, entry in found.items()}


def _ahead(client: "KafkaAdminClient") -> float | None:
    """How far Kafka's clock is ahead of ours: the leader of the quorum has always just seen itself.

    None where that may not be asked, or is not known (brokers on ZooKeeper).
    """
    from kafka.errors import KafkaError

    asked = time.time()
    try:
        quorum = client.describe_metadata_quorum()["topics"][0]["partitions"][0]
    except (KafkaError, KeyError, IndexError):
        return None
    answered = time.time()
    seen = [
        each.get("last_caught_up_timestamp", -1) / 1000
        for each in quorum["current_voters"]
        if each["replica_id"] == quorum["leader_id"]
    ]
    if not seen or seen[0] <= 0:
        return None
    return float(max(0.0, seen[0] - answered) or min(0.0, seen[0] - asked))
