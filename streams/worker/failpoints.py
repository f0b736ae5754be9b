"""Fail points: windows in a worker's life that random kills seldom hit, at which it can be made to die.

For tests of faults only. `LIANGPAI_FAILPOINT=POINT:TIMES` in the environment of a worker ends its process when it
passes the point for that time: at once, with nothing cleaned up, as SIGKILL would, but with the exit code EXIT, by
which a test knows that the window was hit. Without it a passing is one comparison in a turn of some thousand records.
"""

import os
from collections.abc import Mapping
from enum import StrEnum

from streams.exits import Misuse

SETTING = "LIANGPAI_FAILPOINT"
EXIT = 86


class Point(StrEnum):
    """Where a worker can be made to die."""

    BEFORE_COMMIT = "before-commit"
    """All of a turn is sent, its transaction still open."""
    AFTER_COMMIT = "after-commit"
    """The transaction is over, the lane does not know it yet."""
    BEFORE_ACKNOWLEDGING = "before-acknowledging"
    """Turns are written, their offsets not committed."""
    AFTER_ACKNOWLEDGING = "after-acknowledging"
    """Their offsets are committed."""
    BETWEEN_TURNS = "between-turns"
    """One lane's turn is computed, another's begins."""
    RESTORING = "restoring"
    """Part of a lane's state is read back."""
    REVOKING = "revoking"
    """A rebalance began: lanes have finished their turns, nothing is handed over."""
    ASSIGNED = "assigned"
    """A rebalance ended: some lanes have begun, others have not."""


class _Fuse:
    """The point armed, and how often it may still be passed."""

    point: Point | None = None
    left = 0


_FUSE = _Fuse()


def arm(env: Mapping[str, str] = os.environ) -> None:
    """Do what the setting asks for; nothing where it is absent. Raises Misuse where it cannot be read."""
    said = env.get(SETTING, "")
    if not said:
        return
    name, _, times = said.partition(":")
    known = {point.value: point for point in Point}
    if name not in known or not times.isdecimal() or int(times) < 1:
        raise Misuse(
            f"{SETTING}: found {said!r}, expected POINT:TIMES with a point of {', '.join(known)} and times ≥ 1; "
            "it is for tests only, unset it."
        )
    _FUSE.point, _FUSE.left = known[name], int(times)


def passing(point: Point) -> None:
    """The process gets to this point; it may go no further."""
    if point is _FUSE.point:
        _burn()


def _burn() -> None:
    _FUSE.left -= 1
    if _FUSE.left == 0:
        os._exit(EXIT)
