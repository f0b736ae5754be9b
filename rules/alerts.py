"""The alert (提醒): who is told of a card, a ticket, a lead, a referral or missing data, why, and who answers for it.

Here is what an alert is. `rules.matters` says what there is to tell, `rules.routing` who gets it and why,
`rules.alert_care` brings the alerts of a dossier in line with both, `rules.alert_desk` takes acknowledgements. The
program that delivers reads this record and nothing else: each revision says by `notice` which receivers are to be told
something new because of it, so whoever delivers decides nothing.
"""

from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

import msgspec


class AlertKind(StrEnum):
    """What an alert is about. A referral (移送) is a card or a confirmed lead that goes to discipline inspection; data
    is a source that fell silent or whose count does not agree."""

    CARD = "card"
    TICKET = "ticket"
    LEAD = "lead"
    REFERRAL = "referral"
    DATA = "data"


class AlertState(StrEnum):
    """未送达, 待签收, 已签收, 已升级, 已了结, 已撤回."""

    HELD = "held"
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ESCALATED = "escalated"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


OVER = frozenset({AlertState.CLOSED, AlertState.WITHDRAWN})
"""The states in which nobody has anything to acknowledge."""


class AddresseeState(StrEnum):
    """Not told yet; told and to acknowledge (or only to know); acknowledged; not acknowledged in time; over."""

    HELD = "held"
    TOLD = "told"
    ACKNOWLEDGED = "acknowledged"
    OVERDUE = "overdue"
    OVER = "over"


class Notice(StrEnum):
    """What a receiver is told: for the first time, that its colour or stage changed, again until it is acknowledged,
    because another did not acknowledge, that it is over, that it was never so."""

    NEW = "new"
    CHANGED = "changed"
    REMINDER = "reminder"
    ESCALATED = "escalated"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


RESULTS = ("read", "taken_on", "done")
"""What an acknowledgement may say (已阅, 已接办, 已办结), each more than the one before."""


class Addressee(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One receiver of an alert. Instants are RFC 3339 texts in the rulebook's zone.

    `receiver` is the name in receivers.csv; of a receiver that stands for the department in question it is followed by
    `/` and the department's code. `unit` is its kind, `dept_code` the unit whose people may acknowledge, `route` and
    `reason` why it gets the alert. `notice` is what it is to be told because of this very revision; null: nothing.
    `held_by` says why it is not told yet, `next_at` when that is looked at again or the next reminder is due. `ack_due`
    is the first instant that is too late, null where nothing needs to be acknowledged; `overdue` stays once it passed.
    `group` is equal for alerts that may be told in one message.
    """

    receiver: str
    unit: str
    dept_code: str | None
    route: str
    reason: str
    state: AddresseeState
    notice: Notice | None
    urgent: bool
    group: str
    held_by: str | None
    next_at: str | None
    told_at: str | None
    ack_due: str | None
    acknowledged_at: str | None
    acknowledged_by: str | None
    result: str | None
    overdue: bool
    reminders: int


class AlertRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The whole record that every alert event carries; no personal data but the ids of staff who acknowledged.

    `about_id` names the card, ticket or lead (of a referral: the card or lead referred), `about_revision` and
    `about_state` it as it was when this revision was written; `stage` is proposed, issued, open, overdue or referred.
    `ack_due` is the earliest acknowledgement that is still awaited. `unreached` says why nobody gets it, null where
    somebody does. `history` are the ids of acknowledging actions, in order.
    """

    alert_id: str
    revision: int
    state: AlertState
    kind: AlertKind
    about_id: str
    about_revision: int
    about_state: str
    stage: str
    colour: str | None
    rule_id: str | None
    subject: str
    item_code: str | None
    dept_code: str | None
    region_code: str | None
    title: str
    urgent: bool
    opened_at: str
    closed_at: str | None
    ack_due: str | None
    receivers: tuple[Addressee, ...]
    unreached: str | None
    history: tuple[str, ...]
    rulebook_hash: str
    reason: str


class Entry(msgspec.Struct, array_like=True, gc=False):
    """A receiver in the dossier: what routing said of it, and what became of it so far (instants in ms).

    `stage`, `colour` are of the matter it knows of, or is about to be told. `pending` is the notice that waits to be
    given, empty where none does; `due` when to look again, `held_by` why not now. `remind` is the next reminder.
    `knows`: it was told of the matter, and not that it is over. `fallen_to`: whom this one stands in for, who did not
    acknowledge; then no route sends it.
    """

    receiver: str
    unit: str
    dept_code: str | None
    route: str
    reason: str
    urgent: bool
    ack_hours: int | None
    repeat_hours: int | None
    group: str
    office_hours: bool
    stage: str
    colour: str | None
    pending: str = ""
    due: int | None = None
    held_by: str | None = None
    told: int | None = None
    ack_due: int | None = None
    remind: int | None = None
    acknowledged: int | None = None
    by: str | None = None
    result: str | None = None
    overdue: bool = False
    reminders: int = 0
    over: bool = False
    knows: bool = False
    fallen_to: str = ""


class Alert(msgspec.Struct, array_like=True, gc=False):
    """An alert in the dossier: its record as last written (no alert is without one), and its receivers in full."""

    record: AlertRecord
    entries: list[Entry]


class AlertChange(NamedTuple):
    """An alert's record before (None for a new alert) and after."""

    before: AlertRecord | None
    after: AlertRecord


def alert_id_of(kind: AlertKind, about_id: str) -> str:
    """The id of an alert, from facts alone: 64 bits of SHA-256 over its kind and what it is about."""
    name = "\x1f".join((kind, about_id)).encode()
    return f"alert-{sha256(name).hexdigest()[:16]}"
