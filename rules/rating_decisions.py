"""Decisions about a rating: invalidated (误评, 恶意, 重复, 刷评) and restored, whatever the order of arrival."""

from collections.abc import Sequence
from typing import NamedTuple

from rules.fact import Fact
from rules.service_events import RatingInvalidated, RatingRestored

NO_SECOND_REVIEWER, BY_THE_RATED = "no_second_reviewer", "decided_by_the_rated"
"""Why an invalidation has no effect: 恶意 asks for another person's review; nobody voids a rating of themselves."""


class Ruling(NamedTuple):
    """What people decided about one rating: the invalidation in force, and marks of those without effect."""

    invalidation: RatingInvalidated | None = None
    marks: tuple[str, ...] = ()


def ruling_of(decisions: Sequence[Fact], rated: str | None) -> Ruling:
    """The last decision that has effect is in force, whenever the rating itself was given.

    `decisions` are the rating's, in order of time, source, id; `rated` the member of staff whom the rating is about.
    """
    standing: RatingInvalidated | None = None
    marks: list[str] = []
    for fact in decisions:
        decision = fact.data
        if isinstance(decision, RatingRestored):
            standing = None
        elif isinstance(decision, RatingInvalidated):
            fault = _fault(decision, rated)
            if fault is None:
                standing = decision
            else:
                marks.append(fault)
    return Ruling(standing, tuple(dict.fromkeys(marks)))


def _fault(decision: RatingInvalidated, rated: str | None) -> str | None:
    """Why the invalidation has no effect, None where it has."""
    decider, reviewer = _name(decision.decided_by), _name(decision.second_reviewer)
    themselves = _name(rated)
    if themselves and themselves == decider:
        return BY_THE_RATED
    if decision.kind == "malicious" and reviewer in ("", decider, themselves):
        return NO_SECOND_REVIEWER
    return None


def _name(staff_id: str | None) -> str:
    return (staff_id or "").strip()
