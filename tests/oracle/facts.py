"""Which events count at an instant, and as what, once the corrections have done their work."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """One event as it is in force: `time` and `recorded` in UTC."""

    source: str
    id: str
    type: str
    time: datetime
    recorded: datetime
    data: Mapping[str, Any]

    @property
    def order(self) -> tuple[datetime, str, str]:
        return (self.time, self.source, self.id)

    @property
    def name(self) -> str:
        return f"{self.source} {self.id}"

    def has(self, field: str) -> bool:
        """Whether a text is there and is not blank."""
        return bool(str(self.data.get(field) or "").strip())

    def moment(self, field: str) -> datetime | None:
        text = self.data.get(field)
        return None if text is None else instant(text)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def parse(event: Event) -> Fact:
    time = instant(event["time"])
    recorded = instant(event["recordedtime"]) if event.get("recordedtime") else time
    data = json.loads(json.dumps(event.get("data") or {}))
    return Fact(event["source"], event["id"], event["type"], time, recorded, data)


def read_until(events: Sequence[Event], until: datetime) -> list[Fact]:
    """What has been recorded by `until`; of the same identity the first read."""
    facts: dict[tuple[str, str], Fact] = {}
    for fact in sorted(map(parse, events), key=lambda each: each.recorded):
        if fact.recorded <= until:
            facts.setdefault((fact.source, fact.id), fact)
    return list(facts.values())


def in_force(facts: Sequence[Fact], until: datetime) -> list[Fact]:
    """The facts as corrected, in business order, without the void ones and those of the future."""
    corrections = [fact for fact in facts if fact.type == "case.corrected"]
    corrected = (apply_corrections(fact, corrections, until) for fact in facts)
    return sorted((fact for fact in corrected if fact and fact.time <= until), key=lambda fact: fact.order)


def apply_corrections(fact: Fact, corrections: Sequence[Fact], until: datetime) -> Fact | None:
    """The fact as the latest correction that is itself in force leaves it; None where void."""
    aimed = [each for each in corrections if (each.source, each.data["corrects"]) == (fact.source, fact.id)]
    others = [each for each in corrections if each is not fact]
    effective = (apply_corrections(each, others, until) for each in aimed if each is not fact)
    living = [each for each in effective if each and each.time <= until]
    if not living:
        return fact
    last = max(living, key=lambda each: each.order)
    if last.data.get("void"):
        return None
    replacement = last.data.get("replacement")
    data = fact.data if replacement is None else replacement
    return replace(fact, data=data, time=last.moment("new_time") or fact.time)


@dataclass(frozen=True)
class Case:
    """The facts in force of one case, in business order."""

    facts: tuple[Fact, ...]
    zone: ZoneInfo

    def all(self, *types: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.type in types]

    def first(self, *types: str) -> Fact | None:
        return next(iter(self.all(*types)), None)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def ended_before(self, moment: datetime) -> bool:
        """Whether the case was decided or closed before that instant."""
        return any(fact.time < moment for fact in self.all("case.decided", "case.closed"))

    def dropped_before(self, moment: datetime) -> bool:
        """Whether the case was closed as withdrawn or voided before that instant."""
        closings = self.all("case.closed")
        return any(each.time < moment and each.data["kind"] in ("withdrawn", "voided") for each in closings)

    def pairs(self, begin: str, end: str, code: str | None) -> list[tuple[Fact, Fact | None]]:
        """Each begin with its end: an end closes the earliest open begin of the same code (None: of any)."""
        found: list[tuple[Fact, Fact | None]] = []
        for fact in self.all(begin, end):
            if fact.type == begin:
                found.append((fact, None))
                continue
            for place, (opened, closed) in enumerate(found):
                same = code is None or opened.data[code] == fact.data[code]
                if closed is None and same:
                    found[place] = (opened, fact)
                    break
        return found


def case_at(events: Iterable[Event], until: datetime, zone: ZoneInfo) -> Case:
    return Case(tuple(in_force(read_until(list(events), until), until)), zone)
