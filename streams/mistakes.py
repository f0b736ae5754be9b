"""Collects what is wrong in files that people write, so that all of it is told at once.

One unwrapped line each: `FILE:LINE:COLUMN: found …, expected …`, line and column counted from 1.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from streams.exits import Misuse

BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")
LONGEST_QUOTE = 80

Place = tuple[int, int]
"""Line and column, both counted from 1."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing that is wrong, and where."""

    file: str
    line: int
    column: int
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: found {self.found}, expected {self.expected}"


class Mistakes:
    """The mistakes found so far."""

    def __init__(self) -> None:
        self._found: list[Mistake] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, file: str, line: int, column: int, found: str, expected: str) -> None:
        """Remember one; line breaks in what was found become blanks."""
        self._found.append(Mistake(file, line, column, BLANKS.sub(" ", found), BLANKS.sub(" ", expected)))

    def lines(self) -> list[str]:
        """All of them as lines, in order of file, line and column."""
        return [str(mistake) for mistake in sorted(self._found)]

    def stop_if_any(self) -> None:
        """Raise Misuse with all lines if anything is wrong."""
        if self._found:
            raise Misuse(self.lines())


def quoted(text: str) -> str:
    """What a cell or setting says, short enough for one line."""
    if not text:
        return "nothing"
    return f'"{text}"' if len(text) <= LONGEST_QUOTE else f'"{text[:LONGEST_QUOTE]}…"'


def after_characters(text: str) -> Place:
    """Line and column of what follows `text`, columns counted in characters."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def decode_utf8(
    label: str, content: bytes, mistakes: Mistakes, place_after: Callable[[str], Place] = after_characters
) -> str | None:
    """The text of a UTF-8 file, with or without BOM.

    None, and a mistake at the first wrong byte, if it is not; `place_after` says at which line and column
    that byte stands, given the text before it.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        line, column = place_after(before.removeprefix("\ufeff"))
        mistakes.add(label, line, column, f"byte 0x{error.object[error.start]:02X}", "UTF-8 text")
        return None
