"""Whatever people do, in whatever order, at whatever time: nothing illegal is done, no deadline is lost."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.office import Bench
from tests.rules.writing import at
from tests.tickets.days import midnight_after, works
from tests.tickets.matters import RATING, Matter, away, tickets_office

ACTORS = (
    "clerk",
    "speaker",
    "head",
    "window",
    "supervisor",
    "adjudicator",
    "adjudicator2",
    "other_head",
    "x",
)
ACTIONS: dict[str, list[dict[str, Any]]] = {
    "assign": [{}, {"to_dept": "E"}, {"assignee_id": "head"}, {"assignee_id": "window"}],
    "contact": [{"result": "reached"}, {"result": "unreachable"}, {}],
    "verify": [{"finding": "confirmed"}, {"finding": "untrue"}, {}],
    "appeal": [{"ground": "malicious", "evidence": ["a"]}, {"ground": "mistaken", "evidence": ["a"]}, {}],
    "appeal_decide": [{"decision": each} for each in ("grant", "deny", "send_back", "refer_up")],
    "classify": [
        {"cause_code": "law", "complexity": "complex", "responsibility": "main"},
        {"cause_code": "staff"},
    ],
    "extend": [{"days": 5}, {"days": 9}],
    "submit": [{"measure": "x"}, {}],
    "review": [{"result": "accepted"}, {"result": "returned"}],
    "follow_up": [{"result": each} for each in ("satisfied", "not_satisfied", "no_answer", "false_feedback")],
    "close": [{"joined_to": f"S-{16 * '0'}"}, {"joined_to": "R-1"}],
    "hand_over": [{"to_staff_id": "speaker"}, {"to_staff_id": "head"}, {"to_staff_id": "window"}],
    "open_contact": [{}],
}
ENTITLED = {
    "assign": {"supervisor"},
    "extend": {"supervisor"},
    "review": {"supervisor"},
    "follow_up": {"supervisor"},
    "close": {"supervisor"},
    "appeal_decide": {"adjudicator", "adjudicator2"},
}


@dataclass(frozen=True)
class Step:
    """Somebody does something, or a rating event comes, after some hours."""

    hours: int
    action: str
    actor: str
    said: int


FORWARD = "forward"
"""What would be done next by whoever has to: without such steps few sequences came further than the contact."""

NEXT: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "assigned": [("contact", {"result": "reached"}), ("appeal", {"ground": "mistaken", "evidence": ["a"]})],
    "verifying": [
        ("verify", {"finding": "confirmed"}),
        ("verify", {"finding": "confirmed"}),
        ("appeal", {"ground": "malicious", "evidence": ["a"]}),
        ("verify", {"finding": "untrue"}),
    ],
    "appealed": [
        ("appeal_decide", {"decision": each}) for each in ("deny", "send_back", "grant", "refer_up")
    ],
    "rectifying": [
        ("classify", {"cause_code": "law", "responsibility": "main"}),
        ("submit", {"measure": "x"}),
        ("extend", {"days": 3}),
        ("classify", {"cause_code": "law", "complexity": "complex", "responsibility": "main"}),
    ],
    "submitted": [("review", {"result": "accepted"}), ("review", {"result": "returned"})],
    "follow_up": [("follow_up", {"result": each}) for each in ("not_satisfied", "satisfied", "no_answer")],
    "reopened": [("submit", {"measure": "y"})],
}
WHO = {
    "appeal_decide": "adjudicator",
    "extend": "supervisor",
    "review": "supervisor",
    "follow_up": "supervisor",
}

steps = st.builds(
    Step,
    st.integers(0, 60),
    st.sampled_from([*ACTIONS, "invalidated", "restored", "second", *[FORWARD] * 2 * len(ACTIONS)]),
    st.sampled_from(ACTORS),
    st.integers(0, 3),
)


RATED = st.sampled_from(["window", "clerk", "head"])
"""Whom the rating is about: somebody at a window, who is on duty for tickets, the head of the unit."""


def walked(
    taken: list[Step], rated: str = "window", *, restarted: bool = False
) -> tuple[Matter, list[tuple[Step, str, dict[str, Any], dict[str, Any]]]]:
    """Take the steps; each action with its outcome and the ticket before and after. `restarted`: by another lane each,
    which knows nothing but the state."""
    book = tickets_office(away("clerk", "2018-10-19", "2018-10-22", "speaker"))
    matter = Matter(book).served().rated(staff_id=rated)
    now, told = at("2018-10-16 11:00"), []
    for number, step in enumerate(taken):
        now += timedelta(hours=step.hours, minutes=1)
        when = now.strftime("%Y-%m-%d %H:%M")
        if restarted:
            matter.begin_again()
        matter.wait(when)
        before = matter.ticket()
        done, said = chosen(step, before)
        if said is not None:
            told.append((done, matter.do(done.action, when, done.actor, **said), before, matter.ticket()))
        elif step.action in ("invalidated", "restored", "second"):
            rate(matter, step.action, when, number, rated)
    matter.wait((now + timedelta(days=40)).strftime("%Y-%m-%d %H:%M"))
    return matter, told


def chosen(step: Step, ticket: dict[str, Any]) -> tuple[Step, dict[str, Any] | None]:
    """Who does what and what they say; nothing where it is no action, or none leads on from the ticket's state."""
    if step.action in ACTIONS:
        return step, ACTIONS[step.action][step.said % len(ACTIONS[step.action])]
    choices = NEXT.get(ticket["state"], []) if step.action == FORWARD else []
    if not choices:
        return step, None
    action, said = choices[step.said % len(choices)]
    who = WHO.get(action) or ticket["responsible"]["staff_id"]
    return replace(step, action=action, actor=who), said


