"""Who can sign in to a demo's console: one person for each kind of work, with passwords made anew for each demo."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rules.entitlement import ADJUDICATOR, SUPERVISOR
from streams.people.passwords import Passwords, made_password
from streams.people.users import User, Users
from streams.simulation.people import REVIEW_OF_ACTS, SUPERVISION, Office, Person, build_offices, readers


class Demonstrator(NamedTuple):
    """A person of the simulated city, what they do, and the password of this demo."""

    staff_id: str
    password: str
    does: str


_READS: Mapping[str, str] = {
    "hr": "人事 HR: scores of everybody, exports",
    "administrator": "系统管理 administrator: state of the system, dead letters, people",
}


def let_in_supervisors(file: Path) -> list[Demonstrator]:
    """Write the demo's file of users: those who see all, and those who read."""
    offices = build_offices()
    supervisor = _of(offices, SUPERVISION).people[SUPERVISOR][0]
    adjudicator = _of(offices, REVIEW_OF_ACTS).people[ADJUDICATOR][0]
    return [
        _let_in(file, supervisor, "监察 supervisor: confirms, revokes, assigns; sees all"),
        _let_in(file, adjudicator, "复核 adjudicator: decides on appeals; sees all"),
        *(_let_in(file, who, _READS[role]) for role, who in readers(offices).items()),
    ]


def let_in_unit(file: Path, dept_code: str) -> list[Demonstrator]:
    """The head and the liaison of a department, too."""
    office = build_offices()[dept_code]
    return [
        _let_in(file, office.leader, f"{office.name} head: answers, appeals, works on tickets"),
        _let_in(file, office.liaison, f"{office.name} liaison"),
    ]


def busiest(tickets: Iterable[Mapping[str, Any]]) -> str | None:
    """The department with the most open tickets; None where there are none."""
    counts = Counter(str(ticket["dept_code"]) for ticket in tickets if ticket["dept_code"])
    return min(counts, key=lambda code: (-counts[code], code), default=None)


def _let_in(file: Path, person: Person, does: str) -> Demonstrator:
    password = made_password()
    hashed, now = Passwords().hashed(password), int(time.time() * 1000)
    made = User(staff_id=person.staff_id, password_hash=hashed, since=now)
    Users(file).put(person.staff_id, lambda _: made)
    return Demonstrator(person.staff_id, password, does)


def _of(offices: Mapping[str, Office], code: str) -> Office:
    return next(office for office in offices.values() if office.code.endswith(f"-{code}"))
