"""Whose scores a person may see: HR and who supervises all; a department its own; everybody their own."""

from collections.abc import Sequence

from rules.assessment.periods import Month
from rules.assessment.scores import Score
from rules.entitlement import ADJUDICATOR, HR, SUPERVISOR, is_concerned
from rules.month_desk import MonthRecord
from streams.console.period import FIRST_YEAR
from streams.console.viewer import Viewer


def sees_all(viewer: Viewer) -> bool:
    """Whether every score is theirs, also before it is published."""
    return viewer.has(HR) or viewer.has(SUPERVISOR)


def may_export(viewer: Viewer) -> bool:
    """Whether the files of a month are theirs: those hold everybody."""
    return sees_all(viewer)


def visible(viewer: Viewer, record: MonthRecord | None, scores: Sequence[Score]) -> list[Score]:
    """The scores that are theirs to see: of a month that nobody published, those who see all only."""
    if sees_all(viewer):
        return list(scores)
    if record is None:
        return []
    return [score for score in scores if _theirs(viewer, record, score)]


def _theirs(viewer: Viewer, record: MonthRecord, score: Score) -> bool:
    """Their own; their unit and its people, where they lead or speak for it; an adjudicator's: what was objected to."""
    if score.key == f"person:{viewer.staff_id}":
        return True
    if viewer.has(ADJUDICATOR) and any(each.scope == score.key for each in record.objections):
        return True
    register = viewer.office.register
    if score.scope == "unit":
        return is_concerned(viewer.member, None, score.id, register)
    if score.scope == "person":
        return any(is_concerned(viewer.member, None, code, register) for code in score.departments)
    return False


def begun(viewer: Viewer, month: Month) -> bool:
    """Whether there is anything to count: the month has begun."""
    return month.year > FIRST_YEAR and month.first_day <= viewer.office.day
