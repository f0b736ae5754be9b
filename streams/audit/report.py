"""What an audit found: numbers, and what offends, each with the id by which it can be looked up."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class Offence(NamedTuple):
    """What is wrong with what: `kind` is one of a few words, `name` a place, case or id."""

    kind: str
    name: str
    sentence: str


@dataclass(slots=True)
class Report:
    """`records`, `moments`, `archived`, `personal` count by what they name; `waiting` is what could not be told yet,
    because a worker or the sink has not come so far."""

    records: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    archived: Counter[str] = field(default_factory=Counter)
    personal: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    offences: list[Offence] = field(default_factory=list)

    def offend(self, kind: str, name: str, sentence: str) -> None:
        """Note what is wrong."""
        self.offences.append(Offence(kind, name, sentence))
