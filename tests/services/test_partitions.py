"""Subjects lie in the partitions Kafka's Java client would put them in."""

import pytest
from aiokafka.partitioner import murmur2 as another_murmur2
from hypothesis import given
from hypothesis import strategies as st

from streams.partitions import murmur2, partition_of


@pytest.mark.parametrize(
    ("key", "signed"),
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_the_hash_is_that_of_the_java_client(key: bytes, signed: int) -> None:
    """The vectors of UtilsTest.testMurmur2 in Apache Kafka."""
    assert murmur2(key) == signed & 0xFFFFFFFF


@given(st.binary(max_size=40))
def test_the_hash_agrees_with_another_client(key: bytes) -> None:
    assert murmur2(key) == another_murmur2(key) & 0xFFFFFFFF


@pytest.mark.parametrize(("subject", "partitions"), [("", 12), ("案卷-1", 12), ("430100-2026-000123", 1)])
def test_a_partition_is_one_of_those_there_are(subject: str, partitions: int) -> None:
    assert partition_of(subject, partitions) == (murmur2(subject.encode()) & 0x7FFFFFFF) % partitions