def rate(matter: Bench, kind: str, when: str, number: int, rated: str) -> None:
    """Something happens to the rating."""
    said: dict[str, Any] = {"service_number": "1", "assess_number": 1, "reason": "因为"}
    if kind == "second":
        said |= {"assess_number": 2, "level": 1 + number % 5, "channel": 4, "staff_id": rated}
        matter.event("rating.submitted", when, **said)
    elif kind == "invalidated":
        matter.event("rating.invalidated", when, kind="mistaken", decided_by="supervisor", **said)
    else:
        matter.event("rating.restored", when, **said)


@given(st.lists(steps, max_size=14))
@settings(deadline=None, max_examples=60)
def test_a_refused_action_changes_nothing_and_says_why_and_a_done_one_is_on_record(taken: list[Step]) -> None:
    _, told = walked(taken)

    for step, outcome, before, after in told:
        if outcome == "done":
            assert len(after["history"]) == len(before["history"]) + 1
        else:
            assert outcome not in ("waits", "")
            assert after == before
        if outcome == "done" and step.action in ENTITLED:
            assert step.actor in ENTITLED[step.action]


@given(st.lists(steps, max_size=14), RATED)
@settings(deadline=None, max_examples=60)
def test_a_ticket_in_work_always_has_one_person_who_was_not_rated(taken: list[Step], rated: str) -> None:
    matter, told = walked(taken, rated)

    for revision in matter.revisions():
        assert revision["responsible"]["staff_id"] not in (rated, None)
    numbers = [revision["revision"] for revision in matter.revisions()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [each for each in matter.tickets() if each.startswith("R-")] == [RATING]
    assert all(outcome != "done" for step, outcome, _, _ in told if step.actor == rated)


@given(st.lists(steps, max_size=14))
@settings(deadline=None, max_examples=60)
def test_nothing_ends_but_by_a_review_an_appeal_or_a_systemic_ticket_and_what_is_due_is_marked(
    taken: list[Step],
) -> None:
    matter, told = walked(taken)

    ended = [
        (step.action, after)
        for step, _, before, after in told
        if after["state"] == "closed" != before["state"]
    ]
    assert all(action in ("review", "follow_up", "close") for action, _ in ended)
    last = matter.ticket()
    if last["state"] in ("assigned", "verifying", "rectifying", "reopened"):
        assert "rectify" in last["overdue"]
    if last["state"] == "submitted":
        assert "review" in last["overdue"]
    if last["state"] == "appealed":
        assert "appeal_decide" in last["overdue"]
    if last["state"] == "follow_up":
        assert "follow_up" in last["overdue"]
    if last["state"] == "assigned" and last["real_name"]:
        assert "contact" in last["overdue"]


@given(st.lists(steps, max_size=14))
@settings(deadline=None, max_examples=60)
def test_what_was_missed_stays_marked_and_contact_is_due_from_the_rating(taken: list[Step]) -> None:
    standing = [step for step in taken if step.action != "invalidated"]  # who rated by name still does
    matter, _ = walked(standing)

    marks: set[str] = set()
    for revision in matter.revisions():
        assert marks <= set(revision["overdue"])
        marks = set(revision["overdue"])
    if not any(revision["state"] == "void" for revision in matter.revisions()):
        assert {revision["contact_due"] for revision in matter.revisions()} == {
            midnight_after("2018-10-16", 1)
        }
    assert all(
        card[0].startswith(f"ticket {RATING}") for card in matter.cards_of("R-03") + matter.cards_of("R-02")
    )


@given(st.lists(steps, max_size=14))
@settings(deadline=None, max_examples=60)
def test_the_days_to_rectify_are_those_that_were_neither_under_appeal_nor_under_review(
    taken: list[Step],
) -> None:
    """Worked out day by day from the states the ticket had and when, with none of the engine's arithmetic."""
    standing = [step for step in taken if step.action != "invalidated"]
    matter, _ = walked(standing)

    if not any(revision["state"] == "void" for revision in matter.revisions()):
        assert matter.ticket()["rectify_due"] == reckoned(matter)


def reckoned(matter: Matter) -> str:
    """When the last round has to be done."""
    told = [
        each for each in matter.outputs if each["data"].get("ticket_id") == RATING and "state" in each["data"]
    ]
    last = told[-1]["data"]
    again = next((each["time"] for each in told if each["data"]["round"] == last["round"] > 1), None)
    start = again or last["assigned_at"]
    days = 15 if last["class"] == "complex" else 5
    days = (max(2, -(-days // 2)) if again else days) + last["extension_days"]
    due, stopped = midnight_after(start[:10], days), None
    for each in told:
        if each["time"] <= start:
            continue
        state = each["data"]["state"]
        if state in ("appealed", "submitted") and stopped is None:
            stopped = each["time"]
        elif state in ("rectifying", "verifying") and stopped is not None:
            if stopped < due:
                days += worked_between(stopped[:10], each["time"][:10])
                due = midnight_after(start[:10], days)
            stopped = None
    return due


def worked_between(first: str, last: str) -> int:
    """The working days after the first date up to the last one."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    return sum(works(day + timedelta(days=more)) for more in range(1, (end - day).days + 1))


@given(st.lists(steps, max_size=14), RATED)
@settings(deadline=None, max_examples=40)
def test_a_worker_that_begins_again_between_any_two_steps_writes_the_same(
    taken: list[Step], rated: str
) -> None:
    straight, _ = walked(taken, rated)
    broken, _ = walked(taken, rated, restarted=True)

    assert broken.outputs == straight.outputs
