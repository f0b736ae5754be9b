"""What all pages of the console share."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from streams.assessment.lag import Lag, lag_of
from streams.console.shelf import Shelf
from streams.feeds.access import AccessLog
from streams.intake.desk import Desk
from streams.intake.door import Door
from streams.intake.guard import Guard
from streams.people.people import People
from streams.privacy import Key


def wall_clock() -> int:
    """Now, in ms UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Console:
    """`log` is written before a person's card, ticket or case is shown; `key` opens dead letters, masked; `lag` asks
    Kafka how far workers and the sink are behind (blocking); `clock` gives ms UTC."""

    people: People
    desk: Desk
    shelf: Shelf
    log: AccessLog
    key: Key
    lag: Callable[[], Lag]
    clock: Callable[[], int] = wall_clock
    guard: Guard = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "guard", Guard(self.people))


def console_of(door: Door, people: People, desk: Desk, log: AccessLog) -> Console:
    """The console of an HTTP door on which people sign in."""

    def lag() -> Lag:
        return lag_of(door.address)

    return Console(people, desk, Shelf(door.archive, lambda: door.books.published), log, door.key, lag)
