"""Who issues the notices: `[office]` of rulebook.toml, and what stands in its place where it says nothing."""

from typing import NamedTuple

from rules.entitlement import SUPERVISOR
from rules.rulebook import Rulebook

DEFAULT_PREFIX = "政监"
DEFAULT_SEAL = "（印章）"


class Letterhead(NamedTuple):
    """The office as its documents show it.

    `heading` is the red line at the top (发文机关标志), `name` signs, `prefix` begins every number (机关代字), `seal`
    stands where the seal goes, `contact` in the last line; empty where there is none.
    """

    name: str
    heading: str
    prefix: str
    seal: str
    contact: str


def letterhead_of(register: Rulebook, day: int, region_code: str | None) -> Letterhead:
    """The letterhead of a rulebook. `day` (ordinal) and the region of the card or ticket find the default name."""
    said = register.letterhead
    name = said.get("name") or _supervising_unit(register, day) or _of_region(register, region_code)
    return Letterhead(
        name,
        said.get("heading") or name,
        said.get("document_prefix") or DEFAULT_PREFIX,
        said.get("seal") or DEFAULT_SEAL,
        said.get("contact") or "",
    )


def _supervising_unit(register: Rulebook, day: int) -> str:
    """The unit of those who supervise; of several the first by code, where units.csv names it."""
    depts = sorted(
        member.dept_code
        for staff_id in register.staff
        if (member := register.member(staff_id, day)) and SUPERVISOR in member.roles
    )
    return next((register.units[each].name for each in depts if each in register.units), "")


def _of_region(register: Rulebook, region_code: str | None) -> str:
    """The supervision of the highest region above, where regions.csv names it; else of the rulebook."""
    chain = register.region_and_parents(region_code or "")
    named = [register.regions[each].name for each in chain if each in register.regions]
    return f"{named[-1] if named else register.name}政务服务监督机构"
