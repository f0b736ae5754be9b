"""Who looks at a page: what they may see, and what codes stand for in their language."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rules.alert_desk import belongs
from rules.entitlement import ADJUDICATOR, SUPERVISOR
from rules.office import Office
from rules.routes import DEPARTMENT, UNITS
from rules.rulebook import StaffMember
from streams.console.places import places_of
from streams.event_words import Names, Texts

EVERYTHING = "*"
_EVERYWHERE = frozenset({SUPERVISOR, ADJUDICATOR})
"""Roles that see all units; everybody else sees their own unit, those they head, and what they answer for."""


class Viewer(NamedTuple):
    """A signed-in person of the register, on the day of `office`; `lang` 0 is Chinese, 1 English."""

    member: StaffMember
    office: Office
    lang: int

    @property
    def staff_id(self) -> str:
        """Who it is."""
        return self.member.staff_id

    @property
    def everywhere(self) -> bool:
        """Whether all units are theirs to see."""
        return not _EVERYWHERE.isdisjoint(self.member.roles)

    def has(self, role: str) -> bool:
        """Whether the register gives them this role."""
        return role in self.member.roles

    @property
    def places(self) -> tuple[str, ...]:
        """The pages of their menu."""
        return places_of(self.member.roles)

    @property
    def departments(self) -> frozenset[str]:
        """The person's unit, and those they head."""
        units = self.office.register.units.values()
        headed = {unit.dept_code for unit in units if unit.leader_id == self.staff_id}
        return frozenset({self.member.dept_code, *headed} - {""})

    def scope(self) -> dict[str, str]:
        """The same as parameters of named queries: what is not theirs is not even read."""
        if self.everywhere:
            # The same for all who see everything, so that they share answers.
            return {"depts": EVERYTHING, "staff_id": ""}
        return {"depts": "\n".join(sorted(self.departments)), "staff_id": self.staff_id}

    def may_see(self, dept_code: str | None, responsible: str | None) -> bool:
        """Whether a card or ticket of this department and person is theirs to see."""
        return self.everywhere or dept_code in self.departments or responsible == self.staff_id

    def receivers(self) -> frozenset[str]:
        """The receivers of alerts that they acknowledge for, as `unit/department`."""
        register = self.office.register
        own = (self.member.dept_code, *register.units)
        return frozenset(
            f"{unit}/{code}"
            for unit in UNITS
            for code in (own if unit == DEPARTMENT else own[:1])
            if code and belongs(self.member, unit, code, register)
        )

    @property
    def names(self) -> Names:
        """What codes stand for."""
        office = self.office
        return Names(office.register, None, office.zone, office.day, self.lang)

    def word(self, texts: Texts) -> str:
        """Either of the two texts."""
        return texts[self.lang]

    def unit(self, dept_code: str | None) -> str:
        """The unit's name as registers have it, or its code."""
        found = self.office.register.units.get(dept_code or "")
        return found.name if found else dept_code or "—"

    def person(self, staff_id: str | None) -> str:
        """The person's name and id."""
        return self.names.staff(staff_id) if staff_id else "—"

    def when(self, instant: str | None) -> str:
        """The wall clock of the zone at an instant of the archive."""
        if not instant:
            return "—"
        return f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(self.office.zone.name)):%Y-%m-%d %H:%M}"
