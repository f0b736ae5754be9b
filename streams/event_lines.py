"""The lines of a file as they lie there, in batches: memory bounded whatever the file, and whatever a line's
length.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

Read = Callable[[int], bytes]
"""Gives the next bytes, at most so many; none at the end."""

LONGEST = (1 << 20) + 1
"""Of a longer line only so many bytes are kept: one more than an event may have, so that decoding says
too_large.
"""

BLOCK = 256 << 10
BOM = b"\xef\xbb\xbf"


def file_lines(read: Read, block: int = BLOCK) -> Iterator[list[bytes]]:
    """Lines without their ends (LF or CRLF), a list for each block read; a leading BOM is dropped.

    Blank lines are in it: a line's number is its place. `block` is at most LONGEST.
    """
    head = read(len(BOM)).removeprefix(BOM)
    for lines in bare_lines(read, block, head):
        trimmed = [line[:-1] if line[-1:] == b"\r" else line for line in lines]
        trimmed[0] = trimmed[0][:LONGEST]  # the others are shorter than a block
        yield trimmed


def bare_lines(read: Read, block: int = BLOCK, carry: bytes = b"") -> Iterator[list[bytes]]:
    """What stands between line feeds, a list for each block; the first of a list may be a little over
    LONGEST.

    `carry` was read before. After a last line feed nothing comes.
    """
    while piece := read(block):
        if len(carry) > LONGEST:
            carry, piece = _skip_rest(carry, piece)
        lines = (carry + piece).split(b"\n")
        carry = lines.pop()
        if lines:
            yield lines
    if carry:
        yield carry.split(b"\n")


def _skip_rest(carry: bytes, piece: bytes) -> tuple[bytes, bytes]:
    """Drop what belongs to a line that is too long already; the line's end stays in the piece."""
    end = piece.find(b"\n")
    return carry[: LONGEST + 1], piece[end:] if end >= 0 else b""


def reading(path: Path) -> Read:
    """Read a file piece by piece without holding it open, so that any number of files can be read side by
    side.
    """
    offset = 0

    def read(size: int) -> bytes:
        nonlocal offset
        with path.open("rb", buffering=0) as file:
            file.seek(offset)
            piece = file.read(size)
        offset += len(piece)
        return piece

    return read
