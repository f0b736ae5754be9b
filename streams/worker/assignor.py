"""Who gets which partition numbers: a number of all topics goes to one member, and stays where it is if it can.

Everything about a subject lies in one partition number of all input topics, so numbers are given out, not single
partitions. Members say which numbers they hold; a rebalance moves only as many as balance needs. How many numbers
there are is known from the check of the topics at the start: right after a broker's restart its metadata may name no
partitions, and an assignment made from that would leave the group with nothing to do.
"""

from collections.abc import Iterable, Mapping

from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.abstract import AbstractPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata

VERSION = 0


class PartitionNumberAssignor(AbstractPartitionAssignor):  # type: ignore[misc]
    """Sticky assignment of the numbers 0 … `partitions` - 1."""

    name = "liangpai-partition-number"

    def __init__(self, partitions: int) -> None:
        self._numbers = set(range(partitions))
        self._held: tuple[int, ...] = ()

    def assign(
        self,
        cluster: ClusterMetadata,  # noqa: ARG002 - its interface
        members: Mapping[str, ConsumerProtocolMemberMetadata],
    ) -> dict[str, ConsumerProtocolMemberAssignment]:
        """The leader's answer: member → partitions of every topic it subscribes to."""
        topics = sorted({topic for each in members.values() for topic in each.subscription})
        shares = share(self._numbers, {member: held(data.user_data) for member, data in members.items()})
        return {
            member: ConsumerProtocolMemberAssignment(
                VERSION, [(topic, sorted(mine)) for topic in topics], b""
            )
            for member, mine in shares.items()
        }

    def metadata(self, topics: Iterable[str]) -> ConsumerProtocolMemberMetadata:
        """What this member tells the leader: its topics, and the numbers it holds."""
        return ConsumerProtocolMemberMetadata(
            VERSION, sorted(topics), ",".join(map(str, self._held)).encode()
        )

    def on_assignment(self, assignment: ConsumerProtocolMemberAssignment) -> None:
        """Remember the numbers for the next time."""
        self._held = tuple(sorted({number for _, numbers in assignment.assignment for number in numbers}))


def held(user_data: bytes | None) -> set[int]:
    """The numbers a member says it holds."""
    return {int(number) for number in (user_data or b"").decode().split(",") if number}


def share(numbers: set[int], holding: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """Numbers by member: as even as can be, each left with its holder where balance allows."""
    members = sorted(holding, key=lambda member: (-len(holding[member]), member))
    base, extra = divmod(len(numbers), len(members))
    quota = {member: base + (place < extra) for place, member in enumerate(members)}
    free = set(numbers)
    shares: dict[str, set[int]] = {}
    for member in members:
        shares[member] = set(sorted(holding[member] & free)[: quota[member]])
        free -= shares[member]
    left = iter(sorted(free))
    for member in members:
        while len(shares[member]) < quota[member]:
            shares[member].add(next(left))
    return shares
