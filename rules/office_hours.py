"""Office time: the hours of `office_hours` on working days, in which people are told of what is not urgent."""

from rules.calendar import LAST_DAY
from rules.office import Office

HOUR_MS = 3_600_000


def next_open(office: Office, instant: int) -> int:
    """The instant itself if the office is open then, else the one at which it opens next (ms)."""
    day = office.zone.day_of(instant)
    while day < LAST_DAY:
        if office.calendar.works(day):
            for start, end in office.register.office_hours:
                opens, closes = office.zone.instant(day, start), office.zone.instant(day, end)
                if instant < closes:
                    return max(instant, opens)
        day = office.calendar.add_working(day, 1)
    return office.zone.start_of(LAST_DAY)


def after_hours(office: Office, instant: int, hours: float, *, urgent: bool = False) -> int:
    """The instant at which so many hours of office time have passed (of the clock, where urgent), in ms."""
    left = int(hours * HOUR_MS)
    if urgent:
        return instant + left
    day = office.zone.day_of(instant)
    while day < LAST_DAY:
        if office.calendar.works(day):
            for start, end in office.register.office_hours:
                opens, closes = office.zone.instant(day, start), office.zone.instant(day, end)
                begins = max(instant, opens)
                if begins + left <= closes:
                    return begins + left
                left -= max(0, closes - begins)
        day = office.calendar.add_working(day, 1)
    return office.zone.start_of(LAST_DAY)


def hours_between(office: Office, since: int, until: int) -> float:
    """How many hours of office time lie between two instants (ms)."""
    total, day, last = 0, office.zone.day_of(since), office.zone.day_of(until)
    while day <= last:
        if office.calendar.works(day):
            for start, end in office.register.office_hours:
                opens, closes = office.zone.instant(day, start), office.zone.instant(day, end)
                total += max(0, min(until, closes) - max(since, opens))
        day += 1
    return total / HOUR_MS
