"""What people enter of a sample (抽查): was a case that was drawn really done in time (contracts 1.3; domain 6).

The subject of an answer is its case, the sample is named by what it was drawn with, so that anybody can draw it again.
Of one sample and case the newest answer counts; each stays an event with its outcome.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from rules.dossier import Action, Dossier
from rules.entitlement import SUPERVISOR, Refusal
from rules.fact import Fact
from rules.office import Office
from rules.sampling import sample_named
from rules.summary import Summary, summarise
from rules.view import CaseView

Answer = Literal["yes", "no"]
NAME = ("抽查结果", "sample result")


class SampleAnswer(msgspec.Struct, frozen=True, gc=False):
    """What stands as the answer for a case of a sample: `state` yes or no, `revision` counts the answers."""

    state: Answer
    revision: int


def answer_of(dossier: Dossier, action: Fact) -> SampleAnswer:
    """The answer that this action makes."""
    given = len(_answers(dossier.actions, action.data.sample_id))
    return SampleAnswer(action.data.result, given + 1)


def refuse_answer(dossier: Dossier, action: Fact, view: CaseView | None, office: Office) -> Refusal | None:
    """Why this person may not enter this, or None: a supervisor of another department, of a case that ended in the
    month of the sample, with a reason where an answer is there already."""
    actor = office.register.member(action.data.actor_id, office.day)
    if actor is None:
        return Refusal.UNKNOWN_ACTOR
    if SUPERVISOR not in actor.roles:
        return Refusal.NOT_ENTITLED
    case = None if view is None else summarise(view)
    if actor.staff_id in _hands(dossier) or (case is not None and actor.dept_code == case.dept_code):
        return Refusal.CONFLICT_OF_INTEREST
    if not _is_in(action.data.sample_id, case, office):
        return Refusal.UNKNOWN_TARGET
    if action.data.result is None:
        return Refusal.RESULT_MISSING
    again = bool(_answers(dossier.actions, action.data.sample_id))
    return Refusal.REASON_MISSING if again and not (action.data.reason or "").strip() else None


def _answers(actions: Sequence[Action], sample_id: str) -> list[Action]:
    """The answers to the sample that were taken."""
    return [each for each in actions if each.outcome == "done" and _is_of(each.fact, sample_id)]


def _is_of(fact: Fact, sample_id: str) -> bool:
    return fact.type == "desk.sample_result" and fact.data.sample_id == sample_id


def _hands(dossier: Dossier) -> frozenset[str]:
    """Everybody whom an event of the case names."""
    return frozenset(fact.data.staff_id for fact in dossier.facts if fact.data.staff_id)


def _is_in(sample_id: str, case: Summary | None, office: Office) -> bool:
    """Whether there can be such a sample, and the case ended in its month. That it was drawn is seen by who reads the
    answers: they draw again."""
    order = sample_named(sample_id)
    if order is None or case is None:
        return False
    ends = [each for each in (case.decided, case.closed) if each is not None]
    return bool(ends) and order.month.first_day <= office.zone.day_of(min(ends)) <= order.month.last_day
