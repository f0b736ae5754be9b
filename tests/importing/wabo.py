"""The facts of the WABO log, counted from its rows with nothing of ours, and what a judgement must agree with."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import streams

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
RULEBOOK = Path(streams.__file__).parent / "rulebooks" / "wabo-receipt"
STANDING = frozenset({"issued", "superseded"})


class Step(NamedTuple):
    """One event of the log."""

    code: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Permit:
    """One case of the log; steps in the order of the log."""

    start: datetime
    deadline: datetime
    steps: tuple[Step, ...]

    @property
    def last_day(self) -> date:
        return max(step.time for step in self.steps).astimezone(AMSTERDAM).date()

    @property
    def first_day(self) -> date:
        return min(step.time for step in self.steps).astimezone(AMSTERDAM).date()

    @property
    def deadline_day(self) -> date:
        return self.deadline.astimezone(AMSTERDAM).date()

    @property
    def promise(self) -> int:
        """Natural days from the start to the deadline."""
        return (self.deadline_day - self.start.astimezone(AMSTERDAM).date()).days

    def times_of(self, code: str) -> list[datetime]:
        return [step.time for step in self.steps if step.code == code]

    def enters_t05_before_t04(self) -> bool:
        """Whether some T05 has no T04 before it, or up to 60 seconds after."""
        return any(
            not any(earlier <= late + timedelta(seconds=60) for earlier in self.times_of("T04"))
            for late in self.times_of("T05")
        )


def read_permits(log: Path) -> dict[str, Permit]:
    """All cases of the log, by case number."""
    rows: dict[str, list[dict[str, str]]] = {}
    with log.open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text):
            rows.setdefault(row["case:concept:name"], []).append(row)
    return {case: _permit(of_case) for case, of_case in rows.items()}


def _permit(rows: list[dict[str, str]]) -> Permit:
    steps = tuple(
        Step(row["concept:name"].partition(" ")[0], datetime.fromisoformat(row["time:timestamp"]))
        for row in rows
    )
    start, deadline = (datetime.fromisoformat(rows[0][name]) for name in ("case:startdate", "case:deadline"))
    return Permit(start, deadline, steps)


def found(cards: Iterable[Mapping[str, Any]], rule_id: str, stage_code: str | None = None) -> set[str]:
    """The cases that have a card of the rule (of that stage, if one is named) in a standing state."""
    return {
        card["case_no"]
        for card in cards
        if card["rule_id"] == rule_id
        and card["state"] in STANDING
        and stage_code in {None, card["stage_code"]}
    }


def assert_facts(cards: Iterable[Mapping[str, Any]], permits: Mapping[str, Permit]) -> None:
    """Every rule finds just the cases that counting finds, and as many as are published with the log."""
    current = [card for card in cards if card["state"] in STANDING]
    no_t04 = {case for case, permit in permits.items() if not permit.times_of("T04")}
    no_t05 = {case for case, permit in permits.items() if not permit.times_of("T05")}
    early = {case for case, permit in permits.items() if permit.enters_t05_before_t04()}
    late = {case for case, permit in permits.items() if permit.last_day > permit.deadline_day}
    assert (len(no_t04), len(no_t05), len(early), len(late)) == (131, 134, 1, 84)
    assert found(current, "P-01", "T04") == no_t04
    assert found(current, "P-01", "T05") == no_t05
    assert len([card for card in current if card["rule_id"] == "P-01"]) == 131 + 134
    assert found(current, "P-02") == early
    assert found(current, "T-04") == late
    assert found(current, "T-05") == set()
