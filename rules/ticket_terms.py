"""What the rulebook says of tickets: days, tries, levels of handling (分级处置), cause codes; defaults filled in.

Days are working days. The days for contact are `N` of R-02, those for rectification `simple` and `complex` of R-03,
which a level may shorten or lengthen; all else stands in `[tickets]` (contracts 3, domain C).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rules.entitlement import ADJUDICATOR, SUPERVISOR
from rules.rulebook import Rulebook
from rules.tickets import TicketKind

GRAVITIES = ("grade_1", "grade_2", "yellow", "red", "complaint", "systemic")
"""What a level of handling may be for: the grade of a rating, the colour of a card, a complaint, a systemic matter."""

APPROVERS = (SUPERVISOR, ADJUDICATOR)
SIMPLE, COMPLEX = "simple", "complex"


class Number(NamedTuple):
    """A setting that is a whole number: its default, its smallest and largest value, and what it counts."""

    default: int
    minimum: int
    maximum: int
    unit: str


WORKING_DAYS = "working days"
NUMBERS: Mapping[str, Number] = {
    "verify": Number(3, 1, 365, WORKING_DAYS),
    "appeal": Number(1, 1, 365, WORKING_DAYS),
    "appeal_decide": Number(3, 1, 365, WORKING_DAYS),
    "extension": Number(5, 0, 365, WORKING_DAYS),
    "review": Number(2, 1, 365, WORKING_DAYS),
    "follow_up": Number(3, 1, 365, WORKING_DAYS),
    "reopen_min": Number(2, 1, 365, WORKING_DAYS),
    "contact_tries": Number(3, 1, 100, "attempts"),
    "follow_up_tries": Number(2, 1, 100, "attempts"),
    "wrong_routing_hours": Number(24, 0, 8760, "hours"),
    "late_rating_days": Number(5, 1, 365, WORKING_DAYS),
}
"""The numbers of `[tickets]`."""

OVERDUE_CARDS = (TicketKind.BAD_RATING, TicketKind.SYSTEMIC)
"""The kinds whose overdue rectification makes cards (R-03); of an investigation E-01 tells, of a complaint T-14."""

CAUSE_CODES = ("law", "technique", "staff", "process", "data_sharing", "facilities", "applicant", "none")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of handling: what it is for, the days to rectify, the role that approves what was done."""

    name: str
    applies_to: tuple[str, ...]
    simple: int
    complex: int
    approves: str

    def days(self, handling_class: str) -> int:
        """The working days to rectify, of the class."""
        return self.complex if handling_class == COMPLEX else self.simple


@dataclass(frozen=True, slots=True)
class TicketTerms:
    """The terms of tickets of one rulebook. `unit` answers where no department is known, or nobody of it is there."""

    contact: int
    simple: int
    complex: int
    verify: int
    appeal: int
    appeal_decide: int
    extension: int
    review: int
    follow_up: int
    reopen_min: int
    contact_tries: int
    follow_up_tries: int
    wrong_routing_hours: int
    late_rating_days: int
    overdue_cards: frozenset[str]
    cause_codes: tuple[str, ...]
    levels: tuple[Level, ...]
    unit: str | None = None

    def level(self, gravity: str) -> Level:
        """The level for this gravity; where no level names it, the general terms without a name."""
        for level in self.levels:
            if gravity in level.applies_to:
                return level
        return Level("", (), self.simple, self.complex, SUPERVISOR)


LEVELS: Mapping[str, tuple[str, ...]] = {
    "general": ("grade_2", "yellow"),
    "grave": ("grade_1", "red", "complaint", "systemic"),
}
"""The levels of an office that names none, and what each is for."""


def terms_of(book: Rulebook) -> TicketTerms:
    """The terms this rulebook sets; what it does not name has its default."""
    terms = book.plans.get(TicketTerms)
    if terms is None:
        terms = book.plans[TicketTerms] = _read(book)
    return terms


def _read(book: Rulebook) -> TicketTerms:
    said: Mapping[str, Any] = book.tickets
    simple, complex_days = _parameter(book, "R-03", SIMPLE), _parameter(book, "R-03", COMPLEX)
    return TicketTerms(
        contact=_parameter(book, "R-02", "N"),
        simple=simple,
        complex=complex_days,
        overdue_cards=frozenset(_texts(said.get("overdue_cards"), OVERDUE_CARDS)),
        cause_codes=_texts(said.get("cause_codes"), CAUSE_CODES),
        levels=_levels(said.get("levels"), simple, complex_days),
        unit=said.get("unit"),
        **{name: int(said.get(name, number.default)) for name, number in NUMBERS.items()},
    )


def _parameter(book: Rulebook, rule_id: str, name: str) -> int:
    value = book.rules[rule_id].parameters[name]
    assert isinstance(value, int)  # noqa: S101 - the loader has checked it
    return max(1, value)


def _texts(said: Sequence[str] | None, default: Sequence[str]) -> tuple[str, ...]:
    return tuple(default if said is None else said)


def _levels(said: Mapping[str, Any] | None, simple: int, complex_days: int) -> tuple[Level, ...]:
    if said is None:
        return tuple(Level(name, what, simple, complex_days, SUPERVISOR) for name, what in LEVELS.items())
    return tuple(
        Level(
            name,
            tuple(of["applies_to"]),
            int(of.get(SIMPLE, simple)),
            int(of.get(COMPLEX, complex_days)),
            str(of.get("approves", SUPERVISOR)),
        )
        for name, of in said.items()
    )
