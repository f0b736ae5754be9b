"""Alerts brought in line with what there is to tell and who is to be told: opened, raised, repeated, escalated, closed.

Late events, people, rulebooks and time all end here, as for cards. The receivers of what stands hang on the facts and
the routes in force alone; who was told when, and who acknowledged, on the way there.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rules.alert_holds import hold_of, reds_of
from rules.alert_records import waits, written
from rules.alerts import Alert, AlertChange, AlertState, Entry, Notice
from rules.cards import CardState
from rules.dossier import Dossier
from rules.matters import Matter, matters_of
from rules.office import Office
from rules.office_hours import after_hours, next_open
from rules.routes import DEPARTMENT
from rules.routing import Routed, above, key_of, may_have, route, today

TELLING = frozenset({Notice.NEW, Notice.CHANGED, Notice.ESCALATED})
"""Notices from which an acknowledgement is due."""
LONGEST = 16
"""Each reminder comes after twice the time of the one before, up to this many times `repeat_hours`: until somebody
acknowledges, and without a flood where nobody does for months."""
HANDLED = frozenset({CardState.ANSWERED, CardState.APPEALED, CardState.STANDS})
"""What a department did with its card, which says that it knows of it."""


class _Told(NamedTuple):
    """A matter that stands, with its alert where it has one, its receivers, and why it has none."""

    matter: Matter
    alert: Alert | None
    entries: list[Entry]
    unreached: str | None


def reconcile_alerts(
    dossier: Dossier,
    office: Office,
    cause: str,
    *,
    ended: bool = False,
    item_code: str | None = None,
    changed: bool = True,
) -> list[AlertChange]:
    """Bring a dossier's alerts in line: mutates them, returns the new revisions in order.

    `cause` names the event, the moment or the person, for the reason of each revision; `ended`: the case was decided or
    closed; `item_code` is its item. `changed` False: nothing but time has passed, so the receivers are as they were. A
    rulebook without routes opens no alerts.
    """
    if not dossier.alerts and not office.register.routes:
        return []
    known = {alert.record.alert_id: alert for alert in dossier.alerts}
    standing: list[_Told] = []
    changes: list[AlertChange | None] = []
    for matter in matters_of(dossier, office.register, ended=ended, item_code=item_code):
        alert = known.pop(matter.alert_id, None)
        if matter.over is None:
            standing.append(_receivers(alert, matter, office, changed=changed))
        elif alert is not None:
            changes.append(_end(alert, matter, matter.over, office, cause))
    reds = reds_of(
        [(told.matter, [each.receiver for each in told.entries if not each.over]) for told in standing],
        office,
    )
    changes += [
        _look_after(told, reds, dossier, office, cause)
        for told in standing
        if changed or _is_due(told, office)
    ]
    changes += [_end(alert, None, AlertState.WITHDRAWN, office, cause) for alert in known.values()]
    return [change for change in changes if change is not None]


def next_wake(alerts: Sequence[Alert]) -> int | None:
    """When time alone changes something of the alerts (ms)."""
    moments = [moment for alert in alerts for entry in alert.entries for moment in moments_of(entry)]
    return min(moments, default=None)


def moments_of(entry: Entry) -> list[int]:
    """When something of a receiver is due: what it is to be told, its acknowledgement, the next reminder."""
    asked = waits(entry)
    due = (
        entry.due if entry.pending else None,
        entry.ack_due if asked and not entry.overdue else None,
        entry.remind if asked and not entry.pending else None,
    )
    return [moment for moment in due if moment is not None]


def _receivers(alert: Alert | None, matter: Matter, office: Office, *, changed: bool) -> _Told:
    """The matter with its receivers by the routes in force; as they were where nothing changed."""
    if alert is not None and not changed:
        return _Told(matter, alert, alert.entries, alert.record.unreached)
    routing = route(matter, office.register, today(office.zone, office.now))
    entries = alert.entries if alert is not None else []
    _take_over(entries, routing.routed, matter)
    return _Told(matter, alert, entries, routing.unreached)


def _is_due(told: _Told, office: Office) -> bool:
    return any(moment <= office.now for entry in told.entries for moment in moments_of(entry))


def _look_after(
    told: _Told, reds: frozenset[str], dossier: Dossier, office: Office, cause: str
) -> AlertChange | None:
    matter, alert, entries, unreached = told
    _fall_due(entries, matter, office)
    notices = _tell(entries, matter, reds, office)
    made = written(alert, entries, matter, unreached, notices, None, office, cause)
    if made is not None and alert is None:
        dossier.alerts = [*dossier.alerts, Alert(made.after, entries)]
    return made


def _end(
    alert: Alert, matter: Matter | None, how: AlertState, office: Office, cause: str
) -> AlertChange | None:
    """It is over: those who were told learn so, the others never hear of it."""
    if alert.record.state is how and not any(entry.pending for entry in alert.entries):
        return None  # all is said
    farewell = Notice.WITHDRAWN if how is AlertState.WITHDRAWN else Notice.CLOSED
    for entry in alert.entries:
        _leave(entry, farewell)
    notices = _tell(alert.entries, matter, frozenset(), office)
    return written(alert, alert.entries, matter, alert.record.unreached, notices, how, office, cause)


def _leave(entry: Entry, farewell: Notice) -> None:
    if entry.over:
        return
    entry.over, entry.remind = True, None
    entry.pending, entry.due, entry.held_by = (farewell if entry.knows else ""), None, None


def _take_over(entries: list[Entry], routed: Sequence[Routed], matter: Matter) -> None:
    """Give the receivers what the routes say now: new ones, those who are none any more, those to be told again."""
    wanted = {each.receiver: each for each in routed}
    for entry in entries:
        given = wanted.pop(entry.receiver, None)
        if given is not None:
            _update(entry, given, matter)
        elif not entry.fallen_to:
            _leave(entry, Notice.CLOSED)
    entries += [Entry(*each, *matter.level, pending=Notice.NEW) for each in wanted.values()]


def _update(entry: Entry, given: Routed, matter: Matter) -> None:
    news = (entry.stage, entry.colour) != matter.level
    if entry.told is not None and not news:
        given = given._replace(group=entry.group)  # the message it was told in
    for name, value in zip(Routed._fields, given, strict=True):
        setattr(entry, name, value)
    entry.fallen_to = ""
    entry.stage, entry.colour = matter.level
    if entry.over and not entry.pending:
        _ask_again(entry, Notice.NEW)
    elif news and entry.knows:
        _ask_again(entry, Notice.CHANGED)
    elif entry.over:  # back before it was told that it is over
        entry.over, entry.pending = False, ""


def _ask_again(entry: Entry, notice: Notice) -> None:
    """The receiver is told anew, and what it acknowledged was another matter."""
    entry.pending, entry.due, entry.over = notice, None, False
    entry.told = entry.ack_due = entry.remind = entry.acknowledged = entry.by = entry.result = None
    entry.overdue, entry.reminders = False, 0


def _fall_due(entries: list[Entry], matter: Matter, office: Office) -> None:
    """Acknowledgements that are overdue go one level up; reminders that are due are given."""
    for entry in list(entries):
        _take_on(entry, matter, office)
        if not waits(entry):
            continue
        if not entry.overdue and entry.ack_due is not None and entry.ack_due <= office.now:
            entry.overdue = True
            _go_up(entries, entry, matter, office)
        if entry.remind is not None and entry.remind <= office.now and not entry.pending:
            entry.pending, entry.due = Notice.REMINDER, None


def _take_on(entry: Entry, matter: Matter, office: Office) -> None:
    """A department that dealt with its card, before or after it was told, has nothing to acknowledge."""
    if waits(entry) and entry.unit == DEPARTMENT and matter.about_state in HANDLED:
        entry.acknowledged, entry.result, entry.remind = office.now, "taken_on", None
        if entry.pending == Notice.REMINDER:
            entry.pending = ""


def _go_up(entries: list[Entry], late: Entry, matter: Matter, office: Office) -> None:
    """Tell whoever is above a receiver that did not acknowledge; who knows of it already is told so too."""
    register = office.register
    receiver = register.receivers.get(late.receiver.partition("/")[0])
    upper = above(receiver, register) if receiver is not None else None
    key = key_of(upper, matter) if upper is not None and may_have(upper, matter) else None
    if upper is None or key is None:
        return
    there = next((entry for entry in entries if entry.receiver == key), None)
    if there is not None and not there.over:
        if there.pending in ("", Notice.REMINDER):
            there.pending, there.due = Notice.ESCALATED, None
        return
    if there is not None:
        entries.remove(there)
    raised = Entry(
        key,
        upper.unit,
        matter.dept_code if upper.dept_code is None else upper.dept_code,
        late.route,
        f"逾期未签收，升级 / not acknowledged in time by {late.receiver}",
        late.urgent,
        late.ack_hours,
        late.repeat_hours,
        late.group,
        upper.office_hours,
        *matter.level,
        pending=Notice.ESCALATED,
        fallen_to=late.receiver,
    )
    entries.append(raised)


def _tell(
    entries: Sequence[Entry], matter: Matter | None, reds: frozenset[str], office: Office
) -> dict[str, Notice]:
    """Give the notices that wait and that nothing holds back; by receiver, those given now."""
    given = {}
    for entry in entries:
        if not entry.pending:
            entry.held_by = entry.due = None
            continue
        hold = hold_of(matter, entry, reds, office)
        if hold is not None:
            entry.held_by, entry.due = hold
            continue
        notice = Notice(entry.pending)
        given[entry.receiver] = notice
        entry.pending, entry.due, entry.held_by = "", None, None
        _note_told(entry, notice, office)
    return given


def _note_told(entry: Entry, notice: Notice, office: Office) -> None:
    entry.knows = not entry.over
    if notice in TELLING and entry.told is None:
        entry.told = office.now
        if entry.ack_hours is not None:
            entry.ack_due = after_hours(office, office.now, entry.ack_hours, urgent=entry.urgent)
    if notice is Notice.REMINDER:
        entry.reminders += 1
    if waits(entry) and entry.repeat_hours is not None:
        hours = entry.repeat_hours * min(2**entry.reminders, LONGEST)
        remind = after_hours(office, office.now, hours, urgent=entry.urgent)
        held = entry.office_hours and not entry.urgent
        entry.remind = next_open(office, remind) if held else remind
