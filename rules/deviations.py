"""Accepted deviations (备案的偏离) and exemptions (容错免责): what a register says of a card on a day.

A deviation mutes the cards of a rule in a scope until a day, inclusive. An exemption only gives a ground on which a
person may revoke (domain E-05).
"""

from functools import lru_cache

from rules.cards import CardRecord
from rules.reconcile import Mute
from rules.rulebook import Exemption, Rulebook
from rules.scopes import Condition, covers, parse_scope


@lru_cache(maxsize=4096)
def _conditions(scope: str) -> tuple[Condition, ...]:
    return parse_scope(scope)


def muting(register: Rulebook, day: int) -> Mute | None:
    """Which cards are muted on that day; None where none can be."""
    if not any(each.expires >= day for each in register.deviations):
        return None
    return lambda record: muted_until(register, day, record) is not None


def muted_until(register: Rulebook, day: int, record: CardRecord) -> int | None:
    """The last day of the deviations that cover the card on that day, None where none does."""
    last = [
        each.expires
        for each in register.deviations
        if each.expires >= day and each.rule_id == record.rule_id and covers(_conditions(each.scope), record)
    ]
    return max(last) if last else None


def exemptions_for(register: Rulebook, record: CardRecord) -> list[Exemption]:
    """The exemptions filed that cover the card."""
    return [each for each in register.exemptions if covers(_conditions(each.scope), record)]


def filed_exemption(register: Rulebook, record: CardRecord, ground: str, day: int) -> Exemption | None:
    """The exemption of this ground that covers the card and was filed by that day; of several the newest."""
    filed = [
        each for each in exemptions_for(register, record) if each.ground == ground and each.filed_at <= day
    ]
    return max(filed, key=lambda each: each.filed_at, default=None)
