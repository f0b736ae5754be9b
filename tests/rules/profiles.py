"""Hypothesis strategies: profiles, which differ from each other in nothing but colours and modes."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from rules.rule_table import RULES
from tests.oracle.book import Book

COLOURS = ("warning", "yellow", "red")
A_CARD_EACH = ("P-01", "P-12")
"""Rules of which each degree has a card of its own."""

Degree = tuple[str, str]
"""(rule, degree)."""


@dataclass(frozen=True)
class Profile:
    """A colour for every degree, and the degrees that wait for a person."""

    colours: dict[Degree, str]
    confirm: frozenset[Degree]

    def of(self, book: Book) -> Book:
        """The rulebook in this profile's colours and modes."""
        return replace(book, colours=self.colours, confirm=self.confirm)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any colours; degrees that share a card share its mode, because a card has one."""
    colours = {degree: draw(st.sampled_from(COLOURS)) for rule_id in RULES for degree in _degrees(rule_id)}
    confirm: set[Degree] = set()
    for rule_id in RULES:
        degrees = _degrees(rule_id)
        for together in [[one] for one in degrees] if rule_id in A_CARD_EACH else [degrees]:
            confirm |= set(together) if draw(st.booleans()) else set()
    return Profile(colours, frozenset(confirm))


def _degrees(rule_id: str) -> list[Degree]:
    return [(rule_id, degree) for degree in RULES[rule_id].degrees]
