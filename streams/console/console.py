"""What all pages of the console share."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from streams.assessment.lag import Lag, lag_of
from streams.console.shelf import Shelf
from streams.dead_letters import Letter, Wanted, read_letters
from streams.feeds.access import AccessLog
from streams.intake.desk import Desk, Send
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
    Kafka how far workers and the sink are behind (blocking); `send` writes records; `letters` reads dead letters from
    their topic (blocking); `clock` gives ms UTC."""

    people: People
    desk: Desk
    shelf: Shelf
    log: AccessLog
    key: Key
    lag: Callable[[], Lag]
    send: Send
    letters: Callable[[Wanted], list[Letter]]
    clock: Callable[[], int] = wall_clock
    guard: Guard = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "guard", Guard(self.people))


def console_of(door: Door, people: People, desk: Desk, log: AccessLog) -> Console:
    """The console of an HTTP door on which people sign in."""

    def lag() -> Lag:
        return lag_of(door.address)

    def letters(wanted: Wanted) -> list[Letter]:
        place = door.address
        return read_letters(place.bootstrap, place.prefix, place.partitions, wanted, replayed_too=True)

    shelf = Shelf(door.archive, lambda: door.books.published)
    return Console(people, desk, shelf, log, door.key, lag, door.send, letters)
