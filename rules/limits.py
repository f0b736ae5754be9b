"""The clocks: starts, special procedures, extensions, due dates, warning moments (contracts 2.4–2.11).

Sources: 行政许可法 32 (deemed acceptance), 42 (limits and extension), 45 (time not counted), 82 (working days);
民法典 201, 203 (the first day is not counted; a last day that is a day off moves).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rules.case_events import SPECIAL_KINDS, ExtensionApproved, SpecialStarted
from rules.counting import Span, add_days, add_days_without, count_days, extend, roll, step_back
from rules.decode import milliseconds
from rules.events import Data
from rules.fact import Fact
from rules.rulebook import DayKind

if TYPE_CHECKING:
    from rules.view import CaseView

MOVING: frozenset[type[Data]] = frozenset({SpecialStarted, ExtensionApproved})
"""What moves a limit once it has begun."""

WARNING_HOURS = 4
"""A limit of one day is warned of this many office hours before the end of office time."""


class Start(NamedTuple):
    """Where the limits run from: the date is day 0. `deemed`: by law, from the receipt (行政许可法 32(1)(4))."""

    day: int
    instant: int
    deemed: bool
    fact: Fact


class Round(NamedTuple):
    """One clock of acceptance: opened by a receipt, due at the end of `due`; `answer` is when the office answered."""

    opener: Fact
    due: int
    end: int
    answer: int | None
    deemed: bool


Visit = tuple[Fact, Fact | None]
"""One visit of a stage: when it was entered, and left; None while it is open."""


class Procedure(NamedTuple):
    """A special procedure: started on `day`, told to end on `told`, its days excluded up to `until` if valid."""

    begin: Fact
    end: Fact | None
    day: int
    told: int | None
    until: int
    valid: bool


class Limit(NamedTuple):
    """A limit with what moved it: `spans` are the days `procedures` excluded, `used` the extensions that added days."""

    days: int
    excluded: int
    extension: int
    due: int
    spans: tuple[Span, ...]
    procedures: tuple[Procedure, ...]
    used: tuple[Fact, ...]
    provisional: bool


def procedure_of(case: CaseView, begin: Fact, end: Fact | None) -> Procedure:
    """What a special procedure excludes: from its start to the end told in writing, or its earlier real end (2.6)."""
    said = begin.data
    day = case.day(begin.time)
    told = add_days(case.calendar, case.day_kind, day, said.days) if said.days else None
    valid = said.kind in SPECIAL_KINDS and told is not None and said.notice_written is True
    until = told or day
    if end is not None:
        until = min(until, case.day(end.time))
    return Procedure(begin, end, day, told, until, valid)


def limit_of(case: CaseView, start: Start, days: int) -> Limit:
    """A limit's due date after excluded days and extensions, each taken in order of its date (2.5–2.8)."""
    spans: list[Span] = []
    excluded = extension = 0
    used: list[Fact] = []
    taken: list[Procedure] = []
    last, due = last_and_due(case, start.day, days)
    for move in _moves(case) if case.has(MOVING) else ():
        if isinstance(move, Procedure):
            if move.day > due:
                continue
            taken.append(move)
            gained = extend(spans, (max(move.day, start.day), move.until))
            excluded += count_days(case.calendar, case.day_kind, *gained)
        elif len(used) < case.parameter("T-11", "max_count") and extension_valid(case, move, due):
            extension += min(move.data.days, longest_extension(case))
            used.append(move)
        last, due = last_and_due(case, start.day, days + excluded + extension)
    loose = is_provisional(case, start.day, last, due)
    return Limit(days, excluded, extension, due, tuple(spans), tuple(taken), tuple(used), loose)


def longest_extension(case: CaseView) -> int:
    """At most 10 days, 15 where joint (行政许可法 42)."""
    return case.parameter("T-11", "max_ext_joint" if case.joint else "max_ext")


def extension_valid(case: CaseView, fact: Fact, due: int) -> bool:
    """Asked and approved by the due date as computed so far, by someone entitled, with reason, and told (2.7)."""
    return not formal_faults(case, fact) and case.day(fact.time) <= due and case.day(asked(fact)) <= due


def formal_faults(case: CaseView, fact: Fact) -> list[str]:
    """What an extension lacks whatever the limit: its fields that are missing, or not as the office wants them."""
    said = fact.data
    given = {
        "reason": bool(said.reason and said.reason.strip()),
        "told_at": bool(said.told_at),
        "approver_level": said.approver_level in approver_levels(case) if approver_levels(case) else True,
    }
    return [name for name, good in given.items() if not good]


def approver_levels(case: CaseView) -> tuple[str, ...]:
    """The levels that may approve an extension; none where the rulebook does not say."""
    levels = case.rulebook.rules["T-11"].parameters.get("approver_levels")
    return levels if isinstance(levels, tuple) else ()


def last_and_due(case: CaseView, start: int, days: int, spans: Sequence[Span] = ()) -> tuple[int, int]:
    """The last counting day that no span excludes, and the due date: the same, unless it is a natural day off."""
    last = add_days_without(case.calendar, case.day_kind, start, days, spans)
    if case.day_kind is DayKind.NATURAL and case.rulebook.natural_days_roll:
        return last, roll(case.calendar, last)
    return last, last


def is_provisional(case: CaseView, start: int, unrolled: int, due: int) -> bool:
    """Whether a deadline rests on a date no notice covers yet (2.10).

    Natural days ask the calendar only where the last of them, and those it moves over, are days off.
    """
    if case.day_kind is DayKind.WORKING:
        return not case.calendar.announced_between(start, due)
    return case.rulebook.natural_days_roll and not case.calendar.announced_between(unrolled - 1, due)


def warning_moment(
    case: CaseView,
    kind: DayKind,
    since: int,
    due: int,
    limit: int,
    warn_days: int,
    spans: Sequence[Span] = (),
) -> int:
    """First instant of the warning day; of a limit of one day, four office hours before its end (2.9)."""
    if limit == 1:
        return office_moment(case, due)
    return case.zone.start_of(warning_day(case, kind, since, due, min(warn_days, limit - 1), spans))


def warning_day(
    case: CaseView, kind: DayKind, since: int, due: int, warn_days: int, spans: Sequence[Span] = ()
) -> int:
    """The day that leaves exactly `warn_days` counting days, not before the first counting day (2.9)."""
    day = step_back(case.calendar, kind, due, warn_days, spans)
    return day if day > since else add_days(case.calendar, kind, since, 1)


def office_moment(case: CaseView, day: int) -> int:
    """Four office hours before the end of office time, by the clock also on a day off (2.9)."""
    left = WARNING_HOURS * 60
    hours = case.rulebook.office_hours
    for begin, end in reversed(hours):
        if end - begin >= left:
            return case.zone.instant(day, end - left)
        left -= end - begin
    return case.zone.instant(day, hours[0][0] if hours else 0)


def asked(fact: Fact) -> int:
    """When an extension was asked for, in ms; where nobody says, when it was approved."""
    return milliseconds(fact.data.asked_at) if fact.data.asked_at else fact.time


def _moves(case: CaseView) -> list[Procedure | Fact]:
    """Valid procedures and all extensions in order of date: of a procedure its start, of an extension the later of
    asked and approved."""
    dated: list[tuple[int, Fact, Procedure | Fact]] = [
        (one.day, one.begin, one) for one in case.procedures if one.valid
    ]
    dated += [(case.day(max(asked(fact), fact.time)), fact, fact) for fact in case.of(ExtensionApproved)]
    return [move for _, _, move in sorted(dated, key=lambda each: (each[0], each[1]))]
