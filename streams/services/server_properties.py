"""The settings of a local one-node broker: everything that assumes three nodes set to one, and small files.

A broker that was killed is let in again once the session of its former self is over: 4 s instead of 9.
"""

from pathlib import Path

_FIXED = """\
process.roles=broker,controller
node.id=1
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
auto.create.topics.enable=false
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=33554432
log.segment.bytes=134217728
log.index.size.max.bytes=1048576
num.recovery.threads.per.data.dir=2
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=4000
"""


def server_properties(bootstrap: str, controller: str, data: Path) -> str:
    """The text of server.properties. `bootstrap` and `controller` are HOST:PORT, `data` the folder of the
    logs.

    How long records are kept is a setting of each topic, so nothing is said about it here.
    """
    return (
        _FIXED
        + f"log.dirs={data}\n"
        + f"controller.quorum.voters=1@{controller}\n"
        + f"listeners=PLAINTEXT://{bootstrap},CONTROLLER://{controller}\n"
        + f"advertised.listeners=PLAINTEXT://{bootstrap}\n"
    )
