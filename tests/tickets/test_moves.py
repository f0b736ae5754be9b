"""The table of moves, all of it: what leads where is done, what leads nowhere is refused and changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rules.ticket_moves import MOVES, MOVES_OF, starts_from
from rules.tickets import TicketState
from tests.tickets.matters import Matter, accepted, bad, handed_in, tickets_office, verified

SYSTEMIC = "S-0123456789abcdef"
LATER = "2018-10-19 12:00"

SAID: dict[str, tuple[str, dict[str, Any]]] = {
    "assign": ("supervisor", {"assignee_id": "speaker"}),
    "contact": ("clerk", {"result": "reached"}),
    "verify": ("clerk", {"finding": "confirmed"}),
    "appeal": ("clerk", {"ground": "mistaken", "evidence": ["e1"]}),
    "appeal_decide": ("adjudicator", {"decision": "deny"}),
    "classify": ("clerk", {"cause_code": "staff"}),
    "extend": ("supervisor", {"days": 1}),
    "submit": ("clerk", {"measure": "trained"}),
    "review": ("supervisor", {"result": "accepted"}),
    "follow_up": ("supervisor", {"result": "satisfied"}),
    "close": ("supervisor", {"joined_to": SYSTEMIC}),
    "hand_over": ("head", {"to_staff_id": "speaker"}),
    "open_contact": ("clerk", {}),
}
"""An action of each kind by somebody who may, complete in what it says."""


def contacted() -> Matter:
    return done(bad(), "contact", "clerk", result="reached")


def appealed() -> Matter:
    return done(bad(), "appeal", "clerk", ground="mistaken", evidence=["e1"])


def visited(result: str) -> Matter:
    return done(accepted(), "follow_up", "supervisor", "2018-10-19 11:00", result=result)


def done(matter: Matter, action: str, actor: str, when: str = "2018-10-16 11:00", **data: Any) -> Matter:
    assert matter.do(action, when, actor, **data) == "done"
    return matter


def opened() -> Matter:
    """The supervising office is all there is; nobody answers for the ticket."""
    book = tickets_office()
    there = ("supervisor", "adjudicator")
    return bad(replace(book, staff={who: rows for who, rows in book.staff.items() if who in there}))


def void() -> Matter:
    said: dict[str, Any] = {
        "service_number": "1",
        "assess_number": 1,
        "kind": "mistaken",
        "decided_by": "u",
        "reason": "误评",
    }
    matter = bad()
    matter.event("rating.invalidated", "2018-10-16 11:00", **said)
    return matter


STATES: dict[str, Callable[[], Matter]] = {
    "opened": opened,
    "assigned": bad,
    "verifying": contacted,
    "appealed": appealed,
    "rectifying": verified,
    "submitted": handed_in,
    "follow_up": accepted,
    "reopened": lambda: visited("not_satisfied"),
    "closed": lambda: visited("satisfied"),
    "void": void,
}
"""How a ticket comes to each state."""


@pytest.mark.parametrize("state", STATES)
def test_the_states_are_reached_as_told(state: str) -> None:
    assert STATES[state]().ticket()["state"] == state


@pytest.mark.parametrize("name", SAID)
@pytest.mark.parametrize("state", STATES)
def test_what_the_table_does_not_have_is_refused_and_changes_nothing(state: str, name: str) -> None:
    matter = STATES[state]()
    matter.wait(LATER)
    before = matter.revisions()
    actor, said = SAID[name]
    outcome = matter.do(name, LATER, "head" if actor == "clerk" else actor, **said)

    if state == "opened" and actor in ("clerk", "head"):
        assert outcome == "unknown_actor"
    elif TicketState(state) not in starts_from(name):
        assert (outcome, matter.revisions()) == ("illegal_state", before)
    elif outcome == "done":
        assert matter.ticket()["state"] in {
            MOVES[move].leads.get(TicketState(state)) for move in MOVES_OF[name]
        }
    else:
        assert outcome in ("already", "too_late", "cause_missing", "contact_missing", "not_a_member")
        assert matter.revisions() == before


def test_a_ticket_is_not_assigned_where_nobody_may_answer_for_it() -> None:
    matter = opened()

    assert matter.ticket()["responsible"]["staff_id"] is None
    assert matter.do("assign", LATER, "supervisor") == "nobody_on_duty"
    assert matter.do("assign", LATER, "supervisor", assignee_id="clerk") == "not_a_member"


def test_no_move_leads_out_of_what_has_ended_and_none_gives_a_ticket_back() -> None:
    ended = {TicketState.CLOSED, TicketState.VOID}

    for move in MOVES.values():
        assert ended.isdisjoint(move.leads)
        assert all(start is end for start, end in move.leads.items() if end is TicketState.OPENED)


def test_all_moves_of_an_action_begin_in_the_same_states() -> None:
    for name, moves in MOVES_OF.items():
        assert {frozenset(MOVES[move].leads) for move in moves} == {starts_from(name)}


@pytest.mark.parametrize("state", ["assigned", "verifying", "rectifying", "reopened"])
def test_the_person_rated_does_nothing_with_the_ticket(state: str) -> None:
    matter = STATES[state]()
    matter.wait(LATER)
    before = matter.revisions()

    for name in SAID:
        assert matter.do(name, LATER, "window", **SAID[name][1]) == "conflict_of_interest"
    assert matter.revisions() == before


@pytest.mark.parametrize(
    ("actor", "name", "why"),
    [
        ("other_head", "contact", "not_yours"),
        ("supervisor", "contact", "not_yours"),
        ("nobody", "contact", "unknown_actor"),
        ("head", "contact", "done"),
        ("speaker", "contact", "done"),
        ("clerk", "extend", "not_entitled"),
        ("adjudicator", "extend", "not_entitled"),
        ("own_adjudicator", "extend", "conflict_of_interest"),
        ("other_head", "hand_over", "not_yours"),
        ("supervisor", "hand_over", "done"),
        ("clerk", "hand_over", "done"),
        ("clerk", "open_contact", "done"),
        ("head", "open_contact", "done"),
        ("supervisor", "open_contact", "not_yours"),
        ("other_head", "open_contact", "not_yours"),
    ],
)
def test_who_may_act_comes_from_the_register(actor: str, name: str, why: str) -> None:
    assert bad().do(name, "2018-10-16 11:00", actor, **SAID[name][1]) == why


@pytest.mark.parametrize(
    ("name", "left_out", "why"),
    [
        ("contact", "result", "result_missing"),
        ("appeal", "ground", "ground_missing"),
        ("appeal", "evidence", "evidence_missing"),
        ("appeal", "reason", "reason_missing"),
        ("extend", "days", "days_missing"),
        ("extend", "reason", "reason_missing"),
        ("hand_over", "to_staff_id", "person_missing"),
        ("hand_over", "reason", "reason_missing"),
        ("open_contact", "reason", "reason_missing"),
        ("assign", "reason", "reason_missing"),
    ],
)
def test_what_an_action_has_to_say_is_asked_for(name: str, left_out: str, why: str) -> None:
    actor, said = SAID[name]

    assert bad().do(name, "2018-10-16 11:00", actor, **(said | {left_out: None})) == why


def test_an_action_on_a_ticket_that_never_comes_is_refused_after_ten_minutes() -> None:
    matter = bad()

    assert matter.do("contact", "2018-10-16 11:00", "clerk", "R-none", result="reached") == "waits"
    matter.wait("2018-10-16 11:10")
    assert matter.outcome(f"e{matter._number}") == "unknown_target"
