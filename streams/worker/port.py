"""What a shell needs of a lane; `rules.lane.Lane` has it, and so has the stand-in the transport is tested with."""

from collections.abc import Callable
from typing import Protocol

from rules.court import Court
from rules.departed import Departed
from rules.lane import Record, Turn
from rules.on_record import OnRecord


class JudgingLane(Protocol):
    """Pure: records and moments in, a turn out. Times in ms, UTC."""

    ceiling: int
    """The wall clock, which a record's stamp cannot push the clock past; set by the shell."""

    @property
    def clock(self) -> int:
        """Stream time; never goes back."""

    @property
    def backlog(self) -> int:
        """Cases folded from old records, not judged yet."""

    def restore(self) -> None:
        """Rebuild the deadlines from the states it was given."""

    @property
    def settled_until(self) -> int:
        """Up to where every due moment is fired; the clock, but where records went before them."""

    def take(self, record: Record, *, overtake: bool = False) -> None:
        """Fold and judge one record; `overtake`: before due moments of other subjects."""

    def advance(self, now: int, limit: int) -> int:
        """Move the clock and fire what is due; how many cases: as many as `limit` where more may be due."""

    def next_due(self) -> int | None:
        """The next moment it wants to be woken."""

    def judge_backlog(self, limit: int) -> bool:
        """Judge what was only folded; False if `limit` cases were done and more are left."""

    def change_court(self, court: Court, cause: str) -> int:
        """Judge by this court from now on; how many cases wait to be judged anew."""

    @property
    def rechecks(self) -> int:
        """How many cases wait to be judged anew by the court in force."""

    def recheck(self, limit: int) -> bool:
        """Judge them; False if `limit` cases were done and more are left."""

    def end_turn(self) -> Turn:
        """What this turn made; clears the buffers."""


LaneMaker = Callable[[int, dict[str, bytes], int, OnRecord, Departed], JudgingLane]
"""Partition number, restored states, clock, what is on record, cases that have left → lane."""
