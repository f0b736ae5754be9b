"""Scopes: which cards a deviation, an exemption, a silence or an outage is about, as the registers of a rulebook write
them.

A scope is one or more conditions joined by `;`, all of which must hold; empty or `*` is every card. A condition is
`case:`, `card:`, `item:`, `dept:` or `region:` and a code, as in `dept:430100-ZJ;item:430100-0001`.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

EVERYTHING = "*"


class Scoped(Protocol):
    """What can be in a scope: a card, or a matter that somebody is told of."""

    @property
    def case_no(self) -> str: ...
    @property
    def card_id(self) -> str | None: ...
    @property
    def item_code(self) -> str | None: ...
    @property
    def dept_code(self) -> str | None: ...
    @property
    def region_code(self) -> str | None: ...


FIELDS: Mapping[str, Callable[[Scoped], str | None]] = {
    "case": lambda record: record.case_no,
    "card": lambda record: record.card_id,
    "item": lambda record: record.item_code,
    "dept": lambda record: record.dept_code,
    "region": lambda record: record.region_code,
}
"""What a condition may be about."""

Condition = tuple[str, str]
"""(field, code)."""


def parse_scope(text: str) -> tuple[Condition, ...]:
    """The conditions of a scope, none for one that covers everything. Raises ValueError with what was found."""
    if text.strip() in ("", EVERYTHING):
        return ()
    return tuple(_condition(part.strip()) for part in text.split(";"))


def covers(conditions: tuple[Condition, ...], record: Scoped) -> bool:
    """Whether the card or matter is in the scope."""
    return all(FIELDS[field](record) == code for field, code in conditions)


def _condition(part: str) -> Condition:
    field, colon, code = part.partition(":")
    if not colon or field not in FIELDS or not code.strip():
        raise ValueError(f"{part!r}")
    return field, code.strip()
