"""What people do with alerts: acknowledge one for the receiver they belong to (contracts 1.3)."""

from collections.abc import Sequence

import msgspec

from rules.alerts import OVER, RESULTS, Alert, Entry
from rules.entitlement import Refusal, is_concerned
from rules.fact import Fact
from rules.office import Office
from rules.routes import DEPARTMENT
from rules.rulebook import Rulebook, StaffMember


def acknowledge(alert: Alert, action: Fact, office: Office, *, on_record: bool = False) -> Refusal | None:
    """Why the acknowledgement is refused (nothing changed), or None: it is done for all receivers it is meant for.

    `on_record`: it was done once already, which is a fact, whatever the alert looks like now.
    """
    data = action.data
    meant = [entry for entry in alert.entries if data.receiver in (None, entry.receiver)]
    actor = office.register.member(data.actor_id, office.day)
    mine = [
        entry
        for entry in meant
        if actor is not None and belongs(actor, entry.unit, entry.dept_code, office.register)
    ]
    if not on_record:
        refusal = _refusal(alert, actor, mine, data.result)
        if refusal is not None:
            return refusal
    for entry in mine or meant:
        _acknowledged(entry, data.actor_id, data.result, office)
    alert.record = msgspec.structs.replace(alert.record, history=(*alert.record.history, action.id))
    return None


def _refusal(
    alert: Alert, actor: StaffMember | None, mine: Sequence[Entry], result: str | None
) -> Refusal | None:
    if actor is None:
        return Refusal.UNKNOWN_ACTOR
    if not mine:
        return Refusal.NOT_YOURS
    told = [entry for entry in mine if entry.knows]
    if alert.record.state in OVER or not told:
        return Refusal.ILLEGAL_STATE
    return None if any(_says_more(entry, result) for entry in told) else Refusal.ALREADY


def belongs(actor: StaffMember, unit: str, dept_code: str | None, register: Rulebook) -> bool:
    """Whether a receiver is this person's: of the unit its people; of a department in question those who lead or speak
    for it."""
    if unit == DEPARTMENT:
        return is_concerned(actor, None, dept_code, register)
    return dept_code is not None and actor.dept_code == dept_code


def _says_more(entry: Entry, result: str | None) -> bool:
    if entry.acknowledged is None:
        return True
    return _rank(result) > _rank(entry.result)


def _rank(result: str | None) -> int:
    return RESULTS.index(result) if result in RESULTS else 0


def _acknowledged(entry: Entry, actor_id: str, result: str | None, office: Office) -> None:
    if not entry.knows or not _says_more(entry, result):
        return
    entry.acknowledged = entry.acknowledged or office.now
    entry.by, entry.result = actor_id, result or RESULTS[0]
    entry.remind = None
    if entry.told is not None:
        entry.pending = ""
