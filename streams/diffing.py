"""The dry run: two rulebooks judge the same events, and their final cards are compared case by case.

It is the same pass as `check`, with two lanes side by side in every share. What the lanes leave are dossiers, in memory
while cases are open and on disk after, so memory does not grow with the number of events; the comparison goes through
them in order of the case numbers.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from heapq import merge
from itertools import chain
from typing import NamedTuple, Protocol

from rules.court import Court
from rules.differences import Difference, Kind, Place, counted, differences
from rules.dossier import restore
from rules.lane import Record
from streams.checking import judged, lanes_for
from streams.lane_process import FileLane, LaneAlone, Made, file_lane

PAGE = 1_000
"""Cases compared before what was found is handed over."""


class Events(Protocol):
    """Records in order of time; `records` of them; the last stamped `last_stamp` (ms), None where there is none."""

    records: int
    last_stamp: int | None

    def __iter__(self) -> Iterator[Record]: ...


class Page(NamedTuple):
    """What the comparison of some cases came to; `differences` in order of case and card."""

    cases: int
    before: Counter[Place]
    after: Counter[Place]
    differences: list[Difference]


@dataclass(slots=True)
class Comparison:
    """What a dry run found.

    `before`, `after`: how many cards each rulebook makes, by place. `kinds`: (department, rule, kind) → differences.
    `examples`: (rule, kind) → the first differences by case number.
    """

    until: int | None
    records: int = 0
    cases: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    before: Counter[Place] = field(default_factory=Counter)
    after: Counter[Place] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str, Kind]] = field(default_factory=Counter)
    examples: dict[tuple[str, Kind], list[Difference]] = field(default_factory=dict)

    @property
    def differences(self) -> int:
        """How many cards differ."""
        return self.kinds.total()


class TwoLanes:
    """A share of the cases judged twice, by one rulebook and by the other."""

    def __init__(self, before: Court, after: Court) -> None:
        self._before, self._after = (
            LaneAlone(before, keeps_all=True),
            LaneAlone(after, keeps_all=True),
        )
        self._pages = self._compared()

    def close(self) -> None:
        """Let go of the scratch folders."""
        self._before.close()
        self._after.close()

    def judge(self, records: list[Record], now: int) -> Made:
        """Both lanes take the records; what became of them is told as the first lane has it, the outputs are not."""
        made = self._before.judge(records, now)
        self._after.judge(records, now)
        return Made([], made.outcomes, Counter(), Counter(), Counter())

    def next_page(self) -> Page | None:
        """What the next cases came to, in order of their numbers; None where there are no more."""
        return next(self._pages, None)

    def _compared(self) -> Iterator[Page]:
        page, other = _empty(), self._after.store
        for subject, record in self._before.store.in_order():
            one = [card.record for card in restore(record).cards]
            two = [card.record for card in restore(other[subject]).cards]
            page.before.update(counted(one))
            page.after.update(counted(two))
            page.differences.extend(differences(one, two))
            page = page._replace(cases=page.cases + 1)
            if page.cases == PAGE:
                yield page
                page = _empty()
        yield page


def compare(
    events: Events,
    before: Court,
    after: Court,
    *,
    until_ms: int | None = None,
    jobs: int | None = None,
    examples: int = 3,
    on_records: Callable[[int], None] = lambda _: None,
    on_cases: Callable[[int], None] = lambda _: None,
    on_difference: Callable[[Difference], None] = lambda _: None,
) -> Comparison:
    """Judge the events by both courts up to `until_ms` (ms UTC; default: the last record) and compare the final cards.

    `jobs` is the number of processes; by default one a processor, and one for small inputs. `examples` is how many
    differences of each rule and kind are kept; `on_difference` is told every one, in order of case and card.
    """
    found = Comparison(until_ms if until_ms is not None else events.last_stamp)
    with ExitStack() as stack:
        number = lanes_for(events.records, jobs)
        make = partial(TwoLanes, before, after)
        lanes = [stack.enter_context(file_lane(make, alone=number == 1)) for _ in range(number)]
        for read, made in judged(events, found.until, lanes):
            found.records += read
            for one in made:
                found.outcomes.update(one.outcomes)
            on_records(read)
        for difference in _differences(lanes, found, on_cases):
            _count(found, difference, examples)
            on_difference(difference)
    return found


def _differences(
    lanes: Sequence[FileLane], found: Comparison, on_cases: Callable[[int], None]
) -> Iterator[Difference]:
    """All differences in order of case and card, whichever lane has them; what else the pages say is added up."""

    def pages(lane: FileLane) -> Iterator[list[Difference]]:
        while (page := lane.answer()) is not None:
            lane.ask("next_page")
            found.cases += page.cases
            found.before.update(page.before)
            found.after.update(page.after)
            on_cases(page.cases)
            yield page.differences

    for lane in lanes:
        lane.ask("next_page")
    streams = [chain.from_iterable(pages(lane)) for lane in lanes]
    return merge(*streams, key=lambda each: (each.case_no, each.card_id))


def _count(found: Comparison, difference: Difference, examples: int) -> None:
    found.kinds[difference.dept_code or "", difference.rule_id, difference.kind] += 1
    kept = found.examples.setdefault((difference.rule_id, difference.kind), [])
    if len(kept) < examples:
        kept.append(difference)


def _empty() -> Page:
    return Page(0, Counter(), Counter(), [])
