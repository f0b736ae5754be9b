"""A month is published, objected to, decided on and closed, once, by those who may (contracts 1.3)."""

from typing import Any

import pytest

from rules.on_record import OnRecord
from tests.desk.office import Bench

MONTH = "2018-10"
PUBLISHED = "2018-11-05 09:00"  # a Monday: the fifth working day after it is 11-12
LAST_CHANCE, TOO_LATE = "2018-11-12 23:59", "2018-11-13 00:00"
MANIFEST = {
    "as_of": "2018-11-05T08:00:00+08:00",
    "record": 0,
    "rulebook_hash": "h",
    "inputs_sha256": "i",
    "result_sha256": "r",
    "tallies": 1,
    "cards": 0,
    "ratings": 0,
    "scores": 1,
    "pieces": 2,
}


def bench() -> Bench:
    return Bench(subject=f"month:{MONTH}")


def do(office: Bench, kind: str, when: str, actor: str, **data: Any) -> str:
    """Act on the month, and the outcome."""
    said = {"actor_id": actor, "month": MONTH, "reason": "because it is so"} | data
    office.event(f"desk.{kind}", when, **said)
    last = next(each for each in reversed(office.outputs) if each["type"].startswith("action."))
    return str(last["data"]["reason"] or last["data"]["outcome"])


def figures(record: int) -> dict[str, Any]:
    return MANIFEST | {"record": record}


def publish(office: Bench, when: str = PUBLISHED, actor: str = "supervisor", record: int = 0) -> str:
    return do(office, "month_publish", when, actor, manifest=figures(record))


def close(office: Bench, when: str, record: int, actor: str = "supervisor") -> str:
    return do(office, "month_close", when, actor, manifest=figures(record))


def record(office: Bench) -> dict[str, Any]:
    """The month as last written."""
    return next(dict(each["data"]) for each in reversed(office.outputs) if each["type"].startswith("month."))


def objection(office: Bench) -> str:
    return str(record(office)["objections"][-1]["objection_id"])


def test_a_month_is_published_and_closed_with_the_figures_it_was_given() -> None:
    office = bench()

    assert publish(office) == "done"
    assert record(office)["objections_until"] == "2018-11-13T00:00:00.000+08:00"
    assert close(office, TOO_LATE, 1) == "done"
    assert record(office)["state"] == "closed"
    assert record(office)["closed"] == figures(1)


@pytest.mark.parametrize(
    ("when", "outcome"), [("2018-10-31 23:59", "too_early"), ("2018-11-01 00:00", "done")]
)
def test_a_month_is_published_when_it_is_over(when: str, outcome: str) -> None:
    assert publish(bench(), when) == outcome


def test_it_closes_when_the_time_for_objections_is_over_and_not_before() -> None:
    office = bench()
    publish(office)

    assert close(office, LAST_CHANCE, 1) == "too_early"
    assert close(office, TOO_LATE, 1) == "done"
    assert close(office, TOO_LATE, 2) == "illegal_state"
    assert publish(office, TOO_LATE, record=2) == "illegal_state"


def test_nothing_closes_that_was_not_published() -> None:
    assert close(bench(), TOO_LATE, 0) == "illegal_state"


def test_figures_made_before_the_last_change_of_the_record_are_outdated() -> None:
    office = bench()
    publish(office)
    do(office, "score_object", LAST_CHANCE, "window", scope="person:window")
    do(office, "score_decide", LAST_CHANCE, "adjudicator", objection_id=objection(office), decision="deny")

    assert close(office, TOO_LATE, 1) == "outdated"
    assert close(office, TOO_LATE, 3) == "done"


@pytest.mark.parametrize(
    ("actor", "scope", "outcome"),
    [
        ("window", "person:window", "done"),
        ("head", "person:window", "done"),
        ("head", "unit:D", "done"),
        ("clerk", "person:window", "not_yours"),
        ("other_head", "unit:D", "not_yours"),
        ("window", "item:I", "not_yours"),
        ("nobody", "person:window", "unknown_actor"),
    ],
)
def test_those_object_whom_a_score_is_about(actor: str, scope: str, outcome: str) -> None:
    office = bench()
    publish(office)

    assert do(office, "score_object", LAST_CHANCE, actor, scope=scope) == outcome


def test_an_objection_says_why_and_comes_in_time() -> None:
    office = bench()
    publish(office)

    assert (
        do(office, "score_object", LAST_CHANCE, "window", scope="person:window", reason=" ")
        == "reason_missing"
    )
    assert do(office, "score_object", TOO_LATE, "window", scope="person:window") == "too_late"


@pytest.mark.parametrize(
    ("actor", "outcome"),
    [
        ("adjudicator", "done"),
        ("own_adjudicator", "conflict_of_interest"),
        ("supervisor2", "not_entitled"),
        ("head", "not_entitled"),
    ],
)
def test_an_independent_reviewer_decides(actor: str, outcome: str) -> None:
    office = bench()
    publish(office)
    do(office, "score_object", LAST_CHANCE, "window", scope="person:window")

    said = {"objection_id": objection(office), "decision": "grant", "points": "1.50"}
    assert do(office, "score_decide", LAST_CHANCE, actor, **said) == outcome


def test_an_open_objection_keeps_the_month_open_and_is_decided_once() -> None:
    office = bench()
    publish(office)
    do(office, "score_object", LAST_CHANCE, "window", scope="person:window")
    said = {"objection_id": objection(office), "decision": "grant", "points": "1.50"}

    assert close(office, TOO_LATE, 2) == "objections_open"
    assert do(office, "score_decide", TOO_LATE, "adjudicator", **said) == "done"
    assert do(office, "score_decide", TOO_LATE, "adjudicator2", **said) == "illegal_state"
    assert record(office)["objections"][0]["points"] == "1.50"
    assert close(office, TOO_LATE, 3) == "done"


def test_a_month_of_another_subject_is_unknown() -> None:
    assert (
        do(bench(), "month_publish", PUBLISHED, "supervisor", month="2018-09", manifest=MANIFEST)
        == "unknown_target"
    )
    assert (
        do(bench(), "month_publish", PUBLISHED, "supervisor", month="2018-13", manifest=MANIFEST)
        == "unknown_target"
    )


def test_who_does_not_supervise_neither_publishes_nor_closes() -> None:
    office = bench()

    assert publish(office, actor="head") == "not_entitled"
    publish(office)
    assert close(office, TOO_LATE, 1, "head") == "not_entitled"


def test_what_was_done_once_is_done_again_when_the_topics_are_read_anew() -> None:
    office = Bench(
        subject=f"month:{MONTH}", on_record=OnRecord({("s", "e1"): ("done", ""), ("s", "e2"): ("done", "")})
    )

    for kind in ("month_publish", "month_close"):
        said: dict[str, Any] = {"actor_id": "supervisor", "month": MONTH, "manifest": MANIFEST}
        office.event(f"desk.{kind}", "2018-10-31 23:59", **said)

    assert record(office)["state"] == "closed"
    assert [each["type"] for each in office.outputs] == ["month.published", "month.closed"]
