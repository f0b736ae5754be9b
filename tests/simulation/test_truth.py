"""From facts to the cards that must stand, and what the comparison with cards says."""

from pathlib import Path
from typing import Any

from streams.simulation.report import compare
from streams.simulation.truth import Fact, Planted, Truth, read_truth, standing, write_truth

EARLY, LATE, END = 63_000_000_000, 63_000_500_000, 63_000_900_000


def _states(facts: list[Fact], end: int = END) -> set[tuple[str, str, str]]:
    return {(each.rule_id, each.colour, each.state) for each in standing("c", "planter", facts, end)}


def test_only_the_highest_colour_of_the_limit_class_stands() -> None:
    facts = [Fact("T-03", "warning", "case", EARLY, EARLY), Fact("T-04", "yellow", "case", LATE, LATE)]
    assert _states(facts) == {("T-03", "warning", "superseded"), ("T-04", "yellow", "issued")}
    assert _states(facts, LATE - 1) == {("T-03", "warning", "issued")}


def test_a_moment_that_equals_the_end_has_come() -> None:
    fact = Fact("T-09", "yellow", "case", LATE, LATE)
    assert _states([fact], LATE) == {("T-09", "yellow", "issued")}
    assert _states([fact], LATE - 1) == set()


def test_what_is_not_recorded_by_the_end_is_not_known() -> None:
    assert _states([Fact("P-02", "yellow", "03", EARLY, LATE)], LATE - 1) == set()


def test_a_rising_rule_has_one_card_for_each_occasion() -> None:
    facts = [
        Fact("T-07", "warning", "first", EARLY, EARLY),
        Fact("T-07", "yellow", "first", LATE, LATE),
        Fact("T-07", "warning", "second", LATE, LATE),
    ]
    assert _states(facts) == {("T-07", "yellow", "issued"), ("T-07", "warning", "issued")}


def test_a_proposed_card_supersedes_nothing() -> None:
    facts = [
        Fact("P-01", "yellow", "09", EARLY, EARLY),
        Fact("P-01", "red", "09", EARLY, EARLY, proposed=True),
    ]
    assert _states(facts) == {("P-01", "yellow", "issued"), ("P-01", "red", "proposed")}


def test_truth_is_read_as_it_was_written(tmp_path: Path) -> None:
    truth = Truth(7, "2026-01-05T10:00:00+08:00", 2, 9, (PLANT, PLANT._replace(case_no="c2")))
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
    card = {"card_id": "k1", "revision": 1, "case_no": "c1", "rule_id": "T-04", "colour": "yellow"}
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


def test_a_card_since_another_moment_or_in_another_state_is_missed_and_false() -> None:
    for other in (_card(violated_at="2026-01-06T00:00:00+08:00"), _card(state="superseded")):
        assert [tuple(row)[2:] for row in compare([PLANT], [other]).rows] == [(1, 0, 1, 1)]
