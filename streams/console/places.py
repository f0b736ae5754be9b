"""Which pages are whose, by the roles of the staff register: each person's menu, and where their day begins."""

from collections.abc import Iterable, Mapping

from rules.entitlement import ADJUDICATOR, ADMINISTRATOR, DISCIPLINE, HR, SUPERVISOR

DESK = ("overview", "boards", "cards", "tickets", "ratings", "due", "alerts", "assessment", "rulebook")
"""Of whoever works at cards and tickets: departments, supervisors, adjudicators."""

MORE: Mapping[str, tuple[str, ...]] = {
    ADJUDICATOR: ("reviews",),
    SUPERVISOR: ("leads", "letters", "system"),
    HR: ("assessment", "people", "alerts", "rulebook"),
    DISCIPLINE: ("alerts",),
    ADMINISTRATOR: ("system", "letters", "people", "rulebook"),
}
"""Role → its pages, in the order of the menu."""

_READING = frozenset({HR, DISCIPLINE, ADMINISTRATOR})
"""Roles that alone give no pages of the desk."""

_FIRST = ((ADMINISTRATOR, "system"), (HR, "assessment"), (DISCIPLINE, "alerts"), (ADJUDICATOR, "reviews"))


def places_of(roles: Iterable[str]) -> tuple[str, ...]:
    """The places of a person's menu."""
    has = frozenset(roles)
    desk = () if has and has <= _READING else DESK
    more = (place for role, places in MORE.items() if role in has for place in places)
    return tuple(dict.fromkeys((*desk, *more)))


def start_of(roles: Iterable[str]) -> str:
    """The page a person comes to after signing in."""
    has = frozenset(roles)
    return next((place for role, place in _FIRST if role in has), "overview")
