"""Partition numbers go to one member each, evenly, and stay where they are."""

import pytest
from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.protocol import ConsumerProtocolMemberMetadata

from streams.worker.assignor import PartitionNumberAssignor, share

NUMBERS = set(range(12))


def member(held: str = "") -> ConsumerProtocolMemberMetadata:
    return ConsumerProtocolMemberMetadata(0, ["case-events", "findings"], held.encode())


def test_a_number_of_all_topics_goes_to_one_member_even_without_metadata() -> None:
    answer = PartitionNumberAssignor(12).assign(ClusterMetadata(), {"a": member(), "b": member()})

    for each in answer.values():
        topics = dict(each.assignment)
        assert topics["case-events"] == topics["findings"]
    given = [number for each in answer.values() for number in dict(each.assignment)["findings"]]
    assert sorted(given) == list(range(12))


@pytest.mark.parametrize("members", [1, 2, 5, 12, 13])
def test_every_number_is_given_out_once_and_evenly(members: int) -> None:
    shares = share(NUMBERS, {f"m{each}": set() for each in range(members)})

    assert sorted(number for mine in shares.values() for number in mine) == sorted(NUMBERS)
    assert max(map(len, shares.values())) - min(map(len, shares.values())) <= 1


def test_a_newcomer_gets_only_what_balance_needs() -> None:
    shares = share(NUMBERS, {"a": {0, 2, 4, 6, 8, 10}, "b": {1, 3, 5, 7, 9, 11}, "c": set()})

    assert len(shares["a"] & {0, 2, 4, 6, 8, 10}) == 4
    assert len(shares["b"] & {1, 3, 5, 7, 9, 11}) == 4


def test_what_two_members_claim_goes_to_one() -> None:
    shares = share(NUMBERS, {"a": set(range(12)), "zombie": {0, 1, 2}})

    assert not shares["a"] & shares["zombie"]
    assert shares["a"] | shares["zombie"] == NUMBERS


def test_a_member_tells_what_it_was_given() -> None:
    assignor = PartitionNumberAssignor(12)
    assignor.on_assignment(assignor.assign(ClusterMetadata(), {"a": member()})["a"])

    assert assignor.metadata(["findings"]).user_data == b"0,1,2,3,4,5,6,7,8,9,10,11"
