"""The events of a simulated city: the same for the same seed, in order, valid, at the hours people keep."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from streams.calendar_source import built_in_calendar
from streams.simulation.arrivals import arrivals
from streams.simulation.days import DAY, HOUR, Days, instant_of
from streams.simulation.hours import CITIZENS
from streams.simulation.planters import CLEAN, PLANTERS, plan_of
from streams.simulation.run import order_of
from streams.simulation.traffic import Traffic
from tests.simulation.trial import END, City, simulated


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return simulated(tmp_path_factory.mktemp("city"), cases=2000)


def _bytes(city: City) -> list[bytes]:
    folder = sorted(city.places.rulebook.iterdir())
    return [path.read_bytes() for path in (city.places.events, city.places.truth, *folder)]


def _cases(city: City) -> set[str]:
    return {each["subject"] for each in city.events if not each["subject"].startswith("service:")}


def test_case_numbers_are_not_those_of_the_examples_in_the_documents(city: City) -> None:
    assert {number[12:14] for number in _cases(city)} == {"20"}


def test_the_same_seed_and_end_give_the_same_bytes(tmp_path: Path) -> None:
    before = _bytes(simulated(tmp_path, cases=300))
    assert _bytes(simulated(tmp_path, cases=300)) == before


def test_another_seed_gives_another_city_of_the_same_size(tmp_path: Path, city: City) -> None:
    other = simulated(tmp_path, cases=2000, seed=2)
    assert other.places.events.read_bytes() != city.places.events.read_bytes()
    assert len(_cases(other)) == len(_cases(city))


def test_events_stand_in_the_order_they_were_recorded_and_none_is_after_the_end(city: City) -> None:
    recorded = [datetime.fromisoformat(each["recordedtime"]) for each in city.events]
    assert recorded == sorted(recorded)
    assert recorded[-1] <= datetime.fromisoformat(END)
    assert recorded[0] >= datetime.fromisoformat("2026-08-20T00:00:00+08:00")


def test_all_cases_asked_for_are_there_with_about_twelve_events_each(city: City) -> None:
    assert len(_cases(city)) == city.truth.cases == 2000
    assert 10 <= len(city.events) / 2000 <= 13


def test_an_id_comes_twice_only_for_the_same_content(city: City) -> None:
    seen: dict[str, Any] = {}
    twice = 0
    for each in city.events:
        content = {name: value for name, value in each.items() if name != "recordedtime"}
        twice += each["id"] in seen
        assert seen.setdefault(each["id"], content) == content
    assert 20 < twice < 100


def test_only_events_planted_as_late_are_recorded_more_than_minutes_after_they_happened(city: City) -> None:
    lags = Counter[str]()
    for each in city.events:
        lag = datetime.fromisoformat(each["recordedtime"]) - datetime.fromisoformat(each["time"])
        lags["late" if lag.total_seconds() > 3600 else "soon"] += lag.total_seconds() >= 0
    planted = {each.case_no for each in city.truth.planted if each.rule_id == "P-13"}
    assert sum(lags.values()) == len(city.events)
    assert len(planted) <= lags["late"] <= len(planted) + 3  # a late event may be sent twice


def test_citizens_write_at_the_hours_measured() -> None:
    days, end = Days(built_in_calendar()), instant_of(datetime.fromisoformat(END))
    online = [each for each in arrivals(1, 20_000, 3, end, days) if each.channel == "online"]
    hours = Counter(each.at % DAY // HOUR for each in online if each.at // DAY != end // DAY)
    for hour, weight in enumerate(CITIZENS):
        assert abs(hours[hour] / hours.total() - weight / sum(CITIZENS)) < 0.01


def test_staff_work_on_working_days_with_peaks_in_the_morning_and_the_afternoon(city: City) -> None:
    worked = [
        datetime.fromisoformat(each["time"])
        for each in city.events
        if (each["data"].get("staff_id") is not None and each["type"].startswith("case."))
        or each["source"] == "desk"
    ]
    calendar = built_in_calendar()
    at_work = sum(calendar.works(moment.toordinal()) for moment in worked) / len(worked)
    monday_to_friday = sum(moment.weekday() < 5 for moment in worked) / len(worked)
    assert 0.96 <= at_work < 1
    assert 0.95 <= monday_to_friday <= 0.98
    hours = Counter(moment.hour for moment in worked)
    assert min(hours[9], hours[10]) > 3 * hours[12]
    assert min(hours[14], hours[15], hours[16]) > 2 * hours[12]


def _most_held(traffic: Traffic) -> int:
    return max(traffic.held for _ in traffic.lines())


def test_what_is_held_does_not_grow_with_the_length_of_the_run() -> None:
    end, days = datetime.fromisoformat(END), Days(built_in_calendar())
    short = _most_held(Traffic(order_of(500, 1, 6, end), days))
    long = _most_held(Traffic(order_of(2000, 1, 24, end), days))
    assert long < 1.5 * short


def test_arrivals_are_exactly_as_many_as_asked_in_order_and_not_after_the_end() -> None:
    days, end = Days(built_in_calendar()), instant_of(datetime.fromisoformat("2026-11-20T00:00:05+08:00"))
    found = [each.at for each in arrivals(3, 777, 1, end, days)]
    assert len(found) == 777
    assert found == sorted(found)
    assert found[-1] <= end


def test_planters_take_turns_at_the_cases_that_are_theirs() -> None:
    blocks = [Counter(plan_of(1, block, 100)) for block in range(len(PLANTERS))]
    assert all(block[CLEAN] == 900 and block.total() == 1000 for block in blocks)
    assert {sum(block[planter] for block in blocks) for planter in PLANTERS} == {100}
    assert plan_of(1, 0, 100) != plan_of(2, 0, 100)


def test_clean_traffic_holds_everything_lawful_that_is_out_of_the_ordinary(tmp_path: Path) -> None:
    events = simulated(tmp_path, violations=0).events
    kinds = Counter(each["type"] for each in events)
    assert kinds["case.special_started"] >= 10
    assert kinds["case.extension_approved"] >= 10
    assert kinds["case.supplement_received"] >= 20
    assert kinds["case.corrected"] >= 10
    assert kinds["case.not_accepted"] >= 3
    assert {each["data"]["kind"] for each in events if each["type"] == "case.closed"} >= {
        "refused",
        "withdrawn",
    }
    assert any("promise_days" in each["data"] for each in events)
    assert kinds["case.composite_created"] >= 5
    assert kinds["case.forwarded"] >= 5
    assert min(kinds["case.enquiry_answered"], kinds["case.fee_charged"]) >= 5
    assert (
        min(kinds[f"case.{each}"] for each in ("hearing_held", "public_notice", "third_party_notified")) >= 5
    )
    assert any("deferred" in str(each["data"]) for each in events)


def test_personal_data_is_pseudonymous_already(city: City) -> None:
    hashes = [each["data"]["applicant_hash"] for each in city.events if each["type"] == "case.submitted"]
    assert all(len(each) == 32 and int(each, 16) >= 0 for each in hashes)
    assert "name" not in json.dumps(city.events[0])
