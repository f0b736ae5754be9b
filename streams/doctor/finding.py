"""What a check says, and what a check is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

Part = TypeVar("Part")


class Level(StrEnum):
    """How a check ended; `skip`: it could not be made, because what it looks at is missing."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


class Said(NamedTuple):
    """A level, and a sentence with what was found; where it is not good also what was expected and what to do."""

    level: Level
    sentence: str


class Finding(NamedTuple):
    """What one check said. `away`: because a service is not there."""

    check: str
    level: Level
    sentence: str
    away: bool = False


class Missing(NamedTuple):
    """Why a part could not be looked at; `away`: a service that does not answer, `wanted`: it was asked for."""

    sentence: str
    away: bool = False
    wanted: bool = True


class Around(NamedTuple):
    """What every check may need beside the facts of its part."""

    bootstrap: str
    prefix: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Check(Generic[Part]):
    """A name for people, and a function whose docstring says what it looks at."""

    name: str
    look: Callable[[Part, Around], Iterable[Said]]

    @property
    def meaning(self) -> str:
        """The first line of the function's docstring."""
        return (self.look.__doc__ or "").strip().splitlines()[0]


def ok(sentence: str) -> Said:
    """As it should be."""
    return Said(Level.OK, sentence)


def warn(sentence: str) -> Said:
    """It works, and will not for ever, or not after the next accident."""
    return Said(Level.WARN, sentence)


def fail(sentence: str) -> Said:
    """It does not work, or loses something."""
    return Said(Level.FAIL, sentence)


def some(names: Iterable[str], most: int = 6) -> str:
    """Names in a row, not too many of them."""
    kept = sorted(names)
    more = f" and {len(kept) - most} more" if len(kept) > most else ""
    return ", ".join(kept[:most]) + more
