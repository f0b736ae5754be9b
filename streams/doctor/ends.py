"""What is said of the end of a certificate, whoever's it is."""

from datetime import datetime, timedelta

from streams.doctor.finding import Said, fail, ok, warn

SOON = timedelta(days=30)


def said_of(name: str, end: datetime, now: datetime) -> Said:
    """`name`: the setting that names it, or the server that shows it."""
    told = f"{end:%Y-%m-%d %H:%M} UTC"
    if end <= now:
        return fail(
            f"{name}: the certificate ended on {told}; put a new one in its place and restart what uses it."
        )
    if end <= now + SOON:
        return warn(
            f"{name}: the certificate ends on {told}, in {(end - now).days} days; put a new one in its place in time, "
            "and restart what uses it."
        )
    return ok(f"{name}: good until {told}")
