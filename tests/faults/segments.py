"""The files of a stopped broker: where the record batches of a partition lie, and how to lose the end of them."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_CONTROL = 0x20


class BatchPlace(NamedTuple):
    """A record batch in a file; `control`: it is the marker that ends a transaction."""

    start: int
    end: int
    control: bool


def newest_segment(data: Path, topic: str, partition: int) -> Path:
    """The file that a broker writes last."""
    return max((data / f"{topic}-{partition}").glob("*.log"))


def batches(segment: Path) -> Iterator[BatchPlace]:
    """The batches of a file, in order."""
    content = segment.read_bytes()
    at = 0
    while at + 23 <= len(content):
        (length,) = struct.unpack_from(">i", content, at + 8)
        (attributes,) = struct.unpack_from(">h", content, at + 21)
        if length <= 0 or at + 12 + length > len(content):
            return
        yield BatchPlace(at, at + 12 + length, bool(attributes & _CONTROL))
        at += 12 + length


def cut_off(segment: Path, size: int) -> None:
    """Lose everything from this byte on."""
    with segment.open("r+b") as file:
        file.truncate(size)
