"""What is to be delivered to one receiver, and when it is tried: values in, values out; time is given (ms).

Messages of one case go one after the other, those of different cases side by side. A message that fails holds the later
ones of its case. While others of the receiver get through, the failing case is set aside, so that the position on the
topic may move on; when nothing gets through, the receiver is away: then one message at a time is tried, further and
further apart, and nothing more is taken in. What was tried for as long as `retry_ms` is parked.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count, islice
from typing import NamedTuple

from sinks.delivery.message import Message

Place = tuple[int, int]
"""Partition and offset on the topic of alerts."""

DIGEST = "\x00digest"
"""The case under which all that waits for the next digest is kept."""


class Terms(NamedTuple):
    """How one receiver is served. `next_digest`: the next moment after now at which what is not urgent goes in one
    message; None: each goes at once by itself. `most` messages hold the position at a time, five times as many wait."""

    retry_ms: int = 7 * 86_400_000
    at_once: int = 16
    first_wait_ms: int = 1_000
    longest_wait_ms: int = 300_000
    away_after: int = 3
    most: int = 2_000
    next_digest: Callable[[int], int] | None = None
    most_in_digest: int = 500

    def wait(self, tries: int) -> int:
        """How long to wait after so many tries that failed: doubling."""
        return min(self.first_wait_ms << min(tries - 1, 30), self.longest_wait_ms)


@dataclass(slots=True, eq=False)
class Item:
    """One message in the queue. `aside`: it lies on the topic of what waits too; `gone`: it is in the queue no more;
    `why` the last try failed."""

    message: Message
    place: Place
    aside: bool = False
    gone: bool = False
    first_at: int | None = None
    tries: int = 0
    why: str = ""


class Parcel(NamedTuple):
    """What goes out in one try: one message, or a digest."""

    case: str
    items: tuple[Item, ...]


@dataclass(slots=True, eq=False)
class _Case:
    """The messages of one case, the first one first. `fails`: tries in a row that failed."""

    name: str
    items: deque[Item] = field(default_factory=deque)
    fails: int = 0
    next_at: int = 0
    tried_at: int = -1
    busy: bool = False


class Courier:
    """The queue of one receiver."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._cases: dict[str, _Case] = {}
        self._fresh: deque[_Case] = deque()
        """Cases that may be tried at once, in order of coming."""
        self._later: dict[str, _Case] = {}
        """Cases that wait for their moment: they failed, or are a digest."""
        self._moments: list[tuple[int, int, _Case]] = []
        """A heap of those moments; one that is not its case's (any more) counts for nothing."""
        self._numbers = count()
        self._loose: dict[str, _Case] = {}
        """Cases among the later ones that have messages not set aside."""
        self._count = 0
        self._near = 0
        """Items that hold the position on the topic: neither delivered nor set aside."""
        self._fails = 0
        self._probes = 0
        """Tries that failed since the receiver counts as away, one at a time."""
        self._probing = False
        self._away_until = 0
        self.busy = 0
        """Parcels on their way."""

    @property
    def away(self) -> bool:
        """Whether nothing gets through to the receiver."""
        return self._fails >= self._terms.away_after

    @property
    def room(self) -> int:
        """How many more messages may be taken in."""
        return max(min(self._terms.most - self._near, self._terms.most * 5 - self._count), 0)

    def __len__(self) -> int:
        return self._count

    def take(self, item: Item, now: int) -> None:
        """One more message, later than all of its case that came before."""
        digest = self._terms.next_digest
        name = item.message.case if digest is None or item.message.told.urgent else DIGEST
        case = self._cases.get(name)
        if case is None:
            case = self._cases[name] = _Case(name)
            self._schedule(case, now)
        case.items.append(item)
        self._count += 1
        self._near += not item.aside
        if name in self._later and not item.aside:
            self._loose[name] = case
        if name == DIGEST and case.fails == 0 and len(case.items) == self._terms.most_in_digest:
            self._wait(case, now)

    def ready(self, now: int) -> list[Parcel]:
        """What is to be sent now; each is answered by `delivered` or `failed`."""
        found = []
        while self.busy < self._terms.at_once and (case := self._next(now)) is not None:
            case.busy, case.tried_at = True, now
            self.busy += 1
            most = self._terms.most_in_digest if case.name == DIGEST else 1
            items = tuple(islice(case.items, most))
            for item in items:
                item.first_at = now if item.first_at is None else item.first_at
            found.append(Parcel(case.name, items))
        return found

    def wake_at(self) -> int | None:
        """The next moment at which something is ready that is not now; None: only an answer or a message changes it."""
        if self.away:
            return None if self.busy or not self._cases else self._away_until
        self._forget_moments_that_passed()
        return self._moments[0][0] if self._moments else None

    def delivered(self, parcel: Parcel, now: int) -> None:
        """The receiver has it."""
        case = self._answered(parcel)
        self._drop(case, parcel.items, now)
        if self.away:
            self._come_back()
        self._fails = self._probes = 0
        self._probing = False

    def failed(self, parcel: Parcel, now: int, why: str, retry_after_ms: int = 0) -> list[Item]:
        """It was not delivered. What of it was tried long enough is to be written among the parked ones, then
        `parked`."""
        case = self._answered(parcel)
        for item in parcel.items:
            item.tries += 1
            item.why = why
        case.fails += 1
        self._fails += 1
        self._wait(case, now + max(self._terms.wait(case.fails), retry_after_ms))
        if self.away and (self._probing or self._probes == 0):
            # What was on its way before the receiver counted as away says nothing new.
            self._probes += 1
            self._probing = False
            self._away_until = now + max(self._terms.wait(self._probes), retry_after_ms)
        return [item for item in parcel.items if self._tried_long_enough(item, now)]

    def parked(self, parcel: Parcel, items: Iterable[Item], now: int) -> None:
        """These of the parcel lie among the parked ones; the case goes on without them."""
        self._drop(self._cases[parcel.case], tuple(items), now)

    def to_set_aside(self) -> list[Item]:
        """What holds the position though it has to wait: to be written among what waits, then `set_aside`."""
        if self.away:
            return []
        return [item for case in self._loose.values() for item in case.items if not item.aside]

    def set_aside(self, items: Iterable[Item]) -> None:
        """These lie on the topic of what waits; they are still in the queue."""
        for item in items:
            self._near -= not item.aside
            item.aside = True
        self._loose = {
            name: case for name, case in self._loose.items() if any(not item.aside for item in case.items)
        }

    def has(self, case: str, message_id: str) -> bool:
        """Whether the message is in the queue."""
        found = [self._cases.get(case), self._cases.get(DIGEST)]
        return any(item.message.id == message_id for each in found if each for item in each.items)

    def _next(self, now: int) -> _Case | None:
        if self.away:
            return self._probe(now)
        self._forget_moments_that_passed()
        if self._moments and self._moments[0][0] <= now:
            return heapq.heappop(self._moments)[2]
        return self._fresh.popleft() if self._fresh else None

    def _probe(self, now: int) -> _Case | None:
        """While the receiver is away: the case that was not tried for longest, one at a time."""
        if self.busy or now < self._away_until:
            return None
        self._probing = True
        if self._fresh:
            return self._fresh.popleft()
        due = [case for case in self._later.values() if case.fails or case.next_at <= now]
        return min(due, key=lambda case: case.tried_at, default=None)

    def _tried_long_enough(self, item: Item, now: int) -> bool:
        return item.first_at is not None and now - item.first_at >= self._terms.retry_ms

    def _answered(self, parcel: Parcel) -> _Case:
        case = self._cases[parcel.case]
        case.busy = False
        self.busy -= 1
        return case

    def _drop(self, case: _Case, items: tuple[Item, ...], now: int) -> None:
        """These first ones of the case are done with; the next may go."""
        for item in items:
            case.items.remove(item)
            item.gone = True
            self._count -= 1
            self._near -= not item.aside
        self._later.pop(case.name, None)
        self._loose.pop(case.name, None)
        if case.items:
            self._schedule(case, now)
        else:
            del self._cases[case.name]

    def _schedule(self, case: _Case, now: int) -> None:
        case.fails = 0
        if case.name == DIGEST and self._terms.next_digest is not None:
            full = len(case.items) >= self._terms.most_in_digest
            self._wait(case, now if full else self._terms.next_digest(now))
        else:
            self._fresh.append(case)

    def _wait(self, case: _Case, until: int) -> None:
        case.next_at = until
        self._later[case.name] = case
        heapq.heappush(self._moments, (until, next(self._numbers), case))
        if any(not item.aside for item in case.items):
            self._loose[case.name] = case

    def _forget_moments_that_passed(self) -> None:
        """Those on the heap whose case is on its way, gone, or waits for another moment."""
        while self._moments:
            moment, _, case = self._moments[0]
            if self._later.get(case.name) is case and not case.busy and case.next_at == moment:
                return
            heapq.heappop(self._moments)

    def _come_back(self) -> None:
        """The receiver is there again: what failed because it was away is tried at once, the oldest first, and counts
        from anew."""
        back = [case for case in self._later.values() if case.fails and not case.busy and case.items]
        back.sort(key=lambda case: case.items[0].message.since)
        for case in reversed(back):
            case.fails = 0
            if case.name == DIGEST:
                self._wait(case, 0)
            else:
                del self._later[case.name]
                self._loose.pop(case.name, None)
                self._fresh.appendleft(case)
