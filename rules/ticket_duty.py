"""Who answers for a ticket: one person of the unit, never the one rated or carded (domain C, 不准退单).

First who is on duty for tickets that day, then who stands in for them, the head of the unit, who leads or speaks for
it, then the same one unit up, and at last in the unit that the rulebook names for it. Somebody absent or not in the
register on that day answers for nothing.
"""

from collections.abc import Collection, Iterator

from rules.entitlement import LEADER, LIAISON
from rules.office import Office
from rules.rulebook import FOREVER, Rulebook, StaffMember
from rules.ticket_terms import terms_of

TICKETS = "tickets"
SPEAKERS = "speakers"
"""Under this name a rulebook keeps who leads or speaks for each unit."""


def answerer(office: Office, dept_code: str | None, barred: Collection[str | None]) -> StaffMember | None:
    """The first who may answer for a ticket of the department today; None where there is nobody."""
    day = office.day
    last = terms_of(office.register).unit
    for unit in (*unit_and_parents(office.register, dept_code), *((last,) if last else ())):
        for staff_id in _candidates(office.register, unit, day):
            member = there(office, staff_id)
            if member is not None and staff_id not in barred:
                return member
    return None


def successor(
    office: Office, staff_id: str | None, dept_code: str | None, barred: Collection[str | None]
) -> StaffMember | None:
    """Who takes over from a person who is not there: their deputy, else whoever answers for the department."""
    absence = office.register.absence(staff_id, office.day)
    deputy = there(office, absence.deputy_id) if absence is not None else None
    if deputy is not None and deputy.staff_id not in barred:
        return deputy
    return answerer(office, dept_code, {*barred, staff_id})


def head(office: Office, dept_code: str | None, barred: Collection[str | None]) -> StaffMember | None:
    """The head of the unit, where there is one today who is not barred."""
    unit = office.register.units.get(dept_code or "")
    member = there(office, unit.leader_id) if unit is not None else None
    return member if member is not None and member.staff_id not in barred else None


def there(office: Office, staff_id: str | None) -> StaffMember | None:
    """The person, if in the register and not absent today."""
    if office.register.absence(staff_id, office.day) is not None:
        return None
    return office.register.member(staff_id, office.day)


def next_change(office: Office, staff_id: str | None) -> int | None:
    """The next date on which a person who is there today leaves or becomes absent."""
    register, day = office.register, office.day
    dates = [each.first for each in register.absences_of(staff_id) if each.first > day]
    member = register.member(staff_id, day)
    if member is not None and member.valid_to < FOREVER:
        dates.append(member.valid_to + 1)
    return min(dates, default=None)


def unit_and_parents(register: Rulebook, dept_code: str | None) -> list[str]:
    """The unit, the one above it …; a circle ends where it closes."""
    chain = [dept_code] if dept_code else []
    while chain and (unit := register.units.get(chain[-1])) and unit.parent and unit.parent not in chain:
        chain.append(unit.parent)
    return chain


def _candidates(register: Rulebook, dept_code: str, day: int) -> Iterator[str]:
    rows = register.duty_rows(dept_code, day, TICKETS)
    yield from (row.staff_id for row in rows)
    for row in rows:
        absence = register.absence(row.staff_id, day)
        yield from (each for each in (absence and absence.deputy_id, row.deputy_id) if each)
    unit = register.units.get(dept_code)
    if unit is not None and unit.leader_id:
        yield unit.leader_id
    yield from _speakers(register, dept_code, day)


def _speakers(register: Rulebook, dept_code: str, day: int) -> list[str]:
    """Who leads or speaks for the unit by the staff register of that day, in order of their ids."""
    rows = register.plans.get(SPEAKERS)
    if rows is None:
        rows = register.plans[SPEAKERS] = _all_speakers(register)
    return [row.staff_id for row in rows.get(dept_code, ()) if row.valid_from <= day <= row.valid_to]


def _all_speakers(register: Rulebook) -> dict[str, list[StaffMember]]:
    """The rows of staff.csv of those who lead or speak for a unit, by unit."""
    found: dict[str, list[StaffMember]] = {}
    for staff_id in sorted(register.staff):
        for row in register.staff[staff_id]:
            if not {LEADER, LIAISON}.isdisjoint(row.roles):
                found.setdefault(row.dept_code, []).append(row)
    return found
