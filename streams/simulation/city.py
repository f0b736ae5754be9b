"""The simulated city: forty departments, three hundred items, and the people who handle them."""

from dataclasses import dataclass
from functools import cached_property

from streams.simulation.names import DEPARTMENTS, WAYS
from streams.simulation.people import (
    REGION,
    REVIEW_OF_ACTS,
    SUPERVISION,
    Office,
    Person,
    build_offices,
)
from streams.simulation.profiles import PROFILES, SPECIAL, Profile, Step

LEGAL_DAYS, LEGAL_DAYS_JOINT = 20, 45  # 行政许可法 42, where an item names none
UNLISTED = f"{REGION}-9999"
"""An item code that is not in the catalogue."""

_ITEMS = (8, 7)  # forty departments alternate: 300 items


@dataclass(frozen=True)
class Item:
    """One catalogue item (事项). `special` names what is odd about it; ordinary ones have none."""

    code: str
    name: str
    dept: str
    profile: Profile
    certificate: bool
    fee: bool
    special: str = ""

    @cached_property
    def legal_days(self) -> int:
        """The legal limit in force, in the item's day kind."""
        return self.profile.legal or (LEGAL_DAYS_JOINT if self.profile.joint else LEGAL_DAYS)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All stages in the order of the flow."""
        return tuple(step for group in self.profile.flow for step in group)

    @property
    def serial(self) -> bool:
        """Whether the first two stages are required and follow one another."""
        flow = self.profile.flow
        return len(flow) > 1 and all(len(group) == 1 and group[0].required for group in flow[:2])

    @property
    def separated(self) -> bool:
        """Whether handling, reviewing and approving must be in different hands."""
        return len({step.role for step in self.steps}) > 1


@dataclass(frozen=True, slots=True)
class City:
    """All items, with the running weights by which citizens choose, and all offices by code."""

    items: tuple[Item, ...]
    offices: dict[str, Office]

    @property
    def supervisors(self) -> tuple[Person, ...]:
        """Who confirms, rejects, revokes and issues by hand."""
        return self.offices[f"{REGION}-{SUPERVISION}"].people["supervisor"]

    def adjudicators(self, dept: str) -> tuple[Person, ...]:
        """Who decides on an appeal of this department: nobody who belongs to it."""
        for code in (SUPERVISION, REVIEW_OF_ACTS):
            if dept != f"{REGION}-{code}":
                return self.offices[f"{REGION}-{code}"].people["adjudicator"]
        raise ValueError(f"nobody decides on appeals of {dept!r}")


def build_city() -> City:
    """The same city every time: only its traffic depends on the seed."""
    named = [
        (f"{REGION}-{code}", f"{titles[n // len(WAYS)]}（{WAYS[n % len(WAYS)]}）")
        for number, (code, _, *titles) in enumerate(DEPARTMENTS)
        for n in range(_ITEMS[number % 2])
    ]
    ordinary = len(named) - len(SPECIAL)
    items = [_item(n, *each) for n, each in enumerate(named[:ordinary])]
    items += [_special(ordinary + n, *named[ordinary + n], *odd) for n, odd in enumerate(SPECIAL)]
    return City(tuple(items), build_offices())


def _item(number: int, dept: str, name: str) -> Item:
    profile = PROFILES[number * 7 % len(PROFILES)]
    code = f"{REGION}-{number + 1:04d}"
    return Item(code, name, dept, profile, certificate=number // 5 % 3 == 0, fee=number // 7 % 4 == 0)


def _special(number: int, dept: str, name: str, special: str, profile: Profile) -> Item:
    fee = special == "fees_missing"
    return Item(
        f"{REGION}-{number + 1:04d}", name, dept, profile, certificate=False, fee=fee, special=special
    )
