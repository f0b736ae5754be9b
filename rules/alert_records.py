"""From the alert in the dossier to the record that is written: its state, its receivers, its next revision."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from rules.alerts import (
    OVER,
    Addressee,
    AddresseeState,
    Alert,
    AlertChange,
    AlertRecord,
    AlertState,
    Entry,
    Notice,
)
from rules.matters import Matter
from rules.office import Office
from rules.on_record import next_revision
from rules.wording import plain

SAID: Mapping[AlertState, str] = {
    AlertState.HELD: "暂不通知 / not told yet",
    AlertState.OPEN: "已通知 / told",
    AlertState.ACKNOWLEDGED: "已签收 / acknowledged",
    AlertState.ESCALATED: "逾期未签收 / not acknowledged in time",
    AlertState.CLOSED: "已了结 / closed",
    AlertState.WITHDRAWN: "已撤回 / withdrawn",
}


def written(
    alert: Alert | None,
    entries: Sequence[Entry],
    matter: Matter | None,
    unreached: str | None,
    notices: Mapping[str, Notice],
    how: AlertState | None,
    office: Office,
    cause: str,
) -> AlertChange | None:
    """The alert's next revision; None where nothing of it changed and nobody is told anything.

    `matter` None: as last written. `how` is the way in which it is over, None while it stands.
    """
    old = alert.record if alert is not None else None
    new = _record(old, entries, matter, unreached, notices, how, office)
    if old is not None and not notices and _content(new) == _content(old):
        return None
    revision = next_revision(new.revision, office.floor)
    new = msgspec.structs.replace(new, revision=revision, reason=_reason(old, new, notices, cause))
    if alert is not None:
        alert.record = new
    return AlertChange(old, new)


def waits(entry: Entry) -> bool:
    """Whether the receiver was told, has to acknowledge, and did not yet."""
    asked = entry.told is not None and entry.ack_due is not None
    return asked and entry.acknowledged is None and not entry.over


def _record(
    old: AlertRecord | None,
    entries: Sequence[Entry],
    matter: Matter | None,
    unreached: str | None,
    notices: Mapping[str, Notice],
    how: AlertState | None,
    office: Office,
) -> AlertRecord:
    zone = office.zone
    state = how or _state(entries)
    due = min(
        (entry.ack_due for entry in entries if waits(entry) and entry.ack_due is not None), default=None
    )
    now = zone.iso(office.now)
    said: dict[str, Any] = {
        "state": state,
        "urgent": any(entry.urgent for entry in entries if not entry.over),
        "closed_at": ((old.closed_at if old is not None else None) or now) if state in OVER else None,
        "ack_due": None if due is None else zone.iso(due),
        "receivers": tuple(
            _addressee(entry, notices.get(entry.receiver), office) for entry in _sorted(entries)
        ),
        "unreached": unreached,
        "rulebook_hash": office.register.rulebook_hash,
    }
    if matter is not None:
        said |= _about(matter)
    if old is not None:
        return msgspec.structs.replace(old, **said)
    return AlertRecord(revision=0, opened_at=now, history=(), reason="", **said)


def _about(matter: Matter) -> dict[str, Any]:
    """What the record says of the matter."""
    return {
        "alert_id": matter.alert_id,
        "kind": matter.kind,
        "about_id": matter.about_id,
        "about_revision": matter.about_revision,
        "about_state": matter.about_state,
        "stage": matter.stage,
        "colour": matter.colour,
        "rule_id": matter.rule_id,
        "subject": matter.case_no,
        "item_code": matter.item_code,
        "dept_code": matter.dept_code,
        "region_code": matter.region_code,
        "title": matter.title,
    }


def _sorted(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.receiver)


def _state(entries: Sequence[Entry]) -> AlertState:
    """Where an alert stands whose matter does."""
    there = [entry for entry in entries if not entry.over]
    late = [entry for entry in there if waits(entry) and entry.overdue]
    if late:
        return AlertState.ESCALATED
    if not any(entry.knows for entry in there):
        return AlertState.HELD
    if any(waits(entry) for entry in there) or not any(entry.acknowledged for entry in there):
        return AlertState.OPEN
    return AlertState.ACKNOWLEDGED


def _addressee(entry: Entry, notice: Notice | None, office: Office) -> Addressee:
    def text(instant: int | None) -> str | None:
        return None if instant is None else office.zone.iso(instant)

    return Addressee(
        receiver=entry.receiver,
        unit=entry.unit,
        dept_code=entry.dept_code,
        route=entry.route,
        reason=entry.reason,
        state=_state_of(entry),
        notice=notice,
        urgent=entry.urgent,
        group=entry.group,
        held_by=entry.held_by,
        next_at=text(entry.due if entry.pending else entry.remind),
        told_at=text(entry.told),
        ack_due=text(entry.ack_due),
        acknowledged_at=text(entry.acknowledged),
        acknowledged_by=entry.by,
        result=entry.result,
        overdue=entry.overdue,
        reminders=entry.reminders,
    )


def _state_of(entry: Entry) -> AddresseeState:
    if entry.over:
        return AddresseeState.OVER
    if not entry.knows:
        return AddresseeState.HELD
    if entry.acknowledged is not None:
        return AddresseeState.ACKNOWLEDGED
    return AddresseeState.OVERDUE if entry.overdue else AddresseeState.TOLD


def _content(record: AlertRecord) -> AlertRecord:
    """The record but for what changes without news."""
    silent = tuple(msgspec.structs.replace(each, notice=None) for each in record.receivers)
    return msgspec.structs.replace(
        record, revision=0, reason="", about_revision=0, about_state="", rulebook_hash="", receivers=silent
    )


def _reason(old: AlertRecord | None, new: AlertRecord, notices: Mapping[str, Notice], cause: str) -> str:
    if old is not None and old.state is new.state and Notice.REMINDER in notices.values():
        return plain(f"催办 / reminded: {cause}")
    if old is not None and old.state is new.state:
        return plain(f"变更 / changed: {cause}")
    return plain(f"{SAID[new.state]}: {cause}")
