"""The truth as a file, and what the comparison with cards says."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from streams.simulation.report import compare
from streams.simulation.truth import Planted, PlantedLead, PlantedTicket, Truth, read_truth, write_truth


def test_truth_is_read_as_it_was_written(tmp_path: Path) -> None:
    lead = PlantedLead("B-05", "item:430100-0001/1/promise_missing", "open", "catalogue_out_of_order")
    truth = Truth(7, "2026-01-05T10:00:00+08:00", 2, 9, (PLANT, PLANT._replace(case_no="c2")), (lead,))
    ticket = PlantedTicket("R-1", "c1", "closed", ("contact", "rectify"), "rater_never_contacted")
    truth = replace(truth, tickets=(ticket,))
    with (tmp_path / "truth.json").open("wb") as file:
        write_truth(file, truth)
    assert read_truth(tmp_path / "truth.json") == truth


def test_a_truth_without_cards_is_read_as_it_was_written(tmp_path: Path) -> None:
    truth = Truth(7, "2026-01-05T10:00:00+08:00", 2, 9, ())
    with (tmp_path / "truth.json").open("wb") as file:
        write_truth(file, truth)
    assert read_truth(tmp_path / "truth.json") == truth


PLANT = Planted("c1", "T-04", "yellow", "case", "issued", "2026-01-05T00:00:00+08:00", "promise_broken")


def _card(**changed: Any) -> dict[str, Any]:
    card = {
        "card_id": "k1",
        "revision": 1,
        "case_no": "c1",
        "rule_id": "T-04",
        "colour": "yellow",
        "occasion": "case",
    }
    return card | {"state": "issued", "violated_at": "2026-01-04T16:00:00.000Z"} | changed


def test_a_planted_card_that_is_there_is_found() -> None:
    found = compare([PLANT], [_card()])
    assert found.exact
    assert [tuple(row) for row in found.rows] == [("T-04", "yellow", 1, 1, 0, 0)]


def test_the_largest_revision_of_a_card_counts_wherever_it_stands() -> None:
    assert compare([PLANT], [_card(revision=2), _card(state="withdrawn")]).exact


def test_a_withdrawn_card_is_no_finding() -> None:
    found = compare([PLANT], [_card(state="withdrawn")])
    assert [tuple(row) for row in found.rows] == [("T-04", "yellow", 1, 0, 1, 0)]
    assert found.missed[0].case_no == "c1"


def test_a_card_nobody_planted_is_false() -> None:
    found = compare([], [_card(), _card(card_id="k2", rule_id="T-03", colour="warning")])
    assert not found.exact
    assert [tuple(row) for row in found.rows] == [
        ("T-03", "warning", 0, 0, 0, 1),
        ("T-04", "yellow", 0, 0, 0, 1),
    ]


def test_a_card_of_another_moment_state_or_occasion_is_missed_and_false() -> None:
    later = _card(violated_at="2026-01-06T00:00:00+08:00")
    for other in (later, _card(state="superseded"), _card(occasion="branch 1")):
        assert [tuple(row)[2:] for row in compare([PLANT], [other]).rows] == [(1, 0, 1, 1)]
