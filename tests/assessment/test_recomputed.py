"""Every figure of an export is what an independent computation from the raw events gives, on three seeds."""

import json
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from rules.assessment.facts import CATALOGUE
from rules.assessment.scoring import score_month
from rules.assessment.terms import assessment_terms
from streams.assessment.plain import write_json
from streams.assessment.reports import report_tables
from streams.assessment.tables import Table, month_tables
from tests.assessment.conftest import FIRST, MONTH, World
from tests.assessment.recomputed import Recomputed, average, cents, cost, gravest, shrunken, wilson
from tests.assessment.reported import Reported

LEVELS = {"province", "city", "county", "township", "village"}


def cut(value: Any) -> int:
    """A shown figure in hundredths."""
    return int(Decimal(str(value)) * 100)


def as_json(tables: list[Table]) -> dict[str, list[dict[str, Any]]]:
    """The rows by table, as the export writes them."""
    file = BytesIO()
    write_json(file, tables)
    found: dict[str, list[dict[str, Any]]] = json.loads(file.getvalue())
    return found


@pytest.fixture(scope="module")
def exported(seeded: World) -> dict[str, list[dict[str, Any]]]:
    figures = seeded.assessor.figures(MONTH)
    tables = month_tables(figures, assessment_terms(figures.book), seeded.archive.court.zone)
    return as_json(tables)


@pytest.fixture(scope="module")
def again(seeded: World) -> Recomputed:
    lines = seeded.city.places.events.read_bytes().splitlines()
    return Recomputed(lines, seeded.archive.outputs, seeded.assessor.book(MONTH), FIRST)


@pytest.fixture(scope="module")
def report(seeded: World) -> dict[str, list[dict[str, Any]]]:
    return as_json(report_tables(seeded.assessor, MONTH, preview=False))


def key(row: dict[str, Any]) -> str:
    return f"{row['scope']}:{row['id']}"


def test_every_counted_fact(exported: dict[str, list[dict[str, Any]]], again: Recomputed) -> None:
    shown = {key(row): {name: row[name] for name in CATALOGUE if row[name]} for row in exported["facts"]}
    counted = {scope: {name: n for name, n in counts.items() if n} for scope, counts in again.counts.items()}

    assert {scope: facts for scope, facts in shown.items() if facts} == {
        s: c for s, c in counted.items() if c
    }
    assert sum(facts.get("late", 0) for facts in shown.values()), (
        "a month in which nothing is late proves little"
    )


def test_every_part_and_every_total(exported: dict[str, list[dict[str, Any]]], again: Recomputed) -> None:
    parts: dict[str, dict[str, int]] = {}
    for row in exported["parts"]:
        parts.setdefault(key(row), {})[row["part"]] = cut(row["points"])
    scores = again.scores()

    assert parts == {scope: score["parts"] for scope, score in scores.items()}
    assert {key(row): (cut(row["total"]), row["rank"]) for row in exported["summary"]} == {
        scope: (score["total"], score["rank"]) for scope, score in scores.items()
    }


def test_every_level_of_the_region_tree_takes_in_what_lies_below_it(
    seeded: World, exported: dict[str, list[dict[str, Any]]], again: Recomputed
) -> None:
    """By the leaves: what was counted in each region itself, added up along the tree."""
    tree = seeded.assessor.book(MONTH).regions
    shown = {row["id"]: row for row in exported["facts"] if row["scope"] == "region"}
    for name in ("accepted", "settled", "on_time", "level_5"):
        below = dict.fromkeys(tree, 0)
        for region, counts in again.regions.items():
            for each in [region, *again.above(region)] if region else []:
                below[each] += counts[name]
        assert {region: row[name] for region, row in shown.items()} == {
            region: count for region, count in below.items() if region in shown
        }
    assert {tree[region].level for region in shown} == LEVELS
    assert shown["430000"]["accepted"] > shown["430101"]["accepted"] > shown["430101001001"]["accepted"] > 0


def test_scores_by_the_day_model(seeded: World, again: Recomputed) -> None:
    """D-2: a base less points a day, and the other parts of the weighted model in what is left."""
    book = seeded.assessor.book(MONTH)
    daily = replace(book, assessment={**book.assessment, "unit": "per_day"})
    facts = seeded.assessor.facts(MONTH, book)
    made = {
        score.key: score for score in score_month(facts, daily, MONTH.last_day, {}) if score.scope == "unit"
    }

    assert {
        scope: {part.name: cut(part.points) for part in score.parts} for scope, score in made.items()
    } == again.daily()
    assert any(score.counts.get("overdue_days") for score in made.values())


