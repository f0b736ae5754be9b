"""The ticket (整改单): one matter, one investigation (一事一调查), with one person who answers for it.

Here is what a ticket is. `rules.ticket_care` opens, routes and voids tickets as the facts ask for them,
`rules.ticket_desk` moves them as people act, `rules.ticket_clock` keeps their deadlines. What people did to a ticket is
its `base` state; on top comes what the facts alone do: void while nothing asks for it (contracts 4, domain C).
"""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

import msgspec

from rules.cards import Responsible


class TicketKind(StrEnum):
    """What a ticket is about."""

    BAD_RATING = "bad_rating"
    INVESTIGATION = "investigation"
    COMPLAINT = "complaint"
    SYSTEMIC = "systemic"


class TicketState(StrEnum):
    """待派, 待联系, 核实, 申诉中, 整改中, 待审核, 回访, 重办, 办结, 作废 (domain C)."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    VERIFYING = "verifying"
    APPEALED = "appealed"
    RECTIFYING = "rectifying"
    SUBMITTED = "submitted"
    FOLLOW_UP = "follow_up"
    REOPENED = "reopened"
    CLOSED = "closed"
    VOID = "void"


ENDED = frozenset({TicketState.CLOSED, TicketState.VOID})
"""The states in which nobody has anything to do."""

LETTERS: Mapping[TicketKind, str] = {
    TicketKind.BAD_RATING: "R",
    TicketKind.INVESTIGATION: "I",
    TicketKind.COMPLAINT: "C",
    TicketKind.SYSTEMIC: "S",
}
"""The letter with which the ids of a kind begin."""

ID_DIGITS = 16
"""How many hexadecimal digits follow the letter."""


class TicketRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False, rename={"handling_class": "class"}):
    """The whole record that every ticket event carries. Instants are RFC 3339 texts in the rulebook's zone.

    Due moments are the first instant that is too late, as last computed; they stay when met. `overdue` names the
    deadlines that passed unmet, ever. `round` is 1, and one more for each reopening. `contacted`, `follow_up` are what
    contact and visit came to. `confirmed_by` are events that confirm what the rating says, `history` the ids of the
    actions that were done, in order.
    """

    ticket_id: str
    revision: int
    kind: TicketKind
    state: TicketState
    subject: str
    card_id: str | None
    rating_key: str | None
    rule_id: str | None
    dept_code: str | None
    region_code: str | None
    responsible: Responsible
    level: str | None
    real_name: bool
    opened_at: str
    assigned_at: str | None
    contacted_at: str | None
    submitted_at: str | None
    closed_at: str | None
    contact_due: str | None
    verify_due: str | None
    appeal_due: str | None
    appeal_decide_due: str | None
    rectify_due: str | None
    review_due: str | None
    follow_up_due: str | None
    overdue: tuple[str, ...]
    handling_class: str
    cause_code: str | None
    finding: str | None
    responsibility: str | None
    measure: str | None
    result: str | None
    contacted: str | None
    follow_up: str | None
    appeal_ground: str | None
    joined_to: str | None
    round: int
    extension_days: int
    confirmed_by: tuple[str, ...]
    history: tuple[str, ...]
    historical: bool
    rulebook_hash: str
    reason: str


class Clock(msgspec.Struct, array_like=True, gc=False):
    """One deadline of a ticket: `days` working days after the date `day`, due at the midnight after (`due`, ms).

    `round` is the ticket's when it began at `begun` (ms). `stopped` is when it was met or laid to rest (ms), None while
    it runs; `pauses` are the (stopped, went on) moments in between, whose days do not count. `missed`: it was running
    when it fell due, which stays so; `by` is who answered for the ticket then, `acts` what had been done by then.
    """

    name: str
    round: int
    begun: int
    day: int
    days: int
    due: int
    stopped: int | None = None
    missed: bool = False
    pauses: tuple[tuple[int, int], ...] = ()
    by: Responsible | None = None
    acts: tuple[str, ...] = ()


class Asking(NamedTuple):
    """A fact that asks for a ticket, or to take one up again: its source and id as one text, and its id alone."""

    ref: str
    id: str


class Fault(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Rectification that was none: how grave (a colour), since when (ms), the id of the action or event that shows it,
    who answered for the ticket then; `ref` names the fact where one showed it (a 追评) and no action."""

    degree: str
    at: int
    by: str
    responsible: Responsible
    ref: str = ""


