"""The same facts in any order of arrival end with the same tickets in the same states."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tickets.matters import Matter

Fact = tuple[str, str, dict[str, Any]]
SAME = ("state", "kind", "dept_code", "level", "contact_due", "card_id", "rating_key", "real_name")
"""What does not depend on when it became known."""

RATING: dict[str, Any] = {"service_number": "1", "assess_number": 1, "channel": 4, "staff_id": "window"}
FACTS: Sequence[Fact] = (
    ("case.accepted", "2018-10-08 10:00", {"item_code": "I", "voucher_no": "v", "staff_id": "window"}),
    ("case.closed", "2018-10-15 09:00", {"kind": "normal"}),
    ("rating.submitted", "2018-10-15 10:00", {**RATING, "level": 1, "real_name": True}),
    ("rating.submitted", "2018-10-15 11:00", {**RATING, "level": 5}),
    ("rating.submitted", "2018-10-15 12:00", {**RATING, "service_number": "2", "level": 2}),
    (
        "rating.invalidated",
        "2018-10-15 13:00",
        {"service_number": "2", "assess_number": 1, "kind": "mistaken", "decided_by": "u", "reason": "误评"},
    ),
    ("case.complaint_opened", "2018-10-15 14:00", {"about": "delay", "due_days": 5}),
)


def arrived(order: Sequence[int]) -> dict[str, tuple[Any, ...]]:
    """The tickets in the end, of facts that are all recorded within one minute, in this order."""
    matter = Matter()
    for place, number in enumerate(order):
        kind, when, data = FACTS[number]
        matter._number = number  # an event keeps its id, whenever it comes
        matter.event(kind, when, f"2018-10-15 15:00:{place:02}", **data)
    matter.wait("2018-12-15 00:00")
    return {
        ticket_id: (*(ticket[name] for name in SAME), ticket["responsible"]["staff_id"])
        for ticket_id, ticket in matter.tickets().items()
        if ticket["state"] != "void"
    }


IN_ORDER = arrived(range(len(FACTS)))


@given(st.permutations(range(len(FACTS))))
@settings(deadline=None, max_examples=60)
def test_the_order_of_arrival_does_not_matter(order: Sequence[int]) -> None:
    assert arrived(order) == IN_ORDER


def test_there_are_tickets_to_compare() -> None:
    assert {each[1] for each in IN_ORDER.values()} == {"bad_rating", "complaint", "investigation"}


def test_of_two_ratings_the_first_by_time_has_the_ticket_whichever_comes_first() -> None:
    for order in permutations((2, 3)):
        tickets = arrived((0, 1, *order))
        assert [each[0] for each in tickets.values() if each[1] == "bad_rating"] == ["assigned"]
