"""What workers made against what `check` makes of the same events: lost, doubled, wrong.

The newest revision of each card, ticket and alert counts, and the last record of a case-state, in the fields that
follow from the events alone; and on the topics every revision must have come once, none left out.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from rules.alerts import OVER, AddresseeState
from streams.instants import parse_instant
from streams.simulation.run import Places
from tests.worker import load
from tests.worker.city import FOLLOWING, FREE, PARTITIONS, judged_lines

TOPICS = ("cards", "tickets", "alerts", "case-states", "dead-letters")
TICKET_FIELDS = ("ticket_id", "kind", "state", "subject", "card_id", "rating_key", "rule_id", "dept_code")
"""What of a ticket follows from the events alone; who is on duty and what is due hang on when it was opened.

A void ticket is left out as a withdrawn card is: both are history of what came in another order."""
STATE_FREE = {"revision", "standing"}
"""How often a state was written hangs on the turns; cards are compared by themselves."""


class Judged(Protocol):
    """Where events were judged, and the files they come from."""

    @property
    def bootstrap(self) -> str:
        """Kafka's address."""

    @property
    def prefix(self) -> str:
        """What stands before each topic's name."""

    @property
    def places(self) -> Places:
        """Events and rulebook."""


Known = dict[tuple[str, str], dict[str, Any]]
"""(kind, id) → the fields compared."""


@dataclass
class Made:
    """What came out: the newest record of each id by kind, how often each revision came, dead letters by reason."""

    newest: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {"card": {}, "ticket": {}, "alert": {}, "case": {}}
    )
    revisions: Counter[tuple[str, int]] = field(default_factory=Counter)
    again: bool = False
    """Whether a revision may come once more, if it says the same."""
    live: bool = False
    """Whether history came to workers that stood in the present: nobody is told of what was over by then."""
    said: dict[tuple[str, int], int] = field(default_factory=dict)
    dead: Counter[str] = field(default_factory=Counter)

    def add(self, value: bytes) -> None:
        """An output event."""
        event = json.loads(value)
        kind, data = event["type"].partition(".")[0], event["data"]
        if kind in ("card", "ticket", "alert"):
            self._keep(kind, data[f"{kind}_id"], data)
            self._count((data[f"{kind}_id"], data["revision"]), data)
        elif event["type"] == "case.state":
            self._keep(kind, data["case_no"], data)
        elif kind == "dead-letter":
            self.dead[data["reason"]] += 1

    def _count(self, revision: tuple[str, int], data: dict[str, Any]) -> None:
        said = hash((data["state"], data.get("colour"), data.get("violated_at")))
        if not self.again or self.said.setdefault(revision, said) != said or not self.revisions[revision]:
            self.revisions[revision] += 1

    def _keep(self, kind: str, name: str, data: dict[str, Any]) -> None:
        before = self.newest[kind].get(name)
        if kind == "case" or before is None or data["revision"] >= before["revision"]:
            self.newest[kind][name] = data

    def doubled(self) -> list[str]:
        """Revisions that came more than once."""
        return [
            f"{name} revision {number} came {n} times"
            for (name, number), n in self.revisions.items()
            if n > 1
        ]

    def missing(self) -> list[str]:
        """Revisions left out below the newest; where all was read anew, what is new counts on above all of its case."""
        newest: dict[str, int] = {}
        for name, number in self.revisions:
            newest[name] = max(newest.get(name, 0), number)
        return [
            f"{name} has no revision {number}"
            for name, last in newest.items()
            for number in range(1, last)
            if not (self.revisions[name, number] or self.again)
        ]

    def known(self, until: int) -> Known:
        """What is compared, as of a moment (ms)."""
        standing = {name: card for name, card in self.newest["card"].items() if _stands(card, until)}
        return {
            **{("card", name): self._card(card) for name, card in standing.items()},
            **{
                ("alert", name): _told_of(alert)
                for name, alert in self.newest["alert"].items()
                if alert["kind"] == "card"
                and alert["about_id"] in standing
                and not (self.live and alert["state"] in OVER)
            },
            **{
                ("ticket", name): {each: ticket[each] for each in TICKET_FIELDS}
                for name, ticket in self.newest["ticket"].items()
                if ticket["rule_id"] not in FOLLOWING and ticket["state"] != "void"
            },
            **{("case", name): _without(case, STATE_FREE) for name, case in self.newest["case"].items()},
            **{("dead letters", reason): {"count": count} for reason, count in self.dead.items() if count},
        }

    def _card(self, card: dict[str, Any]) -> dict[str, Any]:
        """Who reads history issues each card at the same moment of stream time; who reads it once more, or stands in
        the present, does not."""
        free = FREE if self.live or self.again else FREE - {"issued_at"}
        return _without(card, free | {"responsible"} if card["rule_id"] == "R-02" else free)


