"""Who is scored, and with whom they may be compared: counted facts gathered by person, post, unit, item and region.

A person's facts follow the person through all departments; a unit's are those counted in it, whoever did them. So a
person who moved in mid-month has one score, and both units their share. A region's facts count for every region above.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rules.assessment.facts import CardLine, MonthFacts, rated
from rules.rulebook import Rulebook, StaffMember


class Scope(NamedTuple):
    """What is scored: kind and id."""

    kind: str
    id: str


class Place(NamedTuple):
    """Where something was counted."""

    staff_id: str
    dept_code: str
    item_code: str
    region_code: str


@dataclass(slots=True)
class Gathered:
    """The facts and cards of one scope, and the departments they were counted in."""

    counts: Counter[str] = field(default_factory=Counter)
    cards: list[CardLine] = field(default_factory=list)
    departments: set[str] = field(default_factory=set)


class Register:
    """The registers of one rulebook as they stood on the last day of the month."""

    def __init__(self, book: Rulebook, day: int) -> None:
        self.book, self.day = book, day
        self._scopes: dict[Place, tuple[Scope, ...]] = {}

    def member(self, staff_id: str) -> StaffMember | None:
        """The person's row on the day, else the last one before it."""
        member = self.book.member(staff_id, self.day)
        if member is not None:
            return member
        before = [each for each in self.book.staff.get(staff_id, ()) if each.valid_from <= self.day]
        return max(before, key=lambda each: each.valid_to, default=None)

    def kind_of(self, dept_code: str) -> str:
        """The kind by which units are compared; blank where the register does not say."""
        unit = self.book.units.get(dept_code)
        return unit.kind if unit else ""

    def post_of(self, staff_id: str) -> str:
        """The kind of post: post and kind of unit; blank for persons the register does not know."""
        member = self.member(staff_id)
        if member is None or not member.post:
            return ""
        return f"{member.post}/{self.kind_of(member.dept_code)}"

    def name(self, scope: Scope) -> str:
        """How people call it; its id where the registers do not know it."""
        book = self.book
        if scope.kind == "item":
            return self._item_name(scope.id) or scope.id
        known = {
            "person": self.member(scope.id),
            "unit": book.units.get(scope.id),
            "region": book.regions.get(scope.id),
        }.get(scope.kind)
        return known.name if known else scope.id

    def group(self, scope: Scope) -> str:
        """Those it may be compared with: persons of the same kind of post, units of the same kind; blank: nobody."""
        if scope.kind == "person":
            return self.post_of(scope.id)
        return self.kind_of(scope.id) if scope.kind == "unit" else ""

    def scopes(self, place: Place) -> tuple[Scope, ...]:
        """All that something counted here counts for."""
        known = self._scopes.get(place)
        if known is None:
            known = self._scopes[place] = tuple(self._scopes_of(place))
        return known

    def _scopes_of(self, place: Place) -> Iterator[Scope]:
        if place.staff_id:
            yield Scope("person", place.staff_id)
            if post := self.post_of(place.staff_id):
                yield Scope("post", post)
        if place.dept_code:
            yield Scope("unit", place.dept_code)
        if place.item_code:
            yield Scope("item", place.item_code)
        if region := place.region_code or getattr(self.book.units.get(place.dept_code), "region_code", ""):
            for each in self.book.region_and_parents(region):
                yield Scope("region", each)

    def _item_name(self, item_code: str) -> str:
        item = self.book.item(item_code, self.day)
        versions = self.book.items.get(item_code, ())
        return item.name if item else (versions[-1].name if versions else "")


def gather(facts: MonthFacts, register: Register) -> dict[Scope, Gathered]:
    """The facts by scope."""
    found: dict[Scope, Gathered] = {}
    for place, counts in _counted(facts):
        for scope in register.scopes(place):
            _into(found, scope, place).counts.update(counts)
    for card in facts.cards:
        place = Place(card.staff_id, card.dept_code, card.item_code, card.region_code)
        for scope in register.scopes(place):
            _into(found, scope, place).cards.append(card)
    return found


def _into(found: dict[Scope, Gathered], scope: Scope, place: Place) -> Gathered:
    gathered = found.get(scope)
    if gathered is None:
        gathered = found[scope] = Gathered()
    if place.dept_code:
        gathered.departments.add(place.dept_code)
    return gathered


def _counted(facts: MonthFacts) -> Iterable[tuple[Place, Mapping[str, int]]]:
    for tally in facts.tallies:
        yield Place(tally.staff_id, tally.dept_code, tally.item_code, tally.region_code), tally.counts
    for group in facts.ratings:
        yield Place(group.staff_id, group.dept_code, group.item_code, group.region_code), rated(group)
