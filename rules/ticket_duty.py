"""Who answers for a ticket: one person of the unit, never the one rated or carded (domain C, 不准退单).

First who is on duty for tickets that day, then who stands in for them, the head of the unit, who leads or speaks for
it, then the same one unit up, and at last in the unit that the rulebook names for it. Somebody absent or not in the
register on that day answers for nothing.
"""

from collections.abc import Collection, Iterable, Iterator

from rules.entitlement import LEADER, LIAISON
from rules.office import Office
from rules.rulebook import FOREVER, Rulebook, StaffMember
from rules.ticket_terms import terms_of

TICKETS = "tickets"
SPEAKERS = "speakers"
"""Under this name a rulebook keeps who leads or speaks for each unit."""
WEEK = 7


def answerer(office: Office, dept_code: str | None, barred: Collection[str | None]) -> StaffMember | None:
    """The first who may answer for a ticket of the department today; None where there is nobody."""
    day = office.day
    for unit in _units(office.register, dept_code):
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


def next_arrival(
    office: Office, dept_code: str | None, staff_id: str | None, barred: Collection[str | None]
) -> int | None:
    """The first working day after today on which somebody may answer for a ticket that nobody answers for now.

    Only the dates of the registers and the weekdays of the duty lists count: between two such dates one week is like
    the next. None where this rulebook never has anybody, so that a unit nobody keeps is not looked at every day.
    """
    register, day = office.register, office.day
    units = _units(register, dept_code)
    dates = _dates_of_person(register, staff_id).union(*(_dates_of_unit(register, each) for each in units))
    after = min((each for each in dates if each > day), default=None)
    changes = None if after is None else office.calendar.add_working(after - 1, 1)
    if not any(len(row.weekdays) < WEEK for unit in units for row in register.duties_of(unit)):
        return changes
    for number in range(1, WEEK + 1):
        then = office._replace(now=office.zone.start_of(day + number))
        if day + number == changes:
            return changes
        if office.calendar.works(day + number) and answerer(then, dept_code, {*barred, staff_id}) is not None:
            return day + number
    return changes


def unit_and_parents(register: Rulebook, dept_code: str | None) -> list[str]:
    """The unit, the one above it …; a circle ends where it closes."""
    chain = [dept_code] if dept_code else []
    while chain and (unit := register.units.get(chain[-1])) and unit.parent and unit.parent not in chain:
        chain.append(unit.parent)
    return chain


def _units(register: Rulebook, dept_code: str | None) -> list[str]:
    """The units in which an answerer is looked for, in order."""
    last = terms_of(register).unit
    return [*unit_and_parents(register, dept_code), *((last,) if last else ())]


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
    rows = _all_speakers(register).get(dept_code, ())
    return [row.staff_id for row in rows if row.valid_from <= day <= row.valid_to]


def _all_speakers(register: Rulebook) -> dict[str, list[StaffMember]]:
    """The rows of staff.csv of those who lead or speak for a unit, by unit; worked out once for a rulebook."""
    kept: dict[str, list[StaffMember]] | None = register.plans.get(SPEAKERS)
    if kept is not None:
        return kept
    found: dict[str, list[StaffMember]] = {}
    for staff_id in sorted(register.staff):
        for row in register.staff[staff_id]:
            if not {LEADER, LIAISON}.isdisjoint(row.roles):
                found.setdefault(row.dept_code, []).append(row)
    register.plans[SPEAKERS] = found
    return found


def _dates_of_unit(register: Rulebook, dept_code: str) -> frozenset[int]:
    """The dates on which who may answer in the unit may change."""
    key = (_dates_of_unit, dept_code)
    dates: frozenset[int] | None = register.plans.get(key)
    if dates is None:
        duties = register.duties_of(dept_code)
        spans = [(duty.valid_from, duty.valid_to) for duty in duties]
        people = {each for duty in duties for each in (duty.staff_id, duty.deputy_id)}
        people.update(row.staff_id for row in _all_speakers(register).get(dept_code, ()))
        unit = register.units.get(dept_code)
        people.add(unit.leader_id if unit is not None else None)
        dates = _ends(spans).union(*(_dates_of_person(register, each) for each in people))
        register.plans[key] = dates
    return dates


def _dates_of_person(register: Rulebook, staff_id: str | None) -> frozenset[int]:
    """The dates on which a person, or the deputy of an absence, comes or goes."""
    spans: list[tuple[int, int]] = []
    for each in (staff_id, *(absence.deputy_id for absence in register.absences_of(staff_id))):
        spans += [(row.valid_from, row.valid_to) for row in register.staff.get(each or "", ())]
        spans += [(other.first, other.last) for other in register.absences_of(each)]
    return _ends(spans)


def _ends(spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The first date of each span, and the first after it."""
    return frozenset(date for first, last in spans for date in (first, last + 1) if date <= FOREVER)
