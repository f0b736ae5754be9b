"""What people do with a month of assessment: publish, object, decide, close (contracts 1.3; domain 8 and D).

The figures are computed outside, from the archive; here is decided whether they may be published and closed, and what
was frozen is kept by its manifest. A month that is closed stays as it is: what becomes known later is put right in a
later month. A refusal is a word of `Refusal`, asked in the order in which a person would ask.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from rules.assessment.periods import Month, month_of
from rules.assessment.terms import assessment_terms
from rules.entitlement import ADJUDICATOR, SUPERVISOR, Refusal, is_concerned
from rules.events import Data
from rules.fact import Fact
from rules.office import Office
from rules.rulebook import StaffMember
from rules.service_events import Manifest, MonthClose, MonthPublish, ScoreDecide, ScoreObject


class MonthState(StrEnum):
    """已公示, 已结账: published with time for objections, closed for good."""

    PUBLISHED = "published"
    CLOSED = "closed"


class Objection(msgspec.Struct, frozen=True, gc=False):
    """An objection to a score: `scope` as in `person:u17`; `decision` grant or deny, none while it waits. `points` are
    what a granted one gives or takes, with two decimals."""

    objection_id: str
    scope: str
    actor_id: str
    reason: str
    at: str
    decision: str | None = None
    decided_by: str | None = None
    decided_at: str | None = None
    decision_reason: str | None = None
    points: str | None = None


class MonthRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The whole record that every event of a month carries; instants are RFC 3339 texts in the rulebook's zone.

    `published` is the manifest of what may be objected to, until `objections_until`, the first instant that is too
    late (ms in `objections_end`); `closed` that of what is frozen for good.
    """

    month: str
    revision: int
    state: MonthState
    subject: str
    published: Manifest
    published_at: str
    published_by: str
    objections_until: str
    objections_end: int
    objections: tuple[Objection, ...] = ()
    closed: Manifest | None = None
    closed_at: str | None = None
    closed_by: str | None = None
    reason: str = ""

    def objection(self, objection_id: str) -> Objection | None:
        """The objection of this id."""
        return next((each for each in self.objections if each.objection_id == objection_id), None)

    @property
    def open_objections(self) -> list[Objection]:
        """Those that nobody has decided on."""
        return [each for each in self.objections if each.decision is None]


NAMES: Mapping[type[Data], tuple[str, str]] = {
    MonthPublish: ("公示考核结果", "figures published"),
    ScoreObject: ("提出异议", "objected"),
    ScoreDecide: ("异议处理", "objection decided"),
    MonthClose: ("结账", "closed"),
}
MONTH_ACTIONS = frozenset(NAMES)


def decide_month(
    record: MonthRecord | None, subject: str, action: Fact, office: Office, *, on_record: bool
) -> MonthRecord | Refusal:
    """The month after the action, or why it is refused. What was done once (`on_record`) is done again unasked."""
    month = month_of(action.data.month)
    if month is None or month.subject != subject:
        return Refusal.UNKNOWN_TARGET
    if not on_record and (refusal := _refusal(record, month, action, office)) is not None:
        return refusal
    moved = _MOVES[type(action.data)](record, month, action, office)
    if moved is None:
        return Refusal.ILLEGAL_STATE
    zh, en = NAMES[type(action.data)]
    said = (action.data.reason or "").strip()
    why = f"{zh} / {en}: {action.data.actor_id}" + (f": {said}" if said else "")
    revision = 1 if record is None else record.revision + 1
    return msgspec.structs.replace(moved, revision=revision, reason=why)


def _refusal(record: MonthRecord | None, month: Month, action: Fact, office: Office) -> Refusal | None:
    actor = office.register.member(action.data.actor_id, office.day)
    if actor is None:
        return Refusal.UNKNOWN_ACTOR
    return _ASKED[type(action.data)](record, month, action, office, actor)


def _may_publish(
    record: MonthRecord | None, month: Month, action: Fact, office: Office, actor: StaffMember
) -> Refusal | None:
    if SUPERVISOR not in actor.roles:
        return Refusal.NOT_ENTITLED
    if record is not None and record.state is MonthState.CLOSED:
        return Refusal.ILLEGAL_STATE
    if office.day <= month.last_day:
        return Refusal.TOO_EARLY
    return _no_figures(record, action)


def _no_figures(record: MonthRecord | None, action: Fact) -> Refusal | None:
    """The figures must be there, and have been made on the month's record as it is now."""
    manifest = action.data.manifest
    if manifest is None:
        return Refusal.MANIFEST_MISSING
    return None if manifest.record == (0 if record is None else record.revision) else Refusal.OUTDATED


def _may_object(
    record: MonthRecord | None, month: Month, action: Fact, office: Office, actor: StaffMember
) -> Refusal | None:
    return refusal_to_object(record, month, action.data.scope, office, actor) or _unexplained(action)


def _unexplained(action: Fact) -> Refusal | None:
    return None if (action.data.reason or "").strip() else Refusal.REASON_MISSING


def refusal_to_object(
    record: MonthRecord | None, month: Month, scope: str | None, office: Office, actor: StaffMember
) -> Refusal | None:
    """Why this person may not object to a score, or None."""
    if record is None or record.state is not MonthState.PUBLISHED:
        return Refusal.ILLEGAL_STATE
    if not _concerned(scope, month, office, actor):
        return Refusal.NOT_YOURS
    return Refusal.TOO_LATE if office.now >= record.objections_end else None


