"""A lead about the catalogue is decided on where its item is the subject, whichever cases show it."""

from dataclasses import replace
from typing import Any

from rules.rule_table import RULES
from tests.desk.office import CASE, Bench, office

ITEM = "item:I"


def bench() -> tuple[Bench, str]:
    """A case whose item promises more days than the law gives, and the id of the lead that says so."""
    book = office()
    (version,) = book.items["I"]
    wrong = replace(version, promise_days=12)
    rules = {**book.rules, "B-05": RULES["B-05"].defaults()}
    desk = Bench(replace(book, items={"I": (wrong,)}, rules=rules)).accepted()
    return desk, leads(desk)[0]["lead_id"]


def leads(desk: Bench) -> list[dict[str, Any]]:
    return [each["data"] for each in desk.outputs if each["type"].startswith("lead.")]


def decide(desk: Bench, move: str, when: str, lead: str, subject: str = ITEM, **said: str) -> str:
    desk.subject = subject
    data = {"actor_id": "supervisor", "lead_id": lead, "reason": "the notice says so", **said}
    desk.event(f"desk.lead_{move}", when, **data)
    return desk.outcome(f"e{desk._number}")


def test_a_supervisor_decides_on_it_once_and_what_was_decided_is_its_next_revision() -> None:
    desk, lead = bench()
    opened = leads(desk)[0]

    assert decide(desk, "confirm", "2018-10-16 09:00", lead, reason=" ") == "reason_missing"
    assert decide(desk, "confirm", "2018-10-16 09:01", lead, actor_id="clerk") == "not_entitled"
    assert decide(desk, "confirm", "2018-10-16 09:02", lead) == "done"
    assert decide(desk, "dismiss", "2018-10-16 09:03", lead) == "illegal_state"

    decided = leads(desk)[-1]
    assert (decided["revision"], decided["state"], decided["decided_by"]) == (2, "confirmed", "supervisor")
    told = ("lead_id", "kind", "rule_id", "sentence", "scope", "subject", "item_code", "dept_code")
    assert {name: decided[name] for name in told} == {name: opened[name] for name in told}


def test_the_case_that_showed_it_is_not_its_subject() -> None:
    desk, lead = bench()
    assert decide(desk, "dismiss", "2018-10-16 09:00", lead, CASE) == "waits"

    desk.wait("2018-10-16 09:10")
    assert desk.outcome(f"e{desk._number}") == "unknown_target"
    assert [each["state"] for each in leads(desk)] == ["open"]


def test_what_the_catalogue_does_not_show_cannot_be_decided_on() -> None:
    desk, lead = bench()
    other = f"{lead[:-1]}{'0' if lead[-1] != '0' else '1'}"

    assert decide(desk, "confirm", "2018-10-16 09:00", other) == "waits"
    assert decide(desk, "confirm", "2018-10-16 09:00", lead, "item:J") == "waits"


def test_another_lane_that_takes_over_knows_what_was_decided() -> None:
    desk, lead = bench()
    assert decide(desk, "confirm", "2018-10-16 09:00", lead) == "done"
    desk.begin_again()

    assert decide(desk, "confirm", "2018-10-16 10:00", lead) == "illegal_state"
