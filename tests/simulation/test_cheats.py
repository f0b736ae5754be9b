"""Cheating planted in a simulated city: the boldest of each pattern is found, nobody else is, no card is made up."""

from pathlib import Path
from typing import NamedTuple

import pytest

from sinks.dsn import parse_dsn
from sinks.findings.finding import Finding
from streams.calendar_source import built_in_calendar
from streams.simulation.cheats.register import CHEATS, SUPPRESSED, plots_of, suppressed
from streams.simulation.city import build_city
from streams.simulation.days import Days
from streams.simulation.report import compare
from streams.simulation.truth import read_truth
from tests.assessment.archived import Archived, archived, folder_of
from tests.bench.leads import LAST, fallen, measured, named_by
from tests.simulation.trial import City, simulated


class Cheated(NamedTuple):
    """A small city with the boldest of each pattern, and what is found in it."""

    city: City
    archive: Archived
    found: list[Finding]


@pytest.fixture(scope="module")
def cheated(tmp_path_factory: pytest.TempPathFactory, engine_folder: Path) -> Cheated:
    dsn = f"chdb://{engine_folder}?database=cheats"
    city = simulated(tmp_path_factory.mktemp("city"), cases=1, violations=0, cheats=1)
    made = archived(city, parse_dsn(dsn))
    return Cheated(city, made, measured(made, dsn, 1)[0])


def test_the_boldest_of_each_pattern_is_found_and_nobody_else(cheated: Cheated) -> None:
    cheats = [*cheated.city.truth.cheats, *fallen()]

    assert {cheat.rule_id for cheat in cheats} == {*CHEATS, LAST}
    for rule_id in {*CHEATS, LAST} - {SUPPRESSED}:
        planted = {cheat.whom for cheat in cheats if cheat.rule_id == rule_id}
        assert named_by(cheated.found, rule_id) == planted, rule_id
    assert not named_by(cheated.found, SUPPRESSED), "with nobody to be compared with, nothing is said"


def test_cheating_makes_no_card_that_the_truth_does_not_name(cheated: Cheated) -> None:
    cards = [each["data"] for each in cheated.archive.outputs if each["type"].startswith("card.")]
    comparison = compare(cheated.city.truth.planted, cards)

    assert comparison.exact, (comparison.missed[:3], comparison.false[:3])
    assert len(cheated.city.truth.planted) > 50
    assert read_truth(cheated.city.places.truth) == cheated.city.truth


def test_no_bad_rating_of_a_suppressed_unit_comes_in(tmp_path: Path) -> None:
    unit = min(suppressed(1, build_city()))
    bad = [
        [
            each
            for each in simulated(
                folder_of(tmp_path, cheats), cases=600, violations=1000, cheats=cheats
            ).events
            if each["type"] == "rating.submitted" and each["data"]["level"] <= 2
        ]
        for cheats in (0, 1)
    ]

    of_unit = [sum(each["data"].get("dept_code") == unit for each in ratings) for ratings in bad]
    assert of_unit[0] > 0
    assert of_unit[1] == 0
    assert len(bad[1]) > 40


def test_the_first_of_a_pattern_is_bold_and_the_last_is_not_and_no_two_name_the_same() -> None:
    city, days = build_city(), Days(built_in_calendar())
    end = 740_000 * 86_400
    plots = list(plots_of(1, 20, city, days, 739_970, end))
    for rule_id, pattern in CHEATS.items():
        ours = [plot for plot in plots if plot.place.rule_id == rule_id]
        assert [ours[0].place.strength, ours[-1].place.strength] == [1.0, 0.0]
        assert len({plot.whom for plot in ours}) == len(ours) == min(20, pattern.most)
    cases = [case.case_no for plot in plots for case in plot.cases]
    assert len(set(cases)) == len(cases)
