"""The engine finds in simulated traffic what was planted, and nothing else."""

from pathlib import Path

import pytest

from streams.simulation.report import compare
from tests.simulation.trial import card_revisions, simulated

ENDS = (
    (1, "2026-11-20T16:30:00+08:00"),
    (2, "2026-10-13T11:20:33+08:00"),
    (3, "2025-03-02T00:00:00+08:00"),
    (4, "2024-02-29T13:00:00+08:00"),
    (5, "2027-02-20T16:00:00+08:00"),  # nobody has announced 2027: its deadlines are provisional, never red
)


@pytest.mark.parametrize(("seed", "end"), ENDS)
def test_every_planted_violation_is_found_and_no_other(tmp_path: Path, seed: int, end: str) -> None:
    city = simulated(tmp_path, seed=seed, end=end)
    found = compare(city.truth.planted, card_revisions(city))
    assert (found.missed, found.false) == ((), ())
    assert sum(row.found for row in found.rows) == len(city.truth.planted) > 100


@pytest.mark.parametrize(("seed", "end"), ENDS)
def test_clean_traffic_never_makes_a_card(tmp_path: Path, seed: int, end: str) -> None:
    city = simulated(tmp_path, cases=500, seed=seed, end=end, planted=False)
    assert city.truth.planted == ()
    assert card_revisions(city) == []


def test_cases_without_a_plant_never_make_a_card_that_is_taken_back(tmp_path: Path) -> None:
    city = simulated(tmp_path, seed=6)
    planted = {each.case_no for each in city.truth.planted}
    assert {card["case_no"] for card in card_revisions(city)} == planted


def test_every_rule_and_colour_has_a_plant(tmp_path: Path) -> None:
    planted = simulated(tmp_path, cases=2000).truth.planted
    assert {(each.rule_id, each.colour, each.state) for each in planted} == {
        ("T-01", "warning", "issued"),
        ("T-01", "yellow", "issued"),
        ("T-03", "warning", "issued"),
        ("T-03", "warning", "superseded"),
        ("T-04", "yellow", "issued"),
        ("T-04", "yellow", "superseded"),
        ("T-05", "red", "issued"),
        ("T-07", "warning", "issued"),
        ("T-07", "yellow", "issued"),
        ("T-09", "yellow", "issued"),
        ("T-10", "warning", "issued"),
        ("T-10", "yellow", "issued"),
        ("T-10", "red", "issued"),
        ("T-11", "yellow", "issued"),
        ("P-01", "yellow", "issued"),
        ("P-01", "red", "proposed"),
        ("P-02", "yellow", "issued"),
        ("P-11", "yellow", "issued"),
        ("P-13", "warning", "issued"),
        ("P-15", "yellow", "proposed"),
        ("P-16", "warning", "issued"),
    }
