"""E-04 移送: what goes to discipline inspection, and nothing else does: what a person confirmed (domain A.6).

A card that a person confirmed or issued by hand, if it is red or of a rule of conduct; a lead of manipulated data that
a person confirmed; and any standing card that a supervisor referred (`desk.card_refer`), which is the only way for one
that was issued by itself.
"""

from rules.cards import Card, CardRecord, CardState
from rules.leads import LeadRecord, LeadState
from rules.rulebook import Colour, Rulebook

RULE = "E-04"
OF_CONDUCT = frozenset({"P-03", "P-10", "R-04", "R-07"})
"""越权办理, 违规收费, 虚假整改, 打击报复等: referred in yellow too, once a person confirmed."""
BY_PEOPLE = frozenset({"confirmed", "manual"})
"""Modes of cards that a person looked at before they took effect."""


def refers_card(card: Card, register: Rulebook) -> bool:
    """Whether the card goes to discipline inspection while it stands."""
    if card.base in (CardState.PROPOSED, CardState.REJECTED):
        return False
    return bool(card.referred_by) or refers_by_itself(card.record, register)


def refers_by_itself(record: CardRecord, register: Rulebook) -> bool:
    """Whether a card that took effect goes there because a person confirmed it, without being referred."""
    if RULE not in register.enabled or record.mode not in BY_PEOPLE or record.historical:
        return False
    return record.colour == Colour.RED or (record.rule_id in OF_CONDUCT and record.colour == Colour.YELLOW)


def refers_lead(lead: LeadRecord, register: Rulebook) -> bool:
    """Whether the lead goes to discipline inspection."""
    confirmed = lead.state is LeadState.CONFIRMED and lead.decided_by is not None
    return confirmed and RULE in register.enabled and lead.rule_id.startswith("A-")
