"""The engine finds in simulated traffic what was planted, and nothing else."""

from pathlib import Path

import pytest

from rules.cards import CardState
from rules.rule_table import RULES
from streams.simulation.report import compare
from tests.simulation.trial import City, Judged, judged, loaded_at_once, simulated

ENDS = (
    (1, "2026-11-20T16:30:00+08:00"),
    (2, "2026-10-13T11:20:33+08:00"),
    (3, "2025-03-02T00:00:00+08:00"),
    (4, "2024-02-29T13:00:00+08:00"),
    (5, "2027-02-20T16:00:00+08:00"),  # nobody has announced 2027: its deadlines are provisional, never red
)

OF_TICKETS = {
    ("R-02", "warning"),
    ("R-02", "yellow"),
    ("R-03", "warning"),
    ("R-03", "yellow"),
    ("R-03", "red"),
}
OF_TICKETS |= {("R-04", "yellow"), ("R-04", "red")}


@pytest.mark.parametrize(("seed", "end"), ENDS)
def test_every_planted_violation_is_found_and_no_other(tmp_path: Path, seed: int, end: str) -> None:
    city = simulated(tmp_path, seed=seed, end=end)
    found = judged(city)
    cards = compare(city.truth.planted, found.cards)
    assert (cards.missed, cards.false) == ((), ())
    assert sum(row.found for row in cards.rows) == len(city.truth.planted) > 200
    assert _leads(found) == sorted(each[:3] for each in city.truth.leads)
    assert len(city.truth.leads) >= 7
    assert _tickets(found) == sorted(each[:4] for each in city.truth.tickets)
    assert len(city.truth.tickets) >= 15


def test_history_loaded_at_once_gives_the_cards_it_is_said_to_give(tmp_path: Path) -> None:
    city = simulated(tmp_path, cases=2000, seed=7, at_once=True)
    found = compare(city.truth.planted, loaded_at_once(city))
    assert (found.missed, found.false) == ((), ())
    assert "E-01" not in {each.rule_id for each in city.truth.planted}


@pytest.mark.parametrize(("seed", "end"), ENDS)
def test_clean_traffic_never_makes_a_card_or_a_lead(tmp_path: Path, seed: int, end: str) -> None:
    city = simulated(tmp_path, cases=500, seed=seed, end=end, violations=0)
    assert (city.truth.planted, city.truth.leads) == ((), ())
    found = judged(city)
    assert (found.cards, found.leads, found.outcomes, _tickets(found)) == ([], [], [], [])


def test_cases_without_a_plant_never_make_a_card_that_is_taken_back(tmp_path: Path) -> None:
    city = simulated(tmp_path, seed=6)
    planted = {each.case_no for each in city.truth.planted}
    assert {card["case_no"] for card in judged(city).cards if card["rule_id"] != "T-06"} == planted


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[City, Judged]:
    """A city in which every planter has had its turn, and what was found there."""
    city = simulated(tmp_path_factory.mktemp("large"), cases=2000)
    return city, judged(city)


def test_what_people_do_at_the_desk_is_done_and_never_refused(large: tuple[City, Judged]) -> None:
    city, found = large
    done = {each["type"].removeprefix("desk.") for each in city.events if each["source"] == "desk"}
    assert {each["outcome"] for each in found.outcomes} == {"done"}
    cards = ["confirm", "reject", "answer", "appeal", "appeal_decide", "revoke", "refer", "issue_manual"]
    tickets = ["contact", "verify", "classify", "submit", "review", "follow_up", "appeal", "appeal_decide"]
    assert done == {f"card_{each}" for each in cards} | {f"ticket_{each}" for each in tickets}


def test_a_deviation_that_expires_brings_back_the_cards_it_muted(large: tuple[City, Judged]) -> None:
    city, found = large
    since = {e.case_no: e.violated_at[:10] for e in city.truth.planted if e.planter == "muted_for_a_while"}
    states = [(card["case_no"], card["state"]) for card in found.cards if card["case_no"] in since]
    last = "2026-11-10"  # ten days before the city's last one
    muted = [(case_no, "muted") for case_no, day in since.items() if day <= last]
    assert sorted(states) == sorted([*muted, *((case_no, "issued") for case_no in since)])
    assert states[0][1] == "muted"


def test_every_rule_of_cases_has_a_plant_in_each_of_its_degrees(large: tuple[City, Judged]) -> None:
    truth = large[0].truth
    planted = {(each.rule_id, each.colour) for each in truth.planted}
    cased = {rule_id: spec for rule_id, spec in RULES.items() if rule_id[0] in "TPBC"}
    degrees = {(rule_id, degree) for rule_id, spec in cased.items() for degree in spec.degrees}
    assert degrees - planted == {("P-13", "yellow")}  # over three in a month: a question to the archive
    assert planted - degrees == {("E-01", "red"), *OF_TICKETS, ("R-07", "red")}
    assert {each.rule_id for each in truth.leads} == {"P-11", "B-05", "B-06", "R-05"}


def test_every_state_of_a_card_has_a_plant(large: tuple[City, Judged]) -> None:
    states = {each.state for each in large[0].truth.planted}
    assert states == {state.value for state in CardState} - {"withdrawn"}


def _tickets(found: Judged) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Id, case, state and missed deadlines of the tickets of bad ratings as they stand."""
    newest = {each["ticket_id"]: each for each in sorted(found.tickets, key=lambda each: each["revision"])}
    rated = (each for each in newest.values() if each["kind"] == "bad_rating")
    return sorted(
        (each["ticket_id"], each["subject"], each["state"], tuple(each["overdue"])) for each in rated
    )


def _leads(found: Judged) -> list[tuple[str, str, str]]:
    """Rule, scope and state of every lead as it stands: one about an item comes up again with each of its cases."""
    newest = {lead["lead_id"]: lead for lead in sorted(found.leads, key=lambda lead: lead["revision"])}
    return sorted((lead["rule_id"], lead["scope"], lead["state"]) for lead in newest.values())
