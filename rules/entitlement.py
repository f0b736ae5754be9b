"""Who may do what at the desk: from the staff register of the day, never from the event (contracts 1.3).

A refusal is a word of `Refusal`; the order of the questions is the order in which a person would ask them.
"""

from collections.abc import Mapping
from enum import StrEnum

from rules.cards import Card
from rules.rulebook import Rulebook, StaffMember

SUPERVISOR, ADJUDICATOR, LEADER, LIAISON = "supervisor", "adjudicator", "leader", "liaison"
HR, DISCIPLINE, ADMINISTRATOR = "hr", "discipline", "administrator"
"""Roles that read and do nothing to cards: the assessment of everybody, what was referred, how the system runs."""


class Refusal(StrEnum):
    """Why an action was refused."""

    UNKNOWN_TARGET = "unknown_target"
    CASE_ARCHIVED = "case_archived"
    UNKNOWN_ACTOR = "unknown_actor"
    NOT_ENTITLED = "not_entitled"
    NOT_YOURS = "not_yours"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    SAME_PERSON = "same_person"
    ILLEGAL_STATE = "illegal_state"
    TOO_LATE = "too_late"
    REASON_MISSING = "reason_missing"
    UNKNOWN_RULE = "unknown_rule"
    WRONG_KIND = "wrong_kind"
    RESULT_MISSING = "result_missing"
    WRONG_RESULT = "wrong_result"
    GROUND_MISSING = "ground_missing"
    EVIDENCE_MISSING = "evidence_missing"
    EVIDENCE_WITHOUT_HASH = "evidence_without_hash"
    EXEMPTION_NOT_FILED = "exemption_not_filed"
    CAUSE_MISSING = "cause_missing"
    UNKNOWN_CAUSE = "unknown_cause"
    RESPONSIBILITY_MISSING = "responsibility_missing"
    MEASURE_MISSING = "measure_missing"
    DAYS_MISSING = "days_missing"
    TOO_MANY_DAYS = "too_many_days"
    ALREADY = "already"
    NOBODY_ON_DUTY = "nobody_on_duty"
    PERSON_MISSING = "person_missing"
    NOT_A_MEMBER = "not_a_member"
    ABSENT = "absent"
    NOT_SYSTEMIC = "not_systemic"
    TOO_EARLY = "too_early"
    OBJECTIONS_OPEN = "objections_open"
    MANIFEST_MISSING = "manifest_missing"
    OUTDATED = "outdated"
    CONTACT_MISSING = "contact_missing"
    NO_CONTACT = "no_contact"


ROLE_FOR: Mapping[str, str] = {
    "confirm": SUPERVISOR,
    "reject": SUPERVISOR,
    "revoke": SUPERVISOR,
    "refer": SUPERVISOR,
    "issue_manual": SUPERVISOR,
    "grant": ADJUDICATOR,
    "deny": ADJUDICATOR,
    "send_back": ADJUDICATOR,
    "refer_up": ADJUDICATOR,
}
"""Move → the role it needs; answering and appealing need none but being concerned."""

_SECOND_PERSON = frozenset({"confirm", "reject", "grant", "deny", "send_back", "refer_up"})
"""Moves that nobody makes who had a hand in the card before: who issued or confirmed it, or decided before."""


def refusal_of(move: str, actor_id: str, card: Card | None, register: Rulebook, day: int) -> Refusal | None:
    """Why this person may not make this move on that day, or None. `card` is None for a card issued by hand."""
    actor = register.member(actor_id, day)
    if actor is None:
        return Refusal.UNKNOWN_ACTOR
    role = ROLE_FOR.get(move)
    if role is not None and role not in actor.roles:
        return Refusal.NOT_ENTITLED
    if card is None:
        return None
    if role is None:
        record = card.record
        concerned = is_concerned(actor, record.responsible.staff_id, record.dept_code, register)
        return None if concerned else Refusal.NOT_YOURS
    return _conflict(move, role, actor, card)


def _conflict(move: str, role: str, actor: StaffMember, card: Card) -> Refusal | None:
    """Nobody decides on a card of their own, nor twice on one card; nobody of the department on its appeal."""
    if card.record.responsible.staff_id == actor.staff_id:
        return Refusal.CONFLICT_OF_INTEREST
    if role == ADJUDICATOR and actor.dept_code == card.record.dept_code:
        return Refusal.CONFLICT_OF_INTEREST
    if move in _SECOND_PERSON and actor.staff_id in card.hands:
        return Refusal.SAME_PERSON
    return None


def is_concerned(
    actor: StaffMember, responsible: str | None, dept_code: str | None, register: Rulebook
) -> bool:
    """The person who answers, the head of the department, or who leads or speaks for it."""
    if responsible == actor.staff_id:
        return True
    unit = register.units.get(dept_code or "")
    if unit is not None and unit.leader_id == actor.staff_id:
        return True
    return actor.dept_code == dept_code and not {LEADER, LIAISON}.isdisjoint(actor.roles)