def test_every_line_shows_what_its_card_costs(
    exported: dict[str, list[dict[str, Any]]], again: Recomputed
) -> None:
    shown = {
        (key(row), row["card_id"]): cut(row["points"])
        for row in exported["deductions"]
        if row["card_id"] and cut(row["points"])
    }

    mine = {
        (scope, card["card_id"]): -100 * cost([card])
        for scope, cards in again.cards.items()
        for card in gravest(cards)
        if cost([card])
    }
    assert shown == mine


def test_every_total_is_the_sum_of_its_parts_as_shown(exported: dict[str, list[dict[str, Any]]]) -> None:
    sums: dict[str, int] = {}
    for row in exported["parts"]:
        sums[key(row)] = sums.get(key(row), 0) + cut(row["points"])

    assert sums == {key(row): cut(row["total"]) for row in exported["summary"]}


def test_ratings_with_their_interval(exported: dict[str, list[dict[str, Any]]], again: Recomputed) -> None:
    priors = again.priors(list(again.counts))
    for row in exported["summary"]:
        counts = again.counts[key(row)]
        mean = average(counts)
        if mean is None:
            assert row["rating_mean"] is None
            continue
        low, high = wilson(float(mean) / 100, row["ratings"])
        assert cut(row["rating_mean"]) == int(mean * 100)
        assert (row["rating_low"], row["rating_high"]) == pytest.approx((100 * low, 100 * high), abs=0.011)
        kind = key(row).partition(":")[0]
        prior = priors.get((kind, again.group(key(row)) or kind))
        assert (cut(row["rating_prior"]), cut(row["rating_shrunk"])) == (
            cents(prior),
            cents(shrunken(counts, prior)),
        )


def test_the_cards_and_ratings_are_those_that_count(
    exported: dict[str, list[dict[str, Any]]], again: Recomputed
) -> None:
    mine = {card["card_id"] for cards in again.cards.values() for card in cards}
    counted = sum(row["number"] for row in exported["ratings"] if row["counts"] == "yes")

    assert {row["card_id"] for row in exported["cards"]} >= mine
    assert counted == sum(
        counts[f"level_{level}"]
        for scope, counts in again.counts.items()
        if scope.startswith("unit:")
        for level in range(1, 6)
    )


def test_every_indicator_of_the_report(report: dict[str, list[dict[str, Any]]], again: Recomputed) -> None:
    shown = {
        (row["scope"], row["indicator"]): (
            row["numerator"],
            row["denominator"],
            None if row["percent"] is None else cut(row["percent"]),
        )
        for row in report["indicators"]
    }

    assert shown == Reported(again).indicators()
    assert all(shown["*", name][1] for name in ("closing", "on_time", "good", "rectified", "called_back"))


def test_every_other_table_of_the_report(report: dict[str, list[dict[str, Any]]], again: Recomputed) -> None:
    mine = Reported(again)
    assert all(report.values()), "an empty table proves nothing"
    grades = [f"level_{level}" for level in (5, 4, 3, 2, 1)]

    assert {
        row["scope"]: tuple(row[name] for name in (*grades, "defaulted", "left_out"))
        for row in report["ratings"]
    } == mine.by_grade()
    assert {
        row["kind"]: (row["numerator"], row["denominator"]) for row in report["coverage"]
    } == mine.coverage()
    assert {(row["kind"], row["code"]) for row in report["without_event"]} == mine.without_event()
    assert {
        (row["kind"], row["code"], row["item_code"]): (row["times"], row["units"], row["weight"])
        for row in report["problems"]
    } == mine.problems()
    assert {row["rating_id"]: row["text"] for row in report["suggestions"]} == mine.suggestions()
    assert {
        (row["group"], row["list"].partition(" / ")[2], row["id"], row["rank"]) for row in report["lists"]
    } == mine.lists()


def test_every_deduction_is_of_a_card_that_counts_and_parts_show_what_they_are_of(
    exported: dict[str, list[dict[str, Any]]], again: Recomputed
) -> None:
    told = {(key(row), row["card_id"]) for row in exported["deductions"] if row["card_id"]}
    mine = {
        (scope, card["card_id"])
        for scope, cards in again.cards.items()
        for card in gravest(cards)
        if card["colour"] != "warning"
    }

    assert told >= mine
    assert {card for _, card in told} <= {row["card_id"] for row in exported["cards"]}
