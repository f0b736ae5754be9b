"""Closed cases leave the state, are known by their stub from then on, and come back by what was kept of them
(contracts 2.18).

A case leaves `keep_closed_days` of stream time after its last record was read, when nothing of it is open. The whole
dossier goes out once more, sealed, for the archive; a sealed dossier that is read as an input record brings the case
back as it was, with the revisions of its cards, so that what is judged from then on goes on from them.
"""

from functools import reduce
from operator import xor

import msgspec

from rules import outputs
from rules.acting import Decision, refused_unread
from rules.cards import Card, CardState
from rules.departed import SEPARATOR, Departed, Stub, encode_stub, name_of
from rules.dossier import Dossier, encode, restore
from rules.entitlement import Refusal
from rules.events import Event
from rules.fact import Fact
from rules.outputs import Output
from rules.privacy import Border
from rules.strictness import Rejected
from rules.tickets import ENDED
from rules.unanswered import RULE as UNANSWERED
from rules.zone import Zone

DAY_MS = 86_400_000
LEAVING = "leaving"
"""The wake at which a closed case leaves."""

KEPT = b"\x00dossier\x00"
"""How the bytes of a dossier begin that is read as an input record; no event begins so."""

BROUGHT_BACK = "自档案调回 / brought back from the archive"


def leaves_at(dossier: Dossier, keep_days: int) -> int | None:
    """When the case leaves if nothing else comes (ms); None while it is not closed or waits for a person.

    A card waits for a person while it is proposed, appealed, or still to be answered, also where the answer is late.
    """
    known = dossier.summary
    if known is None or known.closed is None:
        return None
    if any(ticket.record.state not in ENDED for ticket in dossier.tickets):
        return None
    if any(_waits_for_a_person(card) for card in dossier.cards):
        return None
    return last_read(dossier) + keep_days * DAY_MS


def last_read(dossier: Dossier) -> int:
    """When its last record was read, in stream time; of states written before that was kept, when it was recorded."""
    return dossier.last_read or max((fact.recorded for fact in dossier.facts), default=0)


def _waits_for_a_person(card: Card) -> bool:
    state = card.record.state
    if state in (CardState.PROPOSED, CardState.APPEALED):
        return True
    asks = card.answer_by is not None and card.handled is None and card.record.rule_id != UNANSWERED
    return asks and state is CardState.ISSUED


def packed(dossier: Dossier) -> bytes | None:
    """The dossier as it leaves; None where it would not fit a record once sealed, and the case stays where it is."""
    encoded = encode(dossier)
    return encoded if len(encoded) <= LARGEST else None


def stub_of(dossier: Dossier, day: int) -> Stub:
    """What stays of the case."""
    facts = facts_of(dossier)
    digest = reduce(xor, (int.from_bytes(fact.digest) for fact in facts), 0)
    actions = tuple(
        name_of(dossier.subject, action.fact.source, action.fact.id) for action in dossier.actions
    )
    return Stub(day, len(facts), digest, actions)


def facts_of(dossier: Dossier) -> list[Fact]:
    """Every event that the dossier has taken in."""
    return [
        *dossier.facts,
        *dossier.ratings,
        *dossier.findings,
        *(action.fact for action in dossier.actions),
    ]


def kept_dossier(packed: bytes) -> Dossier:
    """The dossier of an opened record that brings a case back.

    Raises Rejected `wrong_value` where it is none that this program can read.
    """
    try:
        return restore(packed.removeprefix(KEPT))
    except msgspec.DecodeError:
        raise Rejected("wrong_value") from None


LARGEST = 2_500_000
"""Bytes of a dossier that leaves: sealed and written as text it is a third larger, and a record holds 4 MiB."""


class Door:
    """Where cases leave a lane and come back. `stubs` are the changes of this turn by key, None = gone."""

    def __init__(self, departed: Departed | None = None) -> None:
        self.departed = Departed() if departed is None else departed
        self.stubs: dict[str, bytes | None] = {}

    def has_left(self, subject: str) -> bool:
        """Whether the case has left."""
        return bool(self.departed) and name_of(subject) in self.departed

    def has_decided(self, event: Event) -> bool:
        """Whether a desk action had its outcome while, or before, its case was away."""
        return bool(self.departed) and _action(event) in self.departed

    def leave(self, dossier: Dossier, encoded: bytes, now: int, zone: Zone, border: Border) -> Output:
        """The case leaves: what is written of it, its dossier (`packed`) only sealed."""
        stub = stub_of(dossier, zone.day_of(now))
        self.departed.add(name_of(dossier.subject))
        for action in stub.actions:
            self.departed.add(action)
        self.stubs[dossier.subject] = encode_stub(stub)
        sealed = border.seal(KEPT + encoded) if border.seal is not None else None
        return outputs.archived_case(dossier, stub, last_read(dossier), sealed, now, zone)

    def come_back(self, dossier: Dossier) -> None:
        """The case is in the state again, and what was done at the desk is known from its dossier."""
        self.departed.discard(name_of(dossier.subject))
        for action in dossier.actions:
            self.departed.discard(name_of(dossier.subject, action.fact.source, action.fact.id))
        self.stubs[dossier.subject] = None

    def refuse(self, event: Event, now: int) -> Decision:
        """A desk action about a case that has left is refused, once."""
        self.departed.add(_action(event))
        self.stubs[SEPARATOR.join((event.subject, event.source, event.id))] = b"\x01"
        fact = Fact(event.time, event.source, event.id, event.recorded, event.digest, event.data)
        return refused_unread(fact, Refusal.CASE_ARCHIVED, now)

    def end_turn(self) -> dict[str, bytes | None]:
        """What changed in this turn."""
        stubs, self.stubs = self.stubs, {}
        return stubs


def _action(event: Event) -> int:
    return name_of(event.subject, event.source, event.id)
