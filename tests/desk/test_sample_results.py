"""What was found on site of a case is entered by somebody who had no hand in it, and stays an event (contracts 1.3)."""

from typing import Any

import pytest

from rules.on_record import OnRecord
from tests.desk.office import Bench

SAMPLE = "2018-10/spring/95/5"
LATER = "2018-11-05 09:00"


def ended(when: str = "2018-10-31 23:59") -> Bench:
    return Bench().accepted().event("case.decided", when, result="approved", staff_id="window")


def enter(bench: Bench, actor: str = "supervisor", when: str = LATER, **data: Any) -> str:
    """Enter an answer, and its outcome."""
    said = {"actor_id": actor, "sample_id": SAMPLE, "result": "yes"} | data
    bench.event("desk.sample_result", when, **{name: text for name, text in said.items() if text is not None})
    return bench.outcome(f"e{bench._number}")


def waited(bench: Bench, **data: Any) -> str:
    """The outcome once it was waited for."""
    assert enter(bench, **data) == "waits"
    return bench.wait("2018-11-05 09:10").outcome(f"e{bench._number}")


def outcome(bench: Bench) -> dict[str, Any]:
    """The last record on action-outcomes."""
    return next(each for each in reversed(bench.outputs) if each["type"].startswith("action."))


def test_an_answer_stands_on_its_outcome_and_changes_nothing_else() -> None:
    bench = ended().wait(LATER)
    before = {each["id"] for each in bench.outputs}

    assert enter(bench) == "done"
    told = outcome(bench)
    assert (told["subject"], told["data"]["target_id"]) == ("case-1", SAMPLE)
    assert (told["data"]["target_state"], told["data"]["target_revision"]) == ("yes", 1)
    made = [each for each in bench.outputs if each["id"] not in before]
    assert [each["type"] for each in made] == ["action.done"]


def test_another_answer_needs_a_reason_and_counts_from_then_on() -> None:
    bench = ended()
    enter(bench)

    assert enter(bench, result="no") == "reason_missing"
    assert enter(bench, result="no", reason="档案室登记簿") == "done"
    assert outcome(bench)["data"]["target_revision"] == 2
    assert enter(bench, sample_id="2018-10/autumn/95/5") == "done"
    assert outcome(bench)["data"]["target_revision"] == 1


@pytest.mark.parametrize(
    ("actor", "outcome"),
    [
        ("nobody", "unknown_actor"),
        ("clerk", "not_entitled"),
        ("own_adjudicator", "conflict_of_interest"),
        ("supervisor2", "done"),
    ],
)
def test_a_supervisor_of_another_department_enters_it(actor: str, outcome: str) -> None:
    assert enter(ended(), actor) == outcome


def test_nobody_checks_a_case_they_had_a_hand_in() -> None:
    bench = (
        Bench()
        .accepted()
        .event("case.stage_entered", "2018-10-20 10:00", stage_code="S", staff_id="supervisor")
    )
    bench.event("case.decided", "2018-10-24 10:00", result="approved", staff_id="window")

    assert enter(bench) == "conflict_of_interest"


@pytest.mark.parametrize(
    "sample",
    [
        "2018-11/spring/95/5",
        "2018-Q4/spring/95/5",
        "2018-10/spring/96/5",
        "2018-10//95/5",
        "2018-10/s/95/051",
    ],
)
def test_a_sample_that_the_case_cannot_be_of_is_refused(sample: str) -> None:
    assert waited(ended(), sample_id=sample) == "unknown_target"


def test_the_month_is_that_of_the_end_in_the_zone() -> None:
    assert waited(ended("2018-11-01 00:00")) == "unknown_target"
    assert enter(ended("2018-11-01 00:00"), sample_id="2018-11/spring/95/5") == "done"


def test_a_case_that_has_not_ended_has_no_result_and_no_result_is_no_answer() -> None:
    assert waited(Bench().accepted()) == "unknown_target"
    assert enter(ended(), result=None) == "result_missing"


def test_an_answer_before_its_case_waits_for_it() -> None:
    bench, now = Bench(), "2018-10-31 23:55"

    assert enter(bench, when=now) == "waits"
    bench.event("case.accepted", "2018-10-15 10:00", now, item_code="I", voucher_no="v")
    bench.event("case.decided", "2018-10-31 10:00", now, result="approved")
    assert bench.outcome("e1") == "done"


def test_an_answer_read_again_keeps_its_outcome() -> None:
    bench = Bench(on_record=OnRecord({("s", "e3"): ("done", "")})).accepted()
    bench.event("case.decided", "2018-10-31 10:00", result="approved", staff_id="window")

    assert enter(bench, actor="clerk") == "waits", "its outcome is not written a second time"
    assert enter(bench, result="no", reason="补查") == "done"
    assert outcome(bench)["data"]["target_revision"] == 2
