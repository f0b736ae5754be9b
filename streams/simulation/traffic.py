"""The city at work: cases one after the other, their events merged in the order they were recorded.

Only events of open cases are held, so memory does not grow with the number of cases.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import NamedTuple

import msgspec

from streams.simulation.arrivals import Arrival, arrivals
from streams.simulation.case import Application, Case, Happening
from streams.simulation.city import REGION, City, build_city
from streams.simulation.days import DAY, Days, date_of, written
from streams.simulation.hours import dice
from streams.simulation.planters import CLEAN, Choice, Planter, plan_of
from streams.simulation.truth import Planted, standing

SOURCE = f"approval/{REGION}"
_SENT_TWICE = 0.03  # share of cases of which one event is sent a second time
_encode = msgspec.json.Encoder().encode


class Order(NamedTuple):
    """What is asked of the simulator. `end` is an instant: nothing is recorded after it."""

    cases: int
    seed: int
    months: int
    end: int
    planted: bool = True


class Traffic:
    """One run. Iterating `lines` makes it; `events`, `built` and `truth` say what there has been so far."""

    def __init__(self, order: Order, days: Days) -> None:
        self.order, self.days = order, days
        self.city: City = build_city()
        self.events = self.built = 0
        self.truth: list[Planted] = []
        self._choice = Choice(self.city)
        self._waiting: list[tuple[int, int, int, str, Happening]] = []

    @property
    def held(self) -> int:
        """How many events wait to be written: those of cases under way."""
        return len(self._waiting)

    def lines(self) -> Iterator[bytes]:
        """The events as lines of JSON, in order of `recordedtime`."""
        order = self.order
        for number, arrival in enumerate(
            arrivals(order.seed, order.cases, order.months, order.end, self.days)
        ):
            yield from self._written_before(arrival.at)
            self._open(number, arrival)
        yield from self._written_before(order.end + 1)

    def _open(self, number: int, arrival: Arrival) -> None:
        seed, end = self.order.seed, self.order.end
        planter = plan_of(seed, number // 1000)[number % 1000] if self.order.planted else CLEAN
        case = self._case(number, arrival, planter)
        planter.build(case)
        self.truth += standing(case.case_no, planter.name, case.facts, end)
        self.built += 1
        self._queue(number, case)

    def _case(self, number: int, arrival: Arrival, planter: Planter) -> Case:
        chance = dice(self.order.seed, "case", number)
        item = self._choice.item(planter, chance.random())
        case_no = f"{REGION}-{date_of(arrival.at // DAY)[:4]}-{number + 1:06d}"
        return Case(Application(case_no, item, arrival.channel, arrival.at), self.city, self.days, chance)

    def _queue(self, number: int, case: Case) -> None:
        happenings = case.happenings
        if case.happens(_SENT_TWICE):
            again = happenings[int(case.chance.random() * len(happenings))]
            happenings.append(again._replace(recorded=again.recorded + 60 + int(case.chance.random() * 600)))
        for place, each in enumerate(happenings):
            if each.recorded <= self.order.end:
                heappush(self._waiting, (each.recorded, number, place, case.case_no, each))

    def _written_before(self, instant: int) -> Iterator[bytes]:
        waiting = self._waiting
        while waiting and waiting[0][0] < instant:
            _, _, _, case_no, each = heappop(waiting)
            self.events += 1
            yield _line(case_no, each)


def _line(case_no: str, each: Happening) -> bytes:
    event = {
        "specversion": "1.0",
        "id": f"{case_no}-{each.name}",
        "source": SOURCE,
        "type": f"case.{each.event}",
        "subject": case_no,
        "time": written(each.time),
        "recordedtime": written(each.recorded),
        "data": each.data,
    }
    return _encode(event) + b"\n"
