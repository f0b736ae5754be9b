"""What the citizen's pages need of the process they live in."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from rules.rulebook import Rulebook
from streams.citizen.archive import Archive
from streams.citizen.limits import Limiter, Rate
from streams.citizen.links import Signer
from streams.citizen.receipts import Receipts
from streams.intake.door import Door
from streams.privacy import Key
from streams.sending import Letter

VISITS = Rate(burst=60, per_minute=120)
"""Pages for one sender: a hall's visitors may share one address."""

POSTS = Rate(burst=20, per_minute=40)
"""Forms sent by one sender."""

POSTS_OF_A_LINK = Rate(burst=10, per_minute=10)
"""Forms sent for one link, whoever sends them."""

COMPARISONS = Rate(burst=10, per_minute=6)
"""Comparisons of case and receipt numbers for one sender: nobody tries them out."""


def wall_clock() -> int:
    """Now, in ms UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Desk:
    """`send` returns once Kafka has confirmed, or raises Unavailable.

    `register` is the rulebook in force, None where none is published; `clock` gives ms UTC.
    """

    key: Key
    send: Callable[[Sequence[Letter]], Awaitable[None]]
    archive: Archive
    register: Callable[[], Rulebook | None]
    zone: Callable[[], ZoneInfo]
    clock: Callable[[], int] = wall_clock
    receipts: Receipts = field(default_factory=Receipts)
    visits: Limiter = field(default_factory=lambda: Limiter(VISITS))
    posts: Limiter = field(default_factory=lambda: Limiter(POSTS))
    link_posts: Limiter = field(default_factory=lambda: Limiter(POSTS_OF_A_LINK))
    comparisons: Limiter = field(default_factory=lambda: Limiter(COMPARISONS))

    @property
    def signer(self) -> Signer:
        """Reads this deployment's links."""
        return Signer(self.key)


def desk_of(door: Door) -> Desk:
    """The citizen's side of an HTTP door."""
    return Desk(
        door.key,
        door.send,
        Archive(door.ask_archive if door.archive is not None else None),
        lambda: door.books.newest,
        lambda: door.zone,
    )
