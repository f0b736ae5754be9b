"""The staff register of the rulebook in force: what a signed-in person may do stands here and nowhere else."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rules.rulebook import Rulebook, StaffMember, Unit
from rules.zone import zone


class Colleague(NamedTuple):
    """A person of the register today, and the unit as units.csv describes it."""

    member: StaffMember
    unit: Unit | None


class Register:
    """Looks people up in the versions that `rulebooks` gives (in order of `valid_from`), on the day of `clock` (ms)."""

    def __init__(self, rulebooks: Callable[[], Sequence[Rulebook]], clock: Callable[[], int]) -> None:
        self._rulebooks, self._clock = rulebooks, clock

    def colleague(self, staff_id: str) -> Colleague | None:
        """The person, None where the register in force does not have them today."""
        books = self._rulebooks()
        if not books:
            return None
        today = zone(books[-1].zone).day_of(self._clock())
        book = next((each for each in reversed(books) if each.valid_from <= today), books[0])
        member = book.member(staff_id, today)
        return None if member is None else Colleague(member, book.units.get(member.dept_code))
