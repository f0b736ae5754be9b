"""The city at work: cases one after the other, their events merged in the order they were recorded.

Only events of open cases are held, so memory does not grow with the number of cases.
"""

from collections.abc import Callable, Iterator
from functools import partial
from heapq import heappop, heappush, merge
from itertools import count
from operator import itemgetter
from typing import NamedTuple

import msgspec

from streams.simulation import ratings
from streams.simulation.arrivals import Arrival, arrivals, first_day
from streams.simulation.case import DESK, RATING, SOURCE, Application, Case, Happening
from streams.simulation.cheats.plot import Plot
from streams.simulation.cheats.register import plots_of, suppressed
from streams.simulation.city import City, build_city
from streams.simulation.days import DAY, Days, date_of, written
from streams.simulation.desk import Desk
from streams.simulation.hours import dice
from streams.simulation.people import REGION
from streams.simulation.planters import CLEAN, RATINGS, VIOLATIONS, Choice, Planter, plan_of
from streams.simulation.rulebook_files import MUTED_UNTIL
from streams.simulation.truth import Planted, PlantedCheat, PlantedLead, PlantedTicket

FIRST_NUMBER = 200_001
"""Case numbers begin here: lower ones are those of the examples in the documents."""

SOURCES = {"case": SOURCE, DESK: DESK, RATING: f"ratings/{REGION}"}
"""Family of events → who sends them."""

_SENT_TWICE = 0.03  # share of cases of which one event is sent a second time
_encode = msgspec.json.Encoder().encode
Opening = Callable[[], None]


class Order(NamedTuple):
    """What is asked of the simulator. `end` is an instant: nothing is recorded after it.

    `violations` is in how many of a thousand cases something is planted, 0 to 1000. `at_once`: the truth is that of
    somebody who reads everything when it is over, as a system does that history is loaded into. `cheats`: how many of
    each pattern of cheating are planted beside the cases (`streams.simulation.cheats`).
    """

    cases: int
    seed: int
    months: int
    end: int
    violations: int = VIOLATIONS
    at_once: bool = False
    cheats: int = 0


class Traffic:
    """One run. Iterating `lines` makes it; counts, `truth`, `leads` and `tickets` say what there has been so far."""

    def __init__(self, order: Order, days: Days) -> None:
        self.order, self.days = order, days
        self.city: City = build_city()
        self.events = self.built = 0
        self.truth: list[Planted] = []
        self.leads: dict[tuple[str, str], PlantedLead] = {}
        self.tickets: list[PlantedTicket] = []
        self.cheats: list[PlantedCheat] = []
        self._suppressed = suppressed(order.cheats, self.city)
        self._choice = Choice(self.city)
        self._waiting: list[tuple[int, int, str, Happening]] = []
        self._places = count()

    @property
    def held(self) -> int:
        """How many events wait to be written: those of cases under way."""
        return len(self._waiting)

    def lines(self) -> Iterator[bytes]:
        """The events as lines of JSON, in order of `recordedtime`."""
        for at, open_ in merge(self._arrivals(), self._plots(), key=itemgetter(0)):
            yield from self._written_before(at)
            open_()
        yield from self._written_before(self.order.end + 1)

    def _arrivals(self) -> Iterator[tuple[int, Opening]]:
        order = self.order
        all_of_them = arrivals(order.seed, order.cases, order.months, order.end, self.days)
        for number, arrival in enumerate(all_of_them):
            yield arrival.at, partial(self._open, number, arrival)

    def _plots(self) -> Iterator[tuple[int, Opening]]:
        order = self.order
        first = first_day(order.end, order.months)
        for plot in plots_of(order.seed, order.cheats, self.city, self.days, first, order.end):
            yield plot.begin * DAY, partial(self._cheat, plot)

    def _open(self, number: int, arrival: Arrival) -> None:
        block, place = divmod(number, 1000)
        planter = plan_of(self.order.seed, block, self.order.violations)[place]
        case = self._case(number, arrival, planter)
        if case.item.dept in self._suppressed and planter in RATINGS:
            planter = CLEAN
        planter.build(case)
        self.built += 1
        self._queue(case.case_no, case.happenings + self._sent_twice(case))
        self._rated(case, planter.name)
        self._note(case, planter.name)

    def _cheat(self, plot: Plot) -> None:
        """A cheat's cases, which nobody rates but the cheat, and ratings beside them."""
        for case in plot.cases:
            self._queue(case.case_no, case.happenings + case.ratings)
            self._note(case, f"cheat {plot.place.rule_id}")
        for subject, said in plot.services:
            self._queue(subject, [said])
        self.cheats.append(PlantedCheat(plot.place.rule_id, plot.whom, round(plot.place.strength, 2)))

    def _note(self, case: Case, planter: str) -> None:
        """Note what ought to be found in a case, and queue what people at the desk do about it."""
        if case.facts or case.plans:
            self._at_the_desk(case, planter)
        for clue in case.clues:
            if clue.known_at <= self.order.end:
                lead = PlantedLead(clue.rule_id, clue.scope, "open", planter)
                self.leads.setdefault((clue.rule_id, clue.scope), lead)

    def _rated(self, case: Case, planter: str) -> None:
        """What citizens say of the service, and what officers do about it."""
        order = self.order
        if not case.matters:
            ratings.rate(case)
        self._queue(case.case_no, case.ratings)
        if case.matters and order.at_once:
            case.plans["R-02"] = ()  # nobody acted on a card that comes up only as it is all read
        for matter in case.matters:
            case.facts += matter.facts(order.at_once)
            self._queue(case.case_no, matter.told(order.at_once))
            if matter.rated.recorded <= order.end:
                self.tickets.append(matter.planted(order.end, planter, order.at_once))
        if ratings.has_service(case):
            subject, said = ratings.service_of(case)
            self._queue(subject, [said])

    def _at_the_desk(self, case: Case, planter: str) -> None:
        end = self.order.end
        desk = Desk(case, end, (end // DAY - MUTED_UNTIL + 1) * DAY)
        desk.live()
        if self.order.at_once:
            desk.read_at_once()
        self.truth += desk.planted(planter)
        self._queue(case.case_no, desk.events)

    def _case(self, number: int, arrival: Arrival, planter: Planter) -> Case:
        chance = dice(self.order.seed, "case", number)
        item = self._choice.item(planter, chance.random())
        case_no = f"{REGION}-{date_of(arrival.at // DAY)[:4]}-{number + FIRST_NUMBER}"
        return Case(Application(case_no, item, arrival.channel, arrival.at), self.city, self.days, chance)

    def _sent_twice(self, case: Case) -> list[Happening]:
        if not case.happens(_SENT_TWICE):
            return []
        again = case.one_of(case.happenings)
        return [again._replace(recorded=again.recorded + 60 + int(case.chance.random() * 600))]

    def _queue(self, case_no: str, happenings: list[Happening]) -> None:
        for each in happenings:
            if each.recorded <= self.order.end:
                heappush(self._waiting, (each.recorded, next(self._places), case_no, each))

    def _written_before(self, instant: int) -> Iterator[bytes]:
        waiting = self._waiting
        while waiting and waiting[0][0] < instant:
            _, _, case_no, each = heappop(waiting)
            self.events += 1
            yield _line(case_no, each)


def _line(case_no: str, each: Happening) -> bytes:
    event = {
        "specversion": "1.0",
        "id": f"{case_no}-{each.name}",
        "source": SOURCES[each.family],
        "type": f"{each.family}.{each.event}",
        "subject": case_no,
        "time": written(each.time),
        "recordedtime": written(each.recorded),
        "data": each.data,
    }
    return _encode(event) + b"\n"
