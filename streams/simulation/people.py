"""The staff of the simulated city: fifteen hundred people by department and role, and what their posts may do."""

from dataclasses import dataclass
from functools import cached_property

from streams.simulation.names import DEPARTMENTS, GIVEN, SURNAMES

REGION = "430100"
SUPERVISION, REVIEW_OF_ACTS = "ZW", "SF"
"""The department that supervises, and the one that, with it, decides on appeals."""

WORK = {"handle": "handler", "review": "reviewer", "approve": "approver"}
"""Role in a flow → role in the register."""

_SIZES = (38, 37)  # forty departments alternate: 1,500 people
_FEW = {"review": 6, "approve": 4, "leader": 1, "liaison": 1}
_DESK = {SUPERVISION: {"supervisor": 6, "adjudicator": 4}, REVIEW_OF_ACTS: {"adjudicator": 4}}
READING = ("hr", "administrator")
"""Roles that read, one person each: the last of those who handle in the department that supervises."""

_EMPLOYMENT = ("civil_servant", "civil_servant", "institution", "contract")


@dataclass(frozen=True)
class Person:
    """One member of staff; `role` says what is theirs in a flow or at the desk."""

    staff_id: str
    name: str
    dept: str
    role: str
    employment: str

    @cached_property
    def post(self) -> str:
        """The code of the post: department and role."""
        return post_of(self.dept, self.role)


@dataclass(frozen=True, slots=True)
class Office:
    """A department and its people by role."""

    code: str
    name: str
    kind: str
    people: dict[str, tuple[Person, ...]]

    @property
    def leader(self) -> Person:
        """The head of the department."""
        return self.people["leader"][0]

    @property
    def liaison(self) -> Person:
        """Who speaks for the department at the desk."""
        return self.people["liaison"][0]


def readers(offices: dict[str, Office]) -> dict[str, Person]:
    """Role that reads → who has it, in place of handling."""
    supervising = next(office for office in offices.values() if office.code == f"{REGION}-{SUPERVISION}")
    return dict(zip(READING, reversed(supervising.people["handle"]), strict=False))


def post_of(dept: str, role: str) -> str:
    """The code of a post, such as `ZJ-handle`."""
    return f"{dept.removeprefix(f'{REGION}-')}-{role}"


def build_offices() -> dict[str, Office]:
    """All departments by code."""
    offices, hired = {}, 0
    for number, (code, name, *_) in enumerate(DEPARTMENTS):
        office = _office(number, code, name, hired)
        hired += sum(map(len, office.people.values()))
        offices[office.code] = office
    return offices


def _office(number: int, code: str, name: str, hired: int) -> Office:
    few = _FEW | _DESK.get(code, {})
    wanted = {"handle": _SIZES[number % 2] - sum(few.values())} | few
    dept, people = f"{REGION}-{code}", {}
    for role, many in wanted.items():
        people[role] = tuple(_person(hired + n, dept, role) for n in range(many))
        hired += many
    return Office(dept, name, "window" if number % 2 else "bureau", people)


def _person(index: int, dept: str, role: str) -> Person:
    given = GIVEN[index * 3 % len(GIVEN)] + GIVEN[index // len(GIVEN) * 7 % len(GIVEN)]
    name = SURNAMES[index % len(SURNAMES)] + given
    employment = _EMPLOYMENT[index % len(_EMPLOYMENT)] if role == "handle" else "civil_servant"
    return Person(f"u{index + 1:04d}", name, dept, role, employment)
