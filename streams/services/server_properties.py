"""The settings of a local broker, alone or one of a few: as many copies as there are nodes, and small files.

A broker that was killed is let in again once the session of its former self is over: 4 s instead of 9.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_FIXED = """\
process.roles=broker,controller
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
auto.create.topics.enable=false
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=33554432
log.segment.bytes=134217728
log.index.size.max.bytes=1048576
num.recovery.threads.per.data.dir=2
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=4000
"""


class Node(NamedTuple):
    """One broker of a cluster: its number, and the controller address (HOST:PORT) of each node by number, its own too.

    A record is confirmed once all copies but one have it, so that one node may be away.
    """

    number: int
    controllers: Mapping[int, str]

    @property
    def copies(self) -> int:
        """How many nodes keep a copy of each record."""
        return len(self.controllers)


def server_properties(bootstrap: str, node: Node, data: Path) -> str:
    """The text of server.properties. `bootstrap` is the HOST:PORT it answers on, `data` the folder of the logs.

    How long records are kept is a setting of each topic, so nothing is said about it here.
    """
    voters = ",".join(f"{number}@{address}" for number, address in node.controllers.items())
    return (
        _FIXED
        + _copies(node.copies, max(1, node.copies - 1))
        + f"node.id={node.number}\n"
        + f"log.dirs={data}\n"
        + f"controller.quorum.voters={voters}\n"
        + f"listeners=PLAINTEXT://{bootstrap},CONTROLLER://{node.controllers[node.number]}\n"
        + f"advertised.listeners=PLAINTEXT://{bootstrap}\n"
    )


def _copies(copies: int, in_sync: int) -> str:
    return "".join(
        f"{name}={count}\n"
        for name, count in {
            "default.replication.factor": copies,
            "min.insync.replicas": in_sync,
            "offsets.topic.replication.factor": copies,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": in_sync,
            "share.coordinator.state.topic.replication.factor": copies,
            "share.coordinator.state.topic.min.isr": in_sync,
        }.items()
    )