def _told_of(alert: dict[str, Any]) -> dict[str, Any]:
    """Who is to be told of a card as it stands; how far that is follows from the hours, and from when it was issued.

    Who was told of it as it stood before is history of what came in another order.
    """
    told = [each["receiver"] for each in alert["receivers"] if each["state"] != AddresseeState.OVER]
    return {"about": alert["about_id"], "receivers": sorted(told)}


def _without(data: dict[str, Any], free: set[str]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in free}


def _stands(card: dict[str, Any], until: int) -> bool:
    return (
        card["rule_id"] not in FOLLOWING
        and card["state"] != "withdrawn"
        and parse_instant(card["violated_at"], "violated_at") <= until
    )


class Differences(NamedTuple):
    """What is not as `check` has it; `compared`: how many things were. Each is named in a line."""

    compared: int
    lost: list[str]
    doubled: list[str]
    wrong: list[str]

    @property
    def exact(self) -> bool:
        """Whether there is none."""
        return not (self.lost or self.doubled or self.wrong)

    def __str__(self) -> str:
        counts = f"{len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.wrong)} wrong"
        return f"{self.compared:,} cards, tickets, alerts and states compared: {counts}"


def differences(made: Made, moments: Iterable[int], expected: Mapping[int, Made]) -> Differences:
    """Compare with `check` as of some moments: workers' clocks went on while they were read, so any of them will do
    for each single thing."""
    pairs = [(made.known(moment), expected[moment].known(moment)) for moment in moments]
    names = {name for pair in pairs for known in pair for name in known}
    faults = [name for name in sorted(names) if all(found.get(name) != due.get(name) for found, due in pairs)]
    found, due = pairs[0]
    return Differences(
        len(names),
        [*(_told(name, found, due) for name in faults if name not in found), *made.missing()],
        [*(_told(name, found, due) for name in faults if name not in due), *made.doubled()],
        [_told(name, found, due) for name in faults if name in found and name in due],
    )


def _told(name: tuple[str, str], found: Known, due: Known) -> str:
    ours, theirs = found.get(name), due.get(name)
    if ours is None or theirs is None:
        return f"{' '.join(name)}: workers {ours}, check {theirs}"
    apart = {
        key: (ours.get(key), theirs.get(key)) for key in ours | theirs if ours.get(key) != theirs.get(key)
    }
    return f"{' '.join(name)}: (workers, check) {apart}"


def on_topics(city: Judged, *, again: bool = False, live: bool = False) -> Made:
    """What lies on the output topics now; `again`: a revision may come once more, if it says the same."""
    return asyncio.run(_read(city, Made(again=again, live=live)))


async def _read(city: Judged, made: Made) -> Made:
    for topic in TOPICS:
        async for record in load.each(city.bootstrap, city.prefix + topic, partitions=PARTITIONS):
            if record.value is not None:
                made.add(record.value)
    return made


def by_check(city: Judged, until: int, folder: Path, *, again: bool = False, live: bool = False) -> Made:
    """What `check` makes of the city's events until a moment, to be compared with what was read so."""
    made = Made(again=again, live=live)
    for line in judged_lines(city.places, until, folder):
        made.add(line)
    return made


def moments_compared(made: Made, moments: list[int], city: Judged, folder: Path) -> Differences:
    """Compare as of the first moment; as of the others too where that does not do."""
    expected: dict[int, Made] = {}
    said: Differences | None = None
    for tried in _growing(moments):
        expected[tried[-1]] = by_check(city, tried[-1], folder, again=made.again, live=made.live)
        said = differences(made, tried, expected)
        if said.exact:
            return said
    assert said is not None
    return said


def _growing(moments: list[int]) -> Iterator[list[int]]:
    for end in range(1, len(moments) + 1):
        yield moments[:end]
