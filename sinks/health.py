"""What the sink knows about itself: is it making progress, is it connected on both sides."""

from dataclasses import dataclass

STUCK_AFTER = 120.0


@dataclass(slots=True)
class Health:
    """Kept by the loop that reads and writes. `ticked_at` is in seconds of the event loop's clock."""

    ticked_at: float = 0.0
    assigned: bool = False
    archive_up: bool = False
    archive_trouble: str | None = None

    def why_dead(self, now: float) -> str | None:
        """The reason to restart the process, or None. An absent ClickHouse or broker is none: it waits."""
        silent = now - self.ticked_at
        return f"no turn of the loop for {silent:.0f} s" if silent > STUCK_AFTER else None

    def why_not_ready(self) -> str | None:
        """What is still missing before records reach ClickHouse, or None."""
        if not self.assigned:
            return "no partitions assigned yet"
        if not self.archive_up:
            return self.archive_trouble or "ClickHouse not connected yet"
        return None