def _concerned(scope: str | None, month: Month, office: Office, actor: StaffMember) -> bool:
    """The person scored, or who leads or speaks for the unit."""
    kind, _, name = (scope or "").partition(":")
    if kind == "person":
        return is_concerned(actor, name, _dept_of(scope, month, office), office.register)
    return kind == "unit" and is_concerned(actor, None, name, office.register)


def _dept_of(scope: str | None, month: Month, office: Office) -> str | None:
    """The department of whoever is scored."""
    kind, _, name = (scope or "").partition(":")
    if kind != "person":
        return name
    member = office.register.member(name, month.last_day) or office.register.member(name, office.day)
    return member.dept_code if member else None


def _may_decide(
    record: MonthRecord | None, month: Month, action: Fact, office: Office, actor: StaffMember
) -> Refusal | None:
    return refusal_to_decide(record, month, action.data.objection_id, office, actor) or _unexplained(action)


def refusal_to_decide(
    record: MonthRecord | None, month: Month, objection_id: str | None, office: Office, actor: StaffMember
) -> Refusal | None:
    """Why this person may not decide on an objection, or None: an independent reviewer may, that is an adjudicator of
    another department who neither objected nor published."""
    if ADJUDICATOR not in actor.roles:
        return Refusal.NOT_ENTITLED
    objection = record.objection(objection_id or "") if record is not None else None
    if record is None or objection is None:
        return Refusal.UNKNOWN_TARGET
    if record.state is not MonthState.PUBLISHED or objection.decision is not None:
        return Refusal.ILLEGAL_STATE
    if objection.scope == f"person:{actor.staff_id}" or actor.dept_code == _dept_of(
        objection.scope, month, office
    ):
        return Refusal.CONFLICT_OF_INTEREST
    if actor.staff_id in (objection.actor_id, record.published_by):
        return Refusal.SAME_PERSON
    return None


def _may_close(
    record: MonthRecord | None, month: Month, action: Fact, office: Office, actor: StaffMember
) -> Refusal | None:
    del month
    if SUPERVISOR not in actor.roles:
        return Refusal.NOT_ENTITLED
    if record is None or record.state is not MonthState.PUBLISHED:
        return Refusal.ILLEGAL_STATE
    if office.now < record.objections_end:
        return Refusal.TOO_EARLY
    if record.open_objections:
        return Refusal.OBJECTIONS_OPEN
    return _no_figures(record, action)


def _publish(record: MonthRecord | None, month: Month, action: Fact, office: Office) -> MonthRecord | None:
    """Publishing again, before the close, replaces the figures and begins the time for objections anew."""
    manifest = action.data.manifest
    if manifest is None:
        return None
    days = assessment_terms(office.register).numbers["objection_days"]
    end = office.due(office.day, days)
    return MonthRecord(
        month=str(month),
        revision=0,
        state=MonthState.PUBLISHED,
        subject=month.subject,
        published=manifest,
        published_at=office.zone.iso(office.now),
        published_by=action.data.actor_id,
        objections_until=office.zone.iso(end),
        objections_end=end,
        objections=record.objections if record is not None else (),
    )


def _object(record: MonthRecord | None, month: Month, action: Fact, office: Office) -> MonthRecord | None:
    del month
    if record is None:
        return None
    data = action.data
    said = Objection(
        action.id, data.scope or "", data.actor_id, data.reason or "", office.zone.iso(office.now)
    )
    return msgspec.structs.replace(record, objections=(*record.objections, said))


def _decide(record: MonthRecord | None, month: Month, action: Fact, office: Office) -> MonthRecord | None:
    del month
    if record is None:
        return None
    decided = tuple(
        _decided(each, action.data, office) if each.objection_id == action.data.objection_id else each
        for each in record.objections
    )
    return msgspec.structs.replace(record, objections=decided)


def _decided(objection: Objection, data: Any, office: Office) -> Objection:
    return msgspec.structs.replace(
        objection,
        decision=data.decision,
        decided_by=data.actor_id,
        decided_at=office.zone.iso(office.now),
        decision_reason=data.reason,
        points=data.points if data.decision == "grant" else None,
    )


def _close(record: MonthRecord | None, month: Month, action: Fact, office: Office) -> MonthRecord | None:
    del month
    if record is None:
        return None
    return msgspec.structs.replace(
        record,
        state=MonthState.CLOSED,
        closed=action.data.manifest,
        closed_at=office.zone.iso(office.now),
        closed_by=action.data.actor_id,
    )


_Asked = Callable[[MonthRecord | None, Month, Fact, Office, StaffMember], Refusal | None]
_ASKED: Mapping[type[Data], _Asked] = {
    MonthPublish: _may_publish,
    ScoreObject: _may_object,
    ScoreDecide: _may_decide,
    MonthClose: _may_close,
}
_MOVES: Mapping[type[Data], Callable[[MonthRecord | None, Month, Fact, Office], MonthRecord | None]] = {
    MonthPublish: _publish,
    ScoreObject: _object,
    ScoreDecide: _decide,
    MonthClose: _close,
}
