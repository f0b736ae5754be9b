"""What a lane's topics hold already, where its state was lost and everything is read anew (contracts 4).

What was decided then stands. Revisions begin at 1 again and say what they said the first time; but what is new must
have a larger number than all that was told before, because the largest revision of an id is the truth.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Outcomes = Mapping[tuple[str, str], tuple[str, str]]
"""(source, id) of a desk action → (done or refused, reason)."""


class Told(NamedTuple):
    """The largest revision of anything about a subject, and when the last of them was written (stream time, ms)."""

    revision: int
    stamp: int


class OnRecord(NamedTuple):
    """Outcomes of desk actions, and by subject what was told of it; both empty for a lane that kept its state."""

    outcomes: Outcomes = MappingProxyType({})
    told: Mapping[str, Told] = MappingProxyType({})


NOTHING = OnRecord()
"""For a lane that kept its state, or begins."""


def next_revision(last: int, floor: int) -> int:
    """The number after `last` (0: never written), above `floor`."""
    return max(last, floor) + 1