class Before(msgspec.Struct, array_like=True, gc=False):
    """A ticket as it was before the fact `ref` took it up again, kept until somebody acts on it: the fact may go."""

    ref: str
    record: TicketRecord
    base: TicketState
    clocks: list[Clock]
    attempts: int
    faults: tuple[Fault, ...]


class Ticket(msgspec.Struct, array_like=True, gc=False):
    """A ticket in the dossier: its record as last written, and what is needed to go on from there.

    `base` is the state people left it in, `held` whether something asks for it now. `gravity` and `day` are the need's,
    `barred` are those rated or carded: they never answer. `clocks` are all deadlines that ever ran, in order.
    `assigned` is when it was first given to somebody (ms), `rerouted` whether a supervisor chose the department,
    `attempts` how often a deed was tried in vain, `hands` who decided on its appeal so far, `grants` how many of them
    for it, `appellant` who asked, `granted` whether it is closed because the appeal was. `again` are the refs of the
    facts that asked to reopen it, `faults` what R-04 found. `upheld` is when an appeal was granted (ms, as recorded):
    ratings of the service that were recorded by then do not count. `asking` are the facts it rests on, `before` what
    it was before a fact took it up again. `contact` is the sealed way to
    reach who rated, which its unit may open while the ticket is open.
    """

    record: TicketRecord
    base: TicketState
    held: bool = True
    gravity: str = ""
    day: int = 0
    barred: tuple[str, ...] = ()
    clocks: list[Clock] = []
    assigned: int | None = None
    rerouted: bool = False
    attempts: int = 0
    hands: tuple[str, ...] = ()
    grants: int = 0
    appellant: str | None = None
    granted: bool = False
    again: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    upheld: int | None = None
    asking: tuple[Asking, ...] = ()
    before: Before | None = None
    contact: str | None = None


class Need(NamedTuple):
    """What asks for a ticket. `key` names it for good: the subject, what it is about ("rating", "card", "complaint",
    "finding"), and which.

    `day` is the business day of the rating, the violation or the complaint, from which contact is due. `gravity` is
    one of `rules.ticket_terms.GRAVITIES`, `barred` are those rated or carded. `card_id` is the highest card,
    `rating_key` service and rating number. `asking` are the facts it rests on: first the one that opens it, then those
    that ask to reopen it, bad second ratings (追评). `confirmed` are ids of events that confirm what the rating says.
    `contact` is the sealed way to reach who rated.
    """

    kind: TicketKind
    key: tuple[str, ...]
    day: int
    gravity: str
    dept_code: str | None
    region_code: str | None
    barred: tuple[str, ...] = ()
    real_name: bool = False
    card_id: str | None = None
    rating_key: str | None = None
    rule_id: str | None = None
    asking: tuple[Asking, ...] = ()
    confirmed: tuple[str, ...] = ()
    historical: bool = False
    contact: str | None = None

    @property
    def ticket_id(self) -> str:
        """The id of the ticket it asks for."""
        return ticket_id_of(self.kind, self.key)


class TicketChange(NamedTuple):
    """A ticket's record before (None for a new ticket) and after."""

    before: TicketRecord | None
    after: TicketRecord


def ticket_id_of(kind: TicketKind, key: tuple[str, ...]) -> str:
    """The id of a ticket, from facts alone: the letter of its kind and 64 bits of SHA-256 over its key."""
    name = "\x1f".join(key).encode()
    return f"{LETTERS[kind]}-{sha256(name).hexdigest()[:ID_DIGITS]}"


def is_id_of(kind: TicketKind, text: str) -> bool:
    """Whether the text may be the id of a ticket of this kind."""
    letter, _, name = text.partition("-")
    return letter == LETTERS[kind] and len(name) == ID_DIGITS and set(name) <= set("0123456789abcdef")
