"""A ticket nobody answers for waits for the first working day on which somebody may, and is not looked at before."""

from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st

from rules.court import Court
from rules.lane import Lane
from rules.privacy import Border
from rules.rulebook import Absence, Duty, Rulebook, StaffMember
from tests.rules.offices import ANNOUNCED
from tests.tickets.days import works
from tests.tickets.matters import Matter, bad, day, ms, tickets_office

FIRST = date(2018, 10, 16)
"""The day of the bad rating, a Tuesday."""
PEOPLE = ("ann", "bob")
LAST = 45


class Row(NamedTuple):
    """A row of the duty list; dates in days after FIRST."""

    who: str
    deputy: str | None
    weekdays: frozenset[int]
    first: int
    last: int


Spans = dict[str, tuple[int, int]]


def spans() -> st.SearchStrategy[tuple[int, int]]:
    """A first and a last day, either of which may be before the rating."""
    return st.tuples(st.integers(-3, LAST), st.integers(0, LAST)).map(lambda pair: (pair[0], sum(pair)))


def rows() -> st.SearchStrategy[list[Row]]:
    weekdays = st.frozensets(st.integers(1, 7), min_size=1, max_size=7)
    row = st.builds(
        lambda who, deputy, days, span: Row(who, deputy, days, *span),
        st.sampled_from(PEOPLE),
        st.none() | st.sampled_from(PEOPLE),
        weekdays | st.just(frozenset(range(1, 8))),
        spans(),
    )
    return st.lists(row, max_size=3)


def people() -> st.SearchStrategy[Spans]:
    return st.dictionaries(st.sampled_from(PEOPLE), spans())


def ordinal(days: int) -> int:
    return (FIRST + timedelta(days=days)).toordinal()


def book(duties: list[Row], members: Spans, absent: Spans) -> Rulebook:
    """The department has the people of `members` for these days, and nobody else."""
    plain = tickets_office(*(Absence(who, ordinal(a), ordinal(b), None) for who, (a, b) in absent.items()))
    staff = {who: rows for who, rows in plain.staff.items() if rows[0].dept_code != "D"} | {
        who: (StaffMember(who, who, "D", "regular", "", ("handler",), *map(ordinal, span)),)
        for who, span in members.items()
    }
    duty = tuple(
        Duty(
            "D",
            row.who,
            row.deputy,
            row.weekdays,
            ordinal(row.first),
            ordinal(row.last),
            frozenset({"tickets"}),
        )
        for row in duties
    )
    units = {code: replace(unit, leader_id=None) for code, unit in plain.units.items()}
    return replace(plain, duties=duty, staff=staff, units=units)


def somebody(number: int, duties: list[Row], members: Spans, absent: Spans) -> bool:
    """Whether anybody of the duty list is there on that day."""
    weekday = (FIRST + timedelta(days=number)).isoweekday()
    on_duty = [row for row in duties if weekday in row.weekdays and row.first <= number <= row.last]
    named = {each for row in on_duty for each in (row.who, row.deputy) if each is not None}
    return any(
        who in members
        and members[who][0] <= number <= members[who][1]
        and not (who in absent and absent[who][0] <= number <= absent[who][1])
        for who in named
    )


@example([Row("ann", None, frozenset({2}), 30, LAST)], {"ann": (-3, LAST)}, {})
@given(rows(), people(), people())
def test_it_is_assigned_on_the_first_working_day_on_which_somebody_is_there(
    duties: list[Row], members: Spans, absent: Spans
) -> None:
    matter = bad(book(duties, members, absent))
    matter.wait(f"{FIRST + timedelta(days=3 * LAST)} 00:00")

    days = [n for n in range(3 * LAST) if n == 0 or works(FIRST + timedelta(days=n))]
    expected = next((n for n in days if somebody(n, duties, members, absent)), None)
    assigned = [each["assigned_at"] for each in matter.revisions() if each["assigned_at"] is not None]
    assert (assigned[0][:10] if assigned else None) == (
        None if expected is None else str(FIRST + timedelta(days=expected))
    )


def test_a_unit_that_nobody_keeps_is_not_looked_at_every_day() -> None:
    matter = bad(book([], {}, {}))
    matter.wait("2018-12-01 00:00")

    ahead = matter.lane.next_due()
    assert ahead is None or ahead > ms("2018-12-10 00:00")


def turned(before: Rulebook, after: Rulebook) -> Matter:
    """A bad rating under one rulebook; from 2018-10-22 on another holds."""
    matter = Matter(before)
    books = (before, replace(after, valid_from=day("2018-10-22"), version="2", rulebook_hash="two"))
    matter.lane = Lane(Court(books, ANNOUNCED.real(), Border()), matter.store)
    matter.served().rated()
    return matter


def test_it_is_looked_at_when_the_registers_of_the_next_rulebook_hold() -> None:
    nobody = book([], {}, {})
    ann = book([Row("ann", None, frozenset(range(1, 8)), 0, LAST)], {"ann": (0, LAST)}, {})

    waiting, kept = turned(nobody, ann), turned(ann, nobody)
    assert waiting.ticket()["state"] == "opened"
    assert kept.ticket()["responsible"]["staff_id"] == "ann"
    for matter in (waiting, kept):
        matter.wait("2018-10-21 23:59")
    assert waiting.ticket()["state"] == "opened"
    assert kept.ticket()["responsible"]["staff_id"] == "ann"
    for matter in (waiting, kept):
        matter.wait("2018-10-22 00:00")

    assert waiting.ticket()["assigned_at"] == "2018-10-22T00:00:00.000+08:00"
    assert kept.ticket()["responsible"]["staff_id"] is None
