"""When a digest goes out: at times of day in a zone."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_digest(times: Sequence[time], zone: ZoneInfo) -> Callable[[int], int]:
    """Gives the first of these times of day after a moment (ms). A time that a change of the clocks leaves out counts
    as it would have been without the change."""

    def after(now: int) -> int:
        here = datetime.fromtimestamp(now / 1000, zone)
        days = [here.date() + timedelta(days=number) for number in range(3)]
        moments = (round(datetime.combine(day, at, zone).timestamp() * 1000) for day in days for at in times)
        return min(moment for moment in moments if moment > now)

    return after
