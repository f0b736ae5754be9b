"""Ratings and tickets of the simulated city: real proportions, every kind of rating, officers in time and not."""

from collections import Counter
from typing import Any

import pytest

from streams.simulation.matter import NAMES
from streams.simulation.planters import PLANTERS
from tests.simulation.trial import City, Judged, judged, simulated


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return simulated(tmp_path_factory.mktemp("rated"), cases=4000, violations=100)


@pytest.fixture(scope="module")
def found(city: City) -> Judged:
    return judged(city)


def test_about_ninety_nine_of_a_hundred_ratings_that_count_are_good(found: Judged) -> None:
    levels = Counter(each["level"] for each in _newest(found) if each["counts"])
    good = sum(number for level, number in levels.items() if level >= 3)
    assert 0.98 < good / levels.total() < 0.995
    assert levels[5] > 0.9 * levels.total()


def test_there_are_ratings_of_every_status_that_a_source_can_bring_about(found: Judged) -> None:
    statuses = {each["status"] for each in _newest(found)}
    assert statuses == {"valid", "default", "late", "duplicate", "unverified", "invalid"}


def test_some_ratings_are_second_ones_of_the_old_list_or_of_no_case(found: Judged) -> None:
    newest = _newest(found)
    assert any(each["assess_number"] == 2 and each["level"] == 5 for each in newest)
    assert any("retired" in fault for each in newest for fault in each["label_faults"])
    assert any(each["subject"].startswith("service:") for each in newest)


def test_nearly_all_who_say_nothing_are_taken_for_default_ratings_that_count_for_nothing(
    city: City, found: Judged
) -> None:
    defaults = [each for each in _newest(found) if each["status"] == "default"]
    assert 0.1 < len(defaults) / city.truth.cases < 0.2
    assert not any(each["counts"] for each in defaults)


def test_online_cases_are_rated_online_and_at_the_window_there(city: City) -> None:
    channel = {
        each["subject"]: each["data"]["channel"] for each in city.events if each["type"] == "case.submitted"
    }
    given = Counter(
        (channel[each["subject"]], each["data"]["channel"])
        for each in city.events
        if each["type"] == "rating.submitted" and each["subject"] in channel
    )
    assert given["online", 2] > given["online", 6] > 0
    assert given["window", 4] > given["window", 6] > 0
    assert {kind for case, kind in given if case == "self_service"} <= {3, 5, 8}


def test_a_label_that_was_planted_with_its_reason_is_confirmed_by_a_card(city: City, found: Judged) -> None:
    reasons = {each.name for each in PLANTERS if each.name.startswith("unhappy_about")}
    planted = {each.ticket_id for each in city.truth.tickets if each.planter in reasons}
    confirmed = {each["ticket_id"] for each in found.tickets if each["confirmed_by"]}
    assert planted == confirmed != set()


def test_every_deadline_of_a_ticket_but_the_appeal_s_is_missed_somewhere(city: City) -> None:
    missed = {name for each in city.truth.tickets for name in each.overdue}
    assert missed == set(NAMES) - {"appeal_decide"}


def test_every_planter_of_ratings_has_a_turn_and_tickets_reach_every_end(city: City) -> None:
    states = {each.state for each in city.truth.tickets}
    assert {"closed", "void", "assigned"} <= states


def test_cards_are_looked_into_and_their_tickets_closed(found: Judged) -> None:
    newest = {each["ticket_id"]: each for each in sorted(found.tickets, key=lambda each: each["revision"])}
    states = Counter(each["state"] for each in newest.values() if each["kind"] == "investigation")
    assert states["closed"] > states.total() / 2
    assert states["assigned"] > 0


def _newest(found: Judged) -> list[dict[str, Any]]:
    ordered = sorted(found.ratings, key=lambda each: each["revision"])
    return list({each["rating_id"]: each for each in ordered}.values())
