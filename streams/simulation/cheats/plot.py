"""What a cheat works with: a unit, its people, a month, and the cases and ratings it makes up."""

from dataclasses import replace
from random import Random
from typing import NamedTuple

from streams.simulation.case import RATING, Application, Case, Happening
from streams.simulation.city import City, Item
from streams.simulation.days import DAY, HOUR, Days, date_of, written
from streams.simulation.people import REGION, Person

MORNING = 9 * HOUR + 1800
WAY = "quick"
"""The way of working of the items that are cheated with: one stage, three working days."""

OWN_WAY = {"A-12": "single", "A-16": "plain"}
"""Where those who handle the same item are compared, nobody else cheats with it."""


class Place(NamedTuple):
    """Which cheat of a pattern: the first is the boldest (1.0), the last weaker than what is looked for (0.0)."""

    rule_id: str
    pattern: int
    number: int
    strength: float


class CheatCase(Case):
    """A case in which what follows comes `pace` seconds later."""

    pace = 300

    def wait(self, least: int = 0, most: int = 0) -> None:
        """Let some seconds pass, however many are usual."""
        del least, most
        self.now += self.pace


class Plot:
    """One cheat. `whom` is who ought to be named: a person, an identity or a unit."""

    def __init__(self, place: Place, city: City, days: Days, begin: int, chance: Random) -> None:
        self.place, self.city, self.days, self.begin, self.chance = place, city, days, begin, chance
        self.whom = ""
        self.cases: list[CheatCase] = []
        self.services: list[tuple[str, Happening]] = []
        self.item = self.other_item(0)

    @property
    def dept(self) -> str:
        """The unit in which it happens."""
        return self.item.dept

    @property
    def alias(self) -> str:
        """A pseudonym nobody else has."""
        return f"{self.place.pattern * 100 + self.place.number + 1:032x}"

    def other_item(self, ahead: int) -> Item:
        """An item so many places after its own."""
        way = OWN_WAY.get(self.place.rule_id, WAY)
        items = [item for item in self.city.items if item.profile.name == way and not item.special]
        return items[(self.place.number + 7 * self.place.pattern + ahead) % len(items)]

    def many(self, weak: int, bold: int) -> int:
        """How many, by the strength of the cheat."""
        return round(self.between(weak, bold))

    def between(self, weak: float, bold: float) -> float:
        """A figure, by the strength of the cheat."""
        return weak + (bold - weak) * self.place.strength

    def day(self, after: int = 0) -> int:
        """The working day so many after it began."""
        return self.days.after(self.begin, after)

    def person(self, role: str, place: int = -1) -> Person:
        """Somebody of the unit: of those who handle another one for each pattern, unless said."""
        people = self.city.offices[self.dept].people[role]
        return people[(self.place.pattern if place < 0 else place) % len(people)]

    def of_person(self, person: Person) -> Person:
        """This is who ought to be named."""
        self.whom = f"person:{person.staff_id}"
        return person

    def of_identity(self) -> str:
        """An identity of its own, which ought to be named."""
        self.whom = f"identity:{self.alias}"
        return self.alias

    def of_unit(self, dept: str) -> str:
        """This unit ought to be named."""
        self.whom = f"dept:{dept}"
        return dept

    def case(self, day: int, second: int = MORNING, item: Item | None = None, **people: Person) -> CheatCase:
        """A new case that comes to the window then; `people` do what their role does, all of it."""
        serial = 100_000 * (self.place.pattern + 1) + 1000 * self.place.number + len(self.cases)
        case_no = f"{REGION}-{date_of(day)[:4]}-9{serial:07d}"
        made = CheatCase(
            Application(case_no, item or self.item, "window", day * DAY + second),
            *(self.city, self.days, self.chance),
        )
        only = {role: (person,) for role, person in people.items()}
        made.office = replace(made.office, people={**made.office.people, **only})
        self.cases.append(made)
        return made

    def rate(self, at: int, dept: str, **said: object) -> None:
        """A service without a case is rated at this instant, well unless said otherwise."""
        number = f"9{self.place.pattern:02d}{self.place.number:02d}-{len(self.services) + 1}"
        data: dict[str, object] = {"service_number": number, "assess_number": 1, "level": 5, "channel": 2}
        data |= {"target": "body", "dept_code": dept, "service_time": written(at - HOUR), "labels": ["510"]}
        rated = Happening(at + 5, at, "r01", "submitted", data | said, RATING)
        self.services.append((f"service:{number}", rated))
