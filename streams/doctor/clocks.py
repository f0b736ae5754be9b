"""How far another clock may be from ours."""

from collections.abc import Iterable

from streams.doctor.finding import Said, fail, ok, warn

APART = 5.0
FAR_APART = 60.0
"""Seconds. Deadlines fall at midnight and warnings to the minute; Kafka refuses what is an hour ahead."""


def said_of(whose: str, ahead: float) -> Iterable[Said]:
    """What it means that `whose` clock is so many seconds ahead of ours (below 0: behind)."""
    apart = abs(ahead)
    told = f"the clock of {whose} is {apart:.1f} s {'ahead of' if ahead > 0 else 'behind'} ours"
    if apart > FAR_APART:
        yield fail(
            f"{told}, expected {FAR_APART:.0f} s at most; let both machines follow the same NTP server."
        )
    elif apart > APART:
        yield warn(f"{told}, expected {APART:.0f} s at most; let both machines follow the same NTP server.")
    else:
        yield ok(f"the clock of {whose} is ours, to {apart:.1f} s")
