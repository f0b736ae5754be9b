"""Whether a broker is new enough: what it answers to the first question says which requests it knows."""

import struct
from collections.abc import Mapping
from typing import NamedTuple

OLDEST = "2.5"
"""The first Kafka that knows all of `NEEDED`."""


class Needed(NamedTuple):
    """A kind of request, by Kafka's number and name, and the least version of it that the program lives by."""

    number: int
    name: str
    version: int
    purpose: str


NEEDED = (
    Needed(11, "JoinGroup", 5, "replicas that keep their place in a group while they restart"),
    Needed(19, "CreateTopics", 4, "topics with as many copies as the broker says"),
    Needed(22, "InitProducerId", 3, "transactions that another worker can take over"),
)


def versions_of(body: bytes) -> dict[int, int]:
    """The newest version of each request, by its number, from the body of an ApiVersions answer (version 0).

    Raises ValueError where the bytes are none.
    """
    try:
        (count,) = struct.unpack_from(">i", body, 2)
        rows = [struct.unpack_from(">hhh", body, 6 + 6 * row) for row in range(count)]
    except struct.error as error:
        raise ValueError("no answer to ApiVersions") from error
    return {number: newest for number, _, newest in rows}


def why_too_old(versions: Mapping[int, int]) -> str | None:
    """What the broker cannot do, in words, or None where it is new enough."""
    short = [
        f"{each.name} {versions.get(each.number, 'none')} where {each.version} is needed for {each.purpose}"
        for each in NEEDED
        if versions.get(each.number, -1) < each.version
    ]
    return "; ".join(short) or None
