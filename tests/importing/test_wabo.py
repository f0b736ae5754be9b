"""The WABO log of real permits through `liangpai import` and `liangpai check`, against what plain counting finds."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from tests.importing.wabo import AMSTERDAM, Permit, assert_facts, found


def events_by_case(events: Path, event_type: str) -> dict[str, dict[str, Any]]:
    lines = (json.loads(line) for line in events.read_bytes().splitlines())
    return {event["subject"]: event for event in lines if event["type"] == event_type}


def test_each_case_is_accepted_at_its_start_with_the_days_to_its_deadline(
    wabo_events: Path, permits: dict[str, Permit]
) -> None:
    promised = {
        case: event["data"]["promise_days"]
        for case, event in events_by_case(wabo_events, "case.accepted").items()
    }

    assert promised == {case: permit.promise for case, permit in permits.items()}
    assert (min(promised.values()), max(promised.values())) == (5, 469)
    assert Counter(promised.values()).most_common(2) == [(56, 1080), (98, 58)]


def test_each_case_is_decided_at_its_last_event(wabo_events: Path, permits: dict[str, Permit]) -> None:
    decided = {case: event["time"] for case, event in events_by_case(wabo_events, "case.decided").items()}

    assert decided == {
        case: max(step.time for step in permit.steps).astimezone(AMSTERDAM).isoformat(timespec="milliseconds")
        for case, permit in permits.items()
    }


def test_each_activity_is_a_stage_entered_and_left_at_once(
    wabo_events: Path, permits: dict[str, Permit]
) -> None:
    stages = Counter[tuple[str, str, str]]()
    for line in wabo_events.read_bytes().splitlines():
        event = json.loads(line)
        if event["type"].startswith("case.stage"):
            stages[event["subject"], event["data"]["stage_code"][:3], event["type"]] += 1

    expected = Counter[tuple[str, str, str]]()
    for case, permit in permits.items():
        for step in permit.steps:
            code = "C" if step.code == "Confirmation" else step.code[:3]
            expected.update([(case, code, "case.stage_entered"), (case, code, "case.stage_left")])
    assert stages == expected


def test_check_finds_what_counting_finds(
    wabo_cards: list[dict[str, Any]], permits: dict[str, Permit]
) -> None:
    assert_facts(wabo_cards, permits)


def test_cases_whose_first_event_is_after_the_deadline_are_judged_like_the_others(
    wabo_cards: list[dict[str, Any]], permits: dict[str, Permit]
) -> None:
    on_or_after = {case for case, permit in permits.items() if permit.first_day >= permit.deadline_day}
    after = {case for case, permit in permits.items() if permit.first_day > permit.deadline_day}

    assert (len(on_or_after), len(after)) == (61, 54)
    assert after <= found(wabo_cards, "T-04")


def test_a_card_of_a_broken_promise_is_due_on_the_day_of_the_deadline(
    wabo_cards: list[dict[str, Any]], permits: dict[str, Permit]
) -> None:
    late = {card["case_no"]: card for card in wabo_cards if card["rule_id"] == "T-04"}

    assert {case: card["due_date"] for case, card in late.items()} == {
        case: permits[case].deadline_day.isoformat() for case in late
    }
    assert {case: card["limit_days"] for case, card in late.items()} == {
        case: permits[case].promise for case in late
    }
    assert all(card["violated_at"][10:19] == "T00:00:00" for card in late.values())


def test_rules_the_log_says_nothing_about_stay_silent(wabo_cards: list[dict[str, Any]]) -> None:
    """T-06 and E-01 follow from T-04, P-01 and P-02: nobody cured the delay, nobody answered the cards."""
    assert {card["rule_id"] for card in wabo_cards} == {"P-01", "P-02", "T-03", "T-04", "T-06", "E-01"}


def test_what_stayed_open_for_weeks_after_its_deadline_was_not_cured(
    wabo_cards: list[dict[str, Any]], permits: dict[str, Permit]
) -> None:
    uncured = {card["case_no"] for card in wabo_cards if card["rule_id"] == "T-06"}
    days = {case: (permit.last_day - permit.deadline_day).days for case, permit in permits.items()}

    assert {case for case, late in days.items() if late > 16} <= uncured  # the longest holiday and five days
    assert uncured <= {case for case, late in days.items() if late > 5}


def test_each_yellow_card_that_nobody_answered_in_time_was_told_to_the_head(
    wabo_cards: list[dict[str, Any]],
) -> None:
    told = {card["occasion"]: card for card in wabo_cards if card["rule_id"] == "E-01"}
    asked = {
        f"card {card['card_id']}": card["answer_due"]
        for card in wabo_cards
        if card["rule_id"] != "E-01" and card["state"] == "issued" and card["answer_due"] is not None
    }
    last = max(card["violated_at"] for card in wabo_cards)

    assert told.keys() <= asked.keys()
    assert {name: card["violated_at"] for name, card in told.items()} == {name: asked[name] for name in told}
    assert {name for name, due in asked.items() if due <= last} == told.keys()
