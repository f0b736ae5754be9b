"""Where the office stands when tickets are looked at: its registers and terms in force, its calendar, the moment."""

from typing import NamedTuple

from rules.calendar import Calendar
from rules.rulebook import Rulebook
from rules.zone import Zone


class Office(NamedTuple):
    """`register` is the rulebook in force now (staff, duty, absences, `[tickets]`); `now` is in ms UTC.

    `turns` is the date (ordinal) from which the registers of the next rulebook hold; None where there is no next one.
    `floor`: the number above which revisions begin (`Dossier.floor`).
    """

    register: Rulebook
    calendar: Calendar
    zone: Zone
    now: int
    turns: int | None = None
    floor: int = 0

    @property
    def day(self) -> int:
        """The business day of the moment, as an ordinal."""
        return self.zone.day_of(self.now)

    def due(self, day: int, days: int) -> int:
        """The midnight after the `days`-th working day after `day`, in ms: the first instant that is too late."""
        return self.zone.start_of(self.calendar.add_working(day, days) + 1)
