"""What goes into a lane, and what one turn of it made."""

from typing import NamedTuple

from rules.outputs import Output
from rules.sources import Fares


class Record(NamedTuple):
    """One input record. In files `partition` is -1, `offset` the line number, `key` None, `file` the file's name.

    `topic` is the base name without prefix; `stamp` the record timestamp in ms UTC.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    stamp: int
    file: str = ""


class Turn(NamedTuple):
    """What a lane made in one turn.

    `states`: subject → changelog record, the touched ones only, None = left; `stubs`: what stays of cases that left, by
    their key, None = came back. `outcomes`: applied, duplicate, `dead_lettered:<reason>` → how many records.
    `unknown_fields`: JSON pointer → how often dropped. `settled`: touched subjects that are closed and wait for nothing
    but to leave. `cards`: by how much the number of cards of a (rule, colour, state) changed; `tickets`: that of
    tickets of a (kind, state). `fired`: moment (ms) → how many cases it was due for. `contact_keys`: id → the wrapped
    key of a contact sealed here, None for one to be destroyed. `fares`: how the records of each source fared.
    """

    outputs: list[Output]
    states: dict[str, bytes | None]
    outcomes: dict[str, int]
    unknown_fields: dict[str, int]
    settled: set[str]
    cards: dict[tuple[str, str, str], int]
    tickets: dict[tuple[str, str], int]
    fired: dict[int, int]
    contact_keys: dict[str, bytes | None]
    stubs: dict[str, bytes | None]
    fares: Fares

    @classmethod
    def empty(cls) -> "Turn":
        """A turn in which nothing happened."""
        return cls([], {}, {}, {}, set(), {}, {}, {}, {}, {}, Fares.of_nothing())
