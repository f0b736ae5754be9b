"""The date by which a matter is to be rectified, worked out twice: by the engine, and day by day on paper."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.tickets.days import works
from tests.tickets.matters import SERVED, Matter, bad, tickets_office, verified

APPEALED_ON, VERIFIED_ON = date(2018, 10, 17), date(2018, 10, 17)
ASSIGNED_ON = date(2018, 10, 16)


@dataclass(frozen=True)
class Course:
    """What happens to a matter: days until each thing is done, None where it is not."""

    complexity: str
    appeal: int | None
    extension: int
    reviews: tuple[tuple[int, int], ...]
    """(days until it is handed in, days until it is returned)"""


courses = st.builds(
    Course,
    st.sampled_from(["simple", "complex"]),
    st.none() | st.integers(0, 12),
    st.integers(0, 5),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3).map(tuple),
)


def on_paper(course: Course) -> date:
    """The last day in time: go from day to day and use up those that are worked.

    Where the matter comes to rest while there are days left, or on the last of them, the worked days from the one after
    it until it goes on are given on top; later nothing is given back.
    """
    left = (5 if course.complexity == "simple" else 15) + course.extension
    rests, one = rests_of(course), ASSIGNED_ON
    while left:
        one += timedelta(days=1)
        left -= works(one)
        left += sum(worked(begin, end) for begin, end in rests if begin == one)
    return one


def worked(begin: date, end: date) -> int:
    """How many days after `begin` until `end` are worked."""
    return sum(works(begin + timedelta(days=each)) for each in range(1, (end - begin).days + 1))


def rests_of(course: Course) -> list[tuple[date, date]]:
    """From when to when the matter rests: under appeal, under review."""
    rests, today = [], VERIFIED_ON
    if course.appeal is not None:
        today = APPEALED_ON + timedelta(days=course.appeal)
        rests.append((APPEALED_ON, today))
    for working, reviewing in course.reviews:
        begun = today + timedelta(days=working)
        today = begun + timedelta(days=reviewing)
        rests.append((begun, today))
    return rests


def played(course: Course) -> Matter:
    """The engine plays the same course; whatever is done on a day is done at noon or soon after."""
    matter = bad()
    said = {"ground": "mistaken", "evidence": ["e1"]}
    today = VERIFIED_ON
    if course.appeal is None:
        matter = verified()
    else:
        assert matter.do("contact", f"{today} 12:00", "clerk", result="reached") == "done"
        assert matter.do("appeal", f"{today} 12:01", "clerk", **said) == "done"
        today += timedelta(days=course.appeal)
        assert matter.do("appeal_decide", f"{today} 12:02", "adjudicator", decision="deny") == "done"
    about = {"cause_code": "law", "responsibility": "main", "complexity": course.complexity}
    assert matter.do("classify", f"{today} 12:03", "clerk", **about) == "done"
    if course.extension:
        assert matter.do("extend", f"{today} 12:04", "supervisor", days=course.extension) == "done"
    for working, reviewing in course.reviews:
        today += timedelta(days=working)
        assert matter.do("submit", f"{today} 12:05", "clerk", measure="x") == "done"
        today += timedelta(days=reviewing)
        assert matter.do("review", f"{today} 12:06", "supervisor", result="returned") == "done"
    return matter


@given(courses)
@example(Course("simple", None, 0, ()))
@example(Course("simple", 0, 0, ((5, 3),)))
@example(Course("simple", None, 0, ((6, 3), (0, 2))))
@settings(deadline=None, max_examples=100)
def test_the_engine_and_the_paper_agree_on_the_last_day(course: Course) -> None:
    matter = played(course)

    midnight = on_paper(course) + timedelta(days=1)
    assert matter.ticket()["rectify_due"] == f"{midnight}T00:00:00.000+08:00"


@given(courses)
@settings(deadline=None, max_examples=40)
def test_a_matter_is_overdue_from_that_midnight_on_and_not_before(course: Course) -> None:
    matter = played(course)
    midnight = on_paper(course) + timedelta(days=1)
    late = "rectify" in matter.ticket()["overdue"]
    matter.wait(f"{midnight - timedelta(days=1)} 23:59:59.999")

    assert ("rectify" in matter.ticket()["overdue"]) is late
    matter.wait(f"{midnight} 00:00")
    assert "rectify" in matter.ticket()["overdue"]


def test_the_examples_are_of_the_weeks_that_the_paper_knows() -> None:
    assert date.fromisoformat(SERVED[:10]) == ASSIGNED_ON
    assert bad(tickets_office()).ticket()["assigned_at"][:10] == str(ASSIGNED_ON)
