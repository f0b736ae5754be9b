"""A demo's topics are taken away with it; those a killed demo left on a Kafka of our own, at the next start."""

from contextlib import suppress
from datetime import UTC, datetime

from streams.broker import admin
from streams.exits import Unavailable

MARK = "demo-"


def fresh_prefix() -> str:
    """A topic prefix that no earlier demo had."""
    return f"{MARK}{datetime.now(UTC):%Y%m%d-%H%M%S}-"


def remove_topics(bootstrap: str, prefix: str) -> None:
    """Delete the topics whose names begin with a demo's prefix; where Kafka is gone, so are they for us."""
    if not prefix.startswith(MARK):
        raise ValueError(f"only a demo's topics may be removed, not those of {prefix!r}")
    with suppress(Unavailable), admin(bootstrap) as client:
        names = [name for name in client.list_topics() if name.startswith(prefix)]
        if names:
            client.delete_topics(names)
