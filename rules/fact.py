"""The fact: one event as it is known, whatever the order of arrival."""

from typing import Union

import msgspec

from rules.events import Data
from rules.registry import DATA_OF


class Fact(msgspec.Struct, array_like=True, gc=False):
    """One event as the dossier keeps it; facts sort by time, then source, then id (contracts 2.14)."""

    time: int
    source: str
    id: str
    recorded: int
    digest: bytes
    data: Union[tuple(DATA_OF.values())]  # type: ignore[valid-type]  # noqa: UP007 - a union made of the registry

    def __lt__(self, other: "Fact") -> bool:
        return (self.time, self.source, self.id) < (other.time, other.source, other.id)

    def precedes(self, other: "Fact") -> bool:
        """Whether it comes before the other: `<`, asked where the times nearly always tell."""
        return self < other if self.time == other.time else self.time < other.time

    @property
    def type(self) -> str:
        """The event type."""
        return str(self.data.__struct_config__.tag)

    @property
    def ref(self) -> str:
        """How occasions and reasons name the event."""
        return f"{self.source} {self.id}"


def replaced(fact: Fact, data: Data, time: int) -> Fact:
    """The fact as a correction says it had been from the start; `recorded` stays what it was."""
    return Fact(time, fact.source, fact.id, fact.recorded, fact.digest, data)
