"""One simulated case: a pen that writes its events down, and a list of what ought to be found in it."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from streams.simulation.city import City, Item
from streams.simulation.days import DAY, Days
from streams.simulation.hours import staff_second
from streams.simulation.people import REGION, Office, Person
from streams.simulation.truth import Clue, Fact

if TYPE_CHECKING:
    from streams.simulation.matter import Matter

SOURCE = f"approval/{REGION}"
DESK, RATING = "desk", "rating"
"""The families of what people do at the desk, and of what citizens say of the service."""

WHOLE = "case"
"""The occasion of what is about the case as a whole."""

Thing = TypeVar("Thing")
_NOTHING: Mapping[str, object] = {}


class Happening(NamedTuple):
    """One event: when it was written down and when it happened (instants), its name in the case, what it says.

    `event` is its type without the family, which tells what people did at the desk and how citizens rated from what
    happened to the case.
    """

    recorded: int
    time: int
    name: str
    event: str
    data: dict[str, Any]
    family: str = "case"


class Application(NamedTuple):
    """What a case begins with; `arrival` is an instant."""

    case_no: str
    item: Item
    channel: str
    arrival: int


class Case:
    """A case on its way. `now` never goes back.

    `promise` and `legal` are its limits, `excluded` and `extension` what was validly added to them, in counting days
    of the item; `start` is the date they count from, `decided_on` that of the decision (0: none yet). `opener` and
    `entries` name the events that opened the last round of acceptance and each stage. `pauses` are the dates of
    procedures and suspensions, the second None while it lasts. `plans` say what people at the desk make of the cards
    of a rule, where they do not just answer them; `observed` what is to be observed before the decision (all of it
    but for what is named in `left_out`). `ratings` are the events of citizens and of those who decide on ratings,
    `matters` the bad ones with what officers do about them.
    """

    def __init__(self, application: Application, city: City, days: Days, chance: Random) -> None:
        self.case_no, self.item, self.channel, arrival = application
        self.city, self.chance, self.days = city, chance, days
        self.now = self.recorded = arrival
        self.happenings: list[Happening] = []
        self.facts: list[Fact] = []
        self.clues: list[Clue] = []
        self.plans: dict[str, tuple[str, ...]] = {}
        self.ratings: list[Happening] = []
        self.matters: list[Matter] = []
        self.left_out: set[str] = set()
        self.start = self.decided_on = 0
        self.promise, self.legal = self.item.profile.promise, self.item.legal_days
        self.excluded = self.extension = 0
        self.natural = self.item.profile.natural
        self.office: Office = city.offices[self.item.dept]
        self.composite = False
        self.opener = ""
        self.entries: dict[str, str] = {}
        self.pauses: list[list[int | None]] = []

    @property
    def today(self) -> int:
        """The date of `now`."""
        return self.now // DAY

    def person(self, role: str) -> Person:
        """Somebody of the item's department who has this role."""
        return self.one_of(self.office.people[role])

    def others(self, role: str) -> Person:
        """Somebody of this role who has done nothing in the case yet."""
        acted = {each.data.get("staff_id") for each in self.happenings}
        return self.one_of(tuple(who for who in self.office.people[role] if who.staff_id not in acted))

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """Any of these."""
        return things[int(self.chance.random() * len(things))]

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

    def ref(self, about: Happening) -> str:
        """How an occasion names an event."""
        return f"{SOURCE} {self.case_no}-{about.name}"

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

    def expect(
        self,
        rule: str,
        colour: str,
        about: Happening,
        *,
        proposed: bool = False,
        occasion: str = "",
        group: str = "",
        dept: str = "",
    ) -> None:
        """A rule about this event is violated from its time, and known once it is recorded."""
        named = occasion or self.ref(about)
        self.facts.append(Fact(rule, colour, named, about.time, about.recorded, proposed, group, dept))

    def note(
        self,
        rule: str,
        colour: str,
        occasion: str,
        moment: int,
        stopped: int | None,
        *,
        group: str = "",
        dept: str = "",
    ) -> bool:
        """A clock comes to `moment` unless it was stopped before; whether it did."""
        if stopped is not None and stopped < moment:
            return False
        self.facts.append(Fact(rule, colour, occasion, moment, moment, group=group, dept=dept))
        return True

    def suspect(self, rule: str, scope: str, shown_by: Happening) -> None:
        """A lead is open once this event is recorded."""
        self.clues.append(Clue(rule, scope, shown_by.recorded))
