"""What other rulebooks or another calendar would change in the cases held now: due dates, versions, cards.

Each case is judged by the court in force, so that what is due anyway does not count, then by the other one.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from rules.court import Court
from rules.dossier import Dossier
from rules.rule_table import RULES
from rules.summary import Summary
from rules.verdict import CASE, Status
from streams.open_cases import OpenCases

FIRST = ("T-04", "T-05")
"""The rules whose clocks are the promise and the legal limit; others that share them are not told again."""

NAMES = {"T-04": "承诺期限 promise limit", "T-05": "法定期限 legal limit"}

Clock = tuple[str, str]
"""Rule id and occasion."""


class Moved(NamedTuple):
    """A due date that changes; days are ordinals, `start` the day the clock began."""

    case_no: str
    dept_code: str
    clock: str
    start: int | None
    before: int
    after: int


class Due(NamedTuple):
    """Where a clock stands: when it began, when it is due, whether that rests on unannounced days."""

    start: int | None
    due: int
    provisional: bool


@dataclass(slots=True)
class Foreseen:
    """What would change: `held` cases in the state, `open` ones neither decided nor closed; `rejudged` and
    `rejudged_open` those that another rulebook version would judge; cards by (rule, colour, state before, state after),
    the state before empty for a new card; `settled`: due dates that no longer rest on unannounced days."""

    held: int = 0
    open: int = 0
    rejudged: int = 0
    rejudged_open: int = 0
    moved: list[Moved] = field(default_factory=list)
    settled: int = 0
    cards: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    @property
    def cases_moved(self) -> int:
        """How many cases have a due date that changes."""
        return len({each.case_no for each in self.moved})


def foresee(cases: OpenCases, courts: tuple[Court, Court], now: int, step: Callable[[int], None]) -> Foreseen:
    """What a change from the first court to the second does at `now` (ms); `step` is told of cases done."""
    found = Foreseen()
    for partition in range(cases.partitions):
        for dossier in cases.of(partition):
            _look(found, dossier, courts, now)
            step(1)
    return found


def _look(found: Foreseen, dossier: Dossier, courts: tuple[Court, Court], now: int) -> None:
    before, after = courts
    still_open, other_book = _is_open(dossier.summary), _other_book(courts, dossier, now)
    found.held += 1
    found.open += still_open
    found.rejudged += other_book
    found.rejudged_open += other_book and still_open
    if still_open and (other_book or before.calendar is not after.calendar):
        _compare(found, dossier, _clocks(before, dossier, now), _clocks(after, dossier, now))
    before.judge(dossier, now, "")
    for change in after.judge(dossier, now, "").cards:
        was = change.before.state if change.before else ""
        if was != change.after.state:
            found.cards[change.after.rule_id, change.after.colour, was, change.after.state] += 1


def _is_open(summary: Summary | None) -> bool:
    return summary is None or (summary.decided is None and summary.closed is None)


def _other_book(courts: tuple[Court, Court], dossier: Dossier, now: int) -> bool:
    """Whether another rulebook version would judge the case."""
    views = [court.view(dossier, now)[0] for court in courts]
    hashes = {view.rulebook.rulebook_hash for view in views if view is not None}
    return len(hashes) > 1


def _clocks(court: Court, dossier: Dossier, now: int) -> dict[Clock, Due]:
    """The clocks that run or have run out; the limits first."""
    found = [
        (each.rule_id, each.verdict)
        for each in court.findings(dossier, now)
        if each.verdict.status is not Status.SATISFIED and each.verdict.count.due is not None
    ]
    found.sort(key=lambda each: each[0] not in FIRST)
    return {
        (rule_id, verdict.occasion): Due(
            verdict.count.start, verdict.count.due or 0, verdict.count.provisional
        )
        for rule_id, verdict in found
    }


def _compare(found: Foreseen, dossier: Dossier, before: dict[Clock, Due], after: dict[Clock, Due]) -> None:
    """Note what moves; clocks that run and move together are told once."""
    told: set[tuple[Due, Due]] = set()
    for clock, was in before.items():
        now = after.get(clock)
        if now is None or (was, now) in told:
            continue
        told.add((was, now))
        found.settled += was.provisional and not now.provisional
        if was.due != now.due:
            dept = (dossier.summary.dept_code if dossier.summary else None) or ""
            found.moved.append(Moved(dossier.subject, dept, _name(clock), was.start, was.due, now.due))


def _name(clock: Clock) -> str:
    rule_id, occasion = clock
    if rule_id in NAMES:
        return NAMES[rule_id]
    name = f"{rule_id} {RULES[rule_id].name_zh}"
    return name if occasion == CASE else f"{name}, {occasion}"
