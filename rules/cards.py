"""The card: a warning, yellow or red card with all a person needs to check it, and the states its data puts it in.

A card's id comes from case, rule and occasion alone, so the same facts make the same card. A card is *held* while its
verdict is true. What people and the rulebook's mode did to it is its `base` state; what the data alone do to it comes
on top (contracts 4): withdrawn while not held, superseded while a graver card of its class and occasion stands.
"""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256

import msgspec

from rules.rulebook import Colour


class CardState(StrEnum):
    """proposed → issued → answered → appealed …, and what the data alone do (contracts 4)."""

    PROPOSED = "proposed"
    ISSUED = "issued"
    REJECTED = "rejected"
    ANSWERED = "answered"
    APPEALED = "appealed"
    STANDS = "stands"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    MUTED = "muted"


FINAL = frozenset({CardState.REVOKED, CardState.REJECTED})
"""What a person ended; no data bring it back."""

STANDING = frozenset({CardState.ISSUED, CardState.ANSWERED, CardState.APPEALED, CardState.STANDS})
"""The states that count in scores."""

BY_DATA: Mapping[tuple[bool, bool, bool], CardState | None] = {
    (False, False, False): CardState.WITHDRAWN,
    (False, False, True): CardState.WITHDRAWN,
    (False, True, False): CardState.WITHDRAWN,
    (False, True, True): CardState.WITHDRAWN,
    (True, True, False): CardState.MUTED,
    (True, True, True): CardState.MUTED,
    (True, False, True): CardState.SUPERSEDED,
    (True, False, False): None,
}
"""(verdict holds, a deviation mutes it, a graver card stands) → the state the data put a card in; None = the state it
had by itself."""


class Responsible(msgspec.Struct, frozen=True, gc=False):
    """Who answers for the card."""

    staff_id: str | None
    post: str | None
    role: str | None
    dept_code: str | None


class CardRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The whole record that every card event carries. Instants are RFC 3339 texts in the rulebook's zone.

    `found_by` is how a card issued by hand came to light (`rules.manual.FOUND_BY`), `exemption` the ground of the
    filed exemption on which it was revoked.
    """

    card_id: str
    revision: int
    state: CardState
    colour: str
    rule_id: str
    rule_class: str
    case_no: str
    occasion: str
    item_code: str | None
    dept_code: str | None
    region_code: str | None
    stage_code: str | None
    responsible: Responsible
    start_date: str | None
    limit_days: int | None
    excluded_days: int
    extension_days: int
    due_date: str | None
    due_at: str | None
    violated_at: str
    issued_at: str | None
    provisional: bool
    evidence: tuple[str, ...]
    arithmetic: str
    basis: str
    answer_due: str | None
    appeal_due: str | None
    mode: str
    historical: bool
    superseded_by: str | None
    subject: str
    rulebook_hash: str
    reason: str
    found_by: str | None = None
    exemption: str | None = None


class Card(msgspec.Struct, array_like=True, gc=False):
    """A card in the dossier: its record as last written, and what is needed to go on from there.

    `asked` is when it last began to stand and ask for an answer, `answer_by` when that is due, `handled` when the
    department first answered or appealed, `missed` when answers were due and none had come; all in ms.
    `hands` are the people who issued or confirmed the card or referred its appeal up: none of them decides on it again.
    `referred_by`: who referred it to discipline inspection.
    `reinstate`: revoked so that what it superseded stands again. `muted`: an accepted deviation covers it now.
    """

    record: CardRecord
    group: str
    base: CardState
    held: bool
    answer_by: int | None = None
    handled: int | None = None
    hands: tuple[str, ...] = ()
    reinstate: bool = False
    muted: bool = False
    asked: int | None = None
    missed: tuple[int, ...] = ()
    referred_by: str = ""


def asks_for_answer(record: CardRecord) -> bool:
    """Whether somebody is to answer the card: no answer is asked to a warning, nor to history (contracts 2.17)."""
    return record.colour != Colour.WARNING and not record.historical


def card_id_of(case_no: str, rule_id: str, occasion: str) -> str:
    """The id of a card, from facts alone: the rule and 64 bits of SHA-256 over case, rule and occasion."""
    name = "\x1f".join((case_no, rule_id, occasion)).encode()
    return f"{rule_id}-{sha256(name).hexdigest()[:16]}"


def state_of(card: Card, outranked: bool) -> CardState:
    """The state a card is in, from its base state and the data."""
    if card.base in FINAL:
        return card.base
    return BY_DATA[card.held, card.muted, outranked] or card.base
