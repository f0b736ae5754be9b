"""P-11: pauses of a case that take too much of it are a lead; whatever they are, each counts its days once."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from rules.court import Court
from rules.lane import Lane, Record
from rules.privacy import Border
from tests.rules.engine import milliseconds, recorded
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at, rulebook_of

WHERE = office(promise=60, legal=80)


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")


def suspended(log: CaseLog, begin: str, end: str | None, reason: str = "hearing") -> CaseLog:
    log.add("suspended", f"{begin} 09:00", reason_code=reason, approver_id="a", notice_no="n")
    if end is not None:
        log.add("resumed", f"{end} 09:00", reason_code=reason)
    return log


def closed(log: CaseLog, day: str = "2018-10-25") -> CaseLog:
    """Ended on the eighth working day after the start, unless said otherwise."""
    return log.add("closed", f"{day} 17:00", kind="normal")


def leads(log: CaseLog, until: str = "2018-11-01 00:00", percent: int = 50) -> list[Mapping[str, Any]]:
    """The last revision of each lead of P-11 at that time."""
    where = office(promise=60, legal=80, parameters={"P-11.max_paused_percent": percent})
    lane = Lane(Court((rulebook_of(where.book),), where.days.real(), Border(None, None)), {})
    stamped = sorted(((recorded(event), event) for event in log.events), key=lambda each: each[0])
    for place, (stamp, event) in enumerate(stamped):
        if stamp <= milliseconds(at(until)):
            lane.take(Record("case-events", -1, place, None, msgspec.json.encode(event), stamp))
    lane.advance(milliseconds(at(until)))
    said = [msgspec.json.decode(out.value)["data"] for out in lane.end_turn().outputs if out.topic == "leads"]
    return list({lead["lead_id"]: lead for lead in said if lead["rule_id"] == "P-11"}.values())


@pytest.mark.parametrize(
    ("end", "found"),
    [("2018-10-19", False), ("2018-10-22", True)],  # 4 of 8 working days; 5 of 8
)
def test_more_than_half_of_the_days_paused_is_a_lead_once_the_case_ended(end: str, found: bool) -> None:
    log = suspended(accepted(), "2018-10-15", end)

    assert leads(log) == []
    assert [lead["state"] for lead in leads(closed(log))] == (["open"] if found else [])


def test_the_share_is_the_rulebooks() -> None:
    log = closed(suspended(accepted(), "2018-10-15", "2018-10-22"))  # 62.5 %

    assert len(leads(log, percent=62)) == 1
    assert leads(log, percent=63) == []


def test_days_inside_two_pauses_count_once() -> None:
    twice = suspended(
        suspended(accepted(), "2018-10-15", "2018-10-19"), "2018-10-16", "2018-10-19", "testing"
    )
    longer = suspended(
        suspended(accepted(), "2018-10-15", "2018-10-19"), "2018-10-18", "2018-10-22", "testing"
    )

    assert leads(closed(twice)) == []
    assert len(leads(closed(longer))) == 1


def test_special_procedures_count_whole_valid_or_not_and_an_open_pause_runs_to_the_end() -> None:
    coffee = accepted().add("special_started", "2018-10-18 09:00", kind="coffee")
    late = accepted().add("special_started", "2018-10-19 09:00", kind="coffee")

    assert len(leads(closed(coffee))) == 1  # 19, 22–25: 5 of 8
    assert leads(closed(late)) == []  # 22–25: 4 of 8


def test_days_before_the_acceptance_and_after_the_end_are_nobodys() -> None:
    log = suspended(accepted(), "2018-10-08", "2018-10-16")
    suspended(log, "2018-10-24", "2018-10-31", "testing")

    assert leads(closed(log)) == []  # 16 and 25: 2 of 8


def test_a_resumption_that_arrives_late_dismisses_the_lead() -> None:
    log = closed(suspended(accepted(), "2018-10-15", None))
    log.add("resumed", "2018-10-16 09:00", "2018-10-26 09:00", reason_code="hearing")

    assert [lead["state"] for lead in leads(log, "2018-10-26 08:59")] == ["open"]
    assert [lead["state"] for lead in leads(log, "2018-10-26 09:00")] == ["dismissed"]


def test_the_lead_says_the_share_in_both_languages() -> None:
    (lead,) = leads(closed(suspended(accepted(), "2018-10-15", "2018-10-22")))

    assert "共8个工作日，其中挂起5个（2018-10-16至2018-10-22），超过50%" in lead["sentence"]
    assert "was paused for 5 (2018-10-16 to 2018-10-22): more than 50%" in lead["sentence"]
    assert lead["evidence"] == ["e2", "e1", "e3", "e4"]  # in order of time
