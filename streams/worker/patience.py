"""When a lane may leap to the wall clock, and when it judges what it only folded. Monotonic seconds are given in."""

HOUR_MS = 3_600_000
LEAP_QUIET_SECONDS = 5.0
BACKLOG_QUIET_SECONDS = 5.0
BACKLOG_PATIENCE_SECONDS = 600.0
OWED_PATIENCE_SECONDS = 30.0


class WallGate:
    """Whether the lane's clock may take the wall clock.

    It may while all inputs are read to their end. Where that is a leap of more than an hour, they must have been at
    their end for 5 s: a lane that is quicker than whoever loads history into it reaches the end again and again, and
    a leap to now at such a moment would fire the deadlines of cases that are half there.
    """

    def __init__(self) -> None:
        self._quiet_since: float | None = None

    def opens(self, *, at_end: bool, busy: bool, gap_ms: int, now: float) -> bool:
        """`busy`: records were taken in this turn; `gap_ms`: how far the clock is behind the wall clock."""
        if not at_end:
            self._quiet_since = None
            return False
        if busy or self._quiet_since is None:
            self._quiet_since = now
        return gap_ms <= HOUR_MS or now - self._quiet_since >= LEAP_QUIET_SECONDS


class Owed:
    """Whether a lane that reads history holds its records back for those of an input that is behind.

    Without them its clock would run ahead, and what they say would come as backlog: judged late, as if nobody had been
    warned in time. At most 30 s: a topic that the broker does not give must not stop the others.
    """

    def __init__(self) -> None:
        self._since: float | None = None

    def holds(self, *, owes: bool, now: float) -> bool:
        """`owes`: an input of which nothing waits is behind."""
        if not owes:
            self._since = None
            return False
        if self._since is None:
            self._since = now
        return now - self._since < OWED_PATIENCE_SECONDS


class Backlog:
    """When cases folded from old records are to be judged: 5 s after the last such record, at the latest after
    10 minutes."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._last: float | None = None

    def saw(self, now: float) -> None:
        """An old record was folded."""
        self._last = now
        self._first = now if self._first is None else self._first

    def due_in(self, now: float) -> float:
        """Seconds until judging; 0 = at once."""
        if self._first is None or self._last is None:
            return 0.0
        return max(0.0, min(self._last + BACKLOG_QUIET_SECONDS, self._first + BACKLOG_PATIENCE_SECONDS) - now)

    def judged(self) -> None:
        """Nothing is left."""
        self._first = self._last = None
