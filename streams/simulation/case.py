"""One simulated case: a pen that writes its events down, and a list of what ought to be found in it."""

from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from streams.simulation.city import City, Item, Person
from streams.simulation.days import DAY, Days
from streams.simulation.hours import staff_second
from streams.simulation.truth import Fact

_NOTHING: Mapping[str, object] = {}


class Happening(NamedTuple):
    """One event: when it was written down and when it happened (instants), its name in the case, what it says."""

    recorded: int
    time: int
    name: str
    event: str
    data: dict[str, Any]


class Application(NamedTuple):
    """What a case begins with; `arrival` is an instant."""

    case_no: str
    item: Item
    channel: str
    arrival: int


class Case:
    """A case on its way. `now` never goes back.

    `promise` and `legal` are its limits, `excluded` and `extension` what was validly added to them, in counting days
    of the item; `start` is the date they count from, `decided_on` that of the decision (0: none yet).
    """

    def __init__(self, application: Application, city: City, days: Days, chance: Random) -> None:
        self.case_no, self.item, self.channel, arrival = application
        self.chance, self.days = chance, days
        self.now = self.recorded = arrival
        self.happenings: list[Happening] = []
        self.facts: list[Fact] = []
        self.start = self.decided_on = 0
        self.promise, self.legal = self.item.profile.promise, self.item.legal_days
        self.excluded = self.extension = 0
        self.natural = self.item.profile.natural
        self.office = city.offices[self.item.dept]

    @property
    def today(self) -> int:
        """The date of `now`."""
        return self.now // DAY

    def person(self, post: str) -> Person:
        """Somebody of the item's department who holds this post."""
        people = self.office.people[post]
        return people[int(self.chance.random() * len(people))]

    def happens(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.chance.random() < share

    def wait(self, least: int = 120, most: int = 600) -> None:
        """Let some seconds pass."""
        self.now += least + int(self.chance.random() * (most - least))

    def go(self, day: int) -> None:
        """Let time pass until office hours of `day`; minutes only, if it is that day already."""
        if day > self.today:
            self.now = day * DAY + staff_second(self.chance)
        else:
            self.wait()

    def some_day(self, latest: int, most: int = 4) -> int:
        """A working day from today to `latest`, at most `most` working days ahead; today if there is none."""
        day = self.today
        for _ in range(int(self.chance.random() * (most + 1))):
            ahead = self.days.after(day, 1)
            if ahead > latest:
                break
            day = ahead
        return day

    def write(
        self, event: str, by: Person | None, data: Mapping[str, object] = _NOTHING, late: int = 0
    ) -> Happening:
        """Write `case.<event>` down now, done by a member of staff or nobody, `late` seconds later than usual.

        Events of a case are recorded in the order they happened, seconds after; a late one holds no other up.
        """
        content = dict(data)
        if by is not None:
            content["dept_code"], content["staff_id"] = by.dept, by.staff_id
        recorded = max(self.now + 1 + int(self.chance.random() * 90), self.recorded + 1) + late
        if not late:
            self.recorded = recorded
        happening = Happening(recorded, self.now, f"{len(self.happenings) + 1:02d}", event, content)
        self.happenings.append(happening)
        return happening

    def expect(self, rule: str, colour: str, about: Happening, proposed: bool = False) -> None:
        """A rule about this event is violated from its time, and known once it is recorded."""
        self.facts.append(Fact(rule, colour, about.name, about.time, about.recorded, proposed))

    def note(self, rule: str, colour: str, occasion: str, moment: int, stopped: int | None) -> bool:
        """A clock comes to `moment` unless it was stopped before; whether it did."""
        if stopped is not None and stopped < moment:
            return False
        self.facts.append(Fact(rule, colour, occasion, moment, moment))
        return True
