"""What a rule says of a case: true, not yet, or not; since when or until when, on what, and by which arithmetic."""

from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from rules.cards import Responsible
from rules.counting import Span
from rules.rulebook import DayKind


class Status(StrEnum):
    """Satisfied: the duty was met, or cannot be missed any more. Pending: time will tell. Violated: it is so."""

    SATISFIED = "satisfied"
    PENDING = "pending"
    VIOLATED = "violated"


LEAD = "lead"
"""The degree of a verdict that opens a lead for a person to look into, never a card."""


WARNING = "warning"
"""The mildest degree."""


CASE = "case"
"""The occasion of rules that are about the case as a whole."""


class Count(msgspec.Struct, frozen=True, gc=False):
    """The arithmetic of one clock, as it stands on a card. Dates are ordinals, `due_at` is in ms."""

    start: int | None = None
    limit: int | None = None
    excluded: int = 0
    extension: int = 0
    due: int | None = None
    due_at: int | None = None
    provisional: bool = False
    spans: tuple[Span, ...] = ()
    kind: DayKind = DayKind.WORKING


class Reached(NamedTuple):
    """A step of a clock that was reached: its degree, since when (ms), whether the deadline is provisional.

    `arithmetic`, `texts` (Chinese, English) and `evidence` where they are not the verdict's own.
    """

    degree: str
    at: int
    provisional: bool
    arithmetic: Count | None = None
    texts: tuple[str, str] | None = None
    evidence: tuple[str, ...] | None = None


class Verdict(msgspec.Struct, kw_only=True, gc=False):
    """One rule's verdict on one occasion.

    `at` is the moment it became (violated) or may become (pending) true, ms; `again` a later moment at which it may
    change although it is violated already. `group` is the occasion without the colour where a colour has a card of
    its own. `by` is the event the verdict is about, or None for rules of time; `zh`, `en` are the check by hand.
    `owner` is the (department, region) whose clock it is, where that is not the case's own: branches and leads of
    composite cases. `begun` is what happened on the day the clock starts, (Chinese, English). `lower` are the steps
    reached below the one named, in order: what a card may show where the gravest may not be shown or waits for a
    person; whether it may, the verdict does not ask. `leader`: the head of the department answers; `answers`: this
    person does, where no event says who. A rule that makes a lead instead of a card says so by the degree `LEAD`; its
    sentence is the text, its scope the occasion.
    """

    occasion: str
    status: Status
    degree: str = ""
    at: int = 0
    again: int | None = None
    group: str = ""
    count: Count = Count()
    evidence: tuple[str, ...] = ()
    stage_code: str | None = None
    by: Any = None
    owner: tuple[str | None, str | None] | None = None
    leader: bool = False
    answers: Responsible | None = None
    begun: tuple[str, str] = ("", "")
    lower: tuple[Reached, ...] = ()
    zh: str = ""
    en: str = ""

    @property
    def wake(self) -> int | None:
        """When time alone may change this verdict."""
        return self.at if self.status is Status.PENDING else self.again

    @property
    def ahead(self) -> bool:
        """Whether it warns of a due date that was not past yet."""
        return self.count.due_at is not None and self.at < self.count.due_at

    @property
    def missed(self) -> int:
        """Since when (ms) what the rule asks for was missed: before `at` where the colour, or a grace, came later."""
        due_at = self.at if self.count.due_at is None else self.count.due_at
        return min(self.at, due_at, *(step.at for step in self.lower if step.degree != WARNING))
