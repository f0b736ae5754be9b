"""Which partition a subject lies in: Kafka's own murmur2, so that every producer that follows Kafka's default
agrees.

(librdkafka's default differs: its users set `partitioner=murmur2_random`.)
"""

from functools import lru_cache
from struct import Struct

_SEED = 0x9747B28C
_MIX = 0x5BD1E995
_WORD = 0xFFFFFFFF


@lru_cache(maxsize=65536)
def partition_of(subject: str, partitions: int) -> int:
    """The partition, 0 … `partitions` − 1, of the key that is `subject` in UTF-8."""
    return (murmur2(subject.encode()) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """The hash of Kafka's Java client (Utils.murmur2), as an unsigned 32-bit number."""
    length = len(data)
    whole = length & ~3
    value = _SEED ^ length
    for word in _words(whole >> 2).unpack_from(data):
        mixed = word * _MIX & _WORD
        value = (value * _MIX ^ (mixed ^ mixed >> 24) * _MIX) & _WORD
    if length != whole:
        value = (value ^ int.from_bytes(data[whole:], "little")) * _MIX & _WORD
    value = (value ^ value >> 13) * _MIX & _WORD
    return value ^ value >> 15


@lru_cache(maxsize=256)
def _words(count: int) -> Struct:
    return Struct(f"<{count}I")
