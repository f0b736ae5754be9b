"""Composite cases at random: against a walk day by day, and whatever the order in which their events arrive."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.composite import last_chain
from rules.dossier import restore
from rules.lane import Lane, Record
from rules.sitting import Judgement
from tests.rules.arrivals import never_back, standing
from tests.rules.branch_days import Happening, Walk, branches_of, late_at
from tests.rules.engine import cards_at, cards_of, milliseconds, recorded
from tests.rules.finding import court_of, view_of, violated
from tests.rules.looking import Office
from tests.rules.offices import office
from tests.rules.writing import SHANGHAI, CaseLog, rulebook_of

FIRST = date(2018, 9, 26)  # a Wednesday; 29 and 30 September are worked, 1–7 October are off
LAST = date(2018, 12, 28)
END = "2018-12-28 23:00"
NUMBERS = ["1", "2", "3", "4", "5"]
CLOCKS = [time(0), time(0, 0, 1), time(10), time(23, 59, 59)]
TYPES = {"dispatched": "branch_dispatched", "answered": "branch_opinion", "ended": "decided"}


@dataclass(frozen=True)
class Composite:
    """A composite case: the rows of its list and what happened, under one office."""

    rows: tuple[Mapping[str, Any], ...]
    events: tuple[Happening, ...]
    where: Office

    def walk(self) -> Walk:
        natural = self.where.book.items[0].natural
        walk = Walk(
            branches_of(self.rows), self.where.days.almanac().works, natural, natural and self.where.book.roll
        )
        walk.through(FIRST, LAST, self.events)
        return walk

    def log(self) -> CaseLog:
        log = CaseLog().add("accepted", f"{FIRST} 00:00", item_code="I", voucher_no="v")
        log.add("composite_created", f"{FIRST} 00:00", lead_dept="L", branches=list(self.rows))
        for when, kind, no in self.events:
            said = {
                "dispatched": {"branch_no": no},
                "answered": {"branch_no": no, "opinion": "agree"},
                "ended": {"result": "approved"},
            }
            log.add(TYPES[kind], when.isoformat(sep=" "), **said[kind])
        return log


@st.composite
def rows(draw: st.DrawFn) -> tuple[Mapping[str, Any], ...]:
    """Up to five branches that wait for whom they like: forwards, backwards, in circles, for unknown ones."""
    made = []
    for number in NUMBERS[: draw(st.integers(1, 5))]:
        earlier = st.lists(st.sampled_from(NUMBERS[: NUMBERS.index(number)] or ["9"]), max_size=2)
        after = draw(st.none() | earlier | st.lists(st.sampled_from([*NUMBERS, "9"]), max_size=3))
        again = draw(st.sampled_from([number] * 9 + ["1"]))
        days = draw(st.sampled_from([None, 1, 2, 2, 3, 5]))
        made.append({"branch_no": again, "dept_code": f"D{number}", "days": days, "after": after})
    return tuple(made)


@st.composite
def composites(draw: st.DrawFn) -> Composite:
    moments = st.builds(
        datetime.combine,
        st.integers(0, 20).map(lambda day: FIRST + timedelta(days=day)),
        st.sampled_from(CLOCKS),
    )
    steps = st.tuples(
        moments, st.sampled_from(["dispatched", "dispatched", "answered"]), st.sampled_from([*NUMBERS, "9"])
    )
    early = st.sampled_from([FIRST, FIRST + timedelta(days=2)]).map(
        lambda day: datetime.combine(day, time(9))
    )
    events = draw(st.lists(steps, max_size=8))
    events += [(draw(early), "dispatched", no) for no in draw(st.lists(st.sampled_from(NUMBERS), max_size=5))]
    events += [(when, "ended", "") for when in draw(st.lists(moments, max_size=1))]
    where = office(
        promise=draw(st.sampled_from([2, 4, 7])), natural=draw(st.booleans()), roll=draw(st.booleans())
    )
    return Composite(draw(rows()), tuple(events), where)


@st.composite
def looked_at(draw: st.DrawFn) -> tuple[Composite, datetime]:
    """A composite case and a midnight, mostly of a day on which something happened."""
    case = draw(composites())
    days = [when.date() for when, _, _ in case.events] or [FIRST]
    day = draw(st.sampled_from(days) | st.integers(1, 30).map(lambda later: FIRST + timedelta(days=later)))
    return case, datetime.combine(day, time(0))


def instant(when: datetime | None) -> int | None:
    return None if when is None else milliseconds(when.replace(tzinfo=SHANGHAI))


@given(composites())
def test_branches_are_due_and_finish_as_a_walk_day_by_day_finds(case: Composite) -> None:
    walk = case.walk()

    clocks = view_of(case.log(), case.where, END).branches

    assert {
        no: (clock.due and date.fromordinal(clock.due), clock.finish) for no, clock in clocks.items()
    } == {no: (one.due, instant(one.finished)) for no, one in walk.branches.items()}


@given(composites())
def test_the_silent_branches_are_those_the_walk_finds_silent(case: Composite) -> None:
    silent = {f"branch {no}" for no, one in case.walk().branches.items() if one.silent}

    assert {each.occasion for each in violated(case.log(), case.where, END, "C-02")} == silent


@given(looked_at())
def test_who_made_the_whole_late_is_whom_the_walk_finds(looked: tuple[Composite, datetime]) -> None:
    case, midnight = looked
    moment = instant(midnight)
    assert moment is not None

    clocks = view_of(case.log(), case.where, END).branches
    found = {one.no for one in last_chain(clocks, moment) if one.overdue_by(moment)}

    assert found == late_at(case.walk(), midnight)


@given(looked_at())
def test_who_made_the_whole_late_does_not_depend_on_what_comes_later(
    looked: tuple[Composite, datetime],
) -> None:
    case, midnight = looked
    moment = instant(midnight)
    assert moment is not None
    known = Composite(case.rows, tuple(event for event in case.events if event[0] < midnight), case.where)

    then = last_chain(view_of(known.log(), case.where, END).branches, moment)
    now = last_chain(view_of(case.log(), case.where, END).branches, moment)

    assert [one.no for one in now] == [one.no for one in then]
    assert [one.overdue_by(moment) for one in now] == [one.overdue_by(moment) for one in then]


@given(composites(), st.randoms(use_true_random=False), st.integers(0, 40))
def test_the_order_of_arrival_changes_no_card(case: Composite, dice: Any, later: int) -> None:
    rulebook, calendar = rulebook_of(case.where.book), case.where.days.real()
    until = datetime.combine(FIRST + timedelta(days=later), time(12), tzinfo=SHANGHAI)
    events = [event for event in case.log().events if recorded(event) <= milliseconds(until)]
    stamped = [(recorded(event), event) for event in dice.sample(events, len(events))]

    in_order = standing(cards_at(events, rulebook, calendar, until))

    assert standing(cards_of(stamped, rulebook, calendar, until)) == in_order
    assert standing(cards_of(never_back(stamped), rulebook, calendar, until)) == in_order


@given(composites(), st.randoms(use_true_random=False), st.booleans())
def test_judging_what_an_event_can_change_is_judging_all_of_a_composite_case(
    case: Composite, dice: Any, in_order: bool
) -> None:
    court, store = court_of(case.where), dict[str, bytes]()
    lane = Lane(court, store)
    events = case.log().events
    arrived = sorted(events, key=recorded) if in_order else dice.sample(events, len(events))
    for stamp, event in never_back([(recorded(event), event) for event in arrived]):
        lane.take(Record("case-events", -1, 0, None, json.dumps(event).encode(), stamp))
        lane.end_turn()
        dossier = restore(store[event["subject"]])
        wakes = dict(dossier.wakes)

        assert court.judge(dossier, lane.clock, "again") == Judgement.of_nothing()
        assert dossier.wakes == wakes
