"""The models: what a part is, that nothing is gained by a card more, that order never matters (domain D)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assessment.amounts import number, text, truncated
from rules.assessment.facts import CATALOGUE, CardLine
from rules.assessment.satisfaction import sample_of
from rules.assessment.terms import DEDUCTION, MODELS, PER_DAY
from tests.assessment.grounds import TERMS, card, parts, points, total

BY_HAND = {"settled": 40, "on_time": 38, "level_5": 10, "level_3": 2, "records": 300, "corrections": 4}
HAND_CARDS = (
    card("a", "T-04", "yellow", rule_class="limit"),
    card("b", "P-08", "yellow", "case"),
    card("c", "P-08", "warning", "case"),
)


def test_the_example_of_the_manual() -> None:
    made = parts(BY_HAND, *HAND_CARDS, prior=90)

    assert points(made) == {
        "timeliness": "35.01",
        "procedure": "26.38",
        "rating": "25.34",
        "data_quality": "5.27",
    }
    assert text(total(made)) == "92.00"


def test_nothing_wrong_is_a_hundred_also_where_a_weight_is_shared_out() -> None:
    assert total(parts({"settled": 1, "on_time": 1}, prior=100)) == 100
    assert (
        total(parts({"settled": 1, "on_time": 1, "tickets_due": 1, "tickets_on_time": 1}, prior=100)) == 100
    )
    assert total(parts({})) == 100


def test_one_case_and_class_costs_once_and_the_gravest() -> None:
    lower, higher = card("a", "P-01", "yellow", "case"), card("b", "P-01", "red", "case")

    assert parts({}, lower, higher)["procedure"].lines == parts({}, higher)["procedure"].lines
    assert parts({}, lower, card("c", "P-01", "yellow", "other"))["procedure"].points == "34.61"


def test_no_part_is_below_zero() -> None:
    cards = [card(f"c{n}", "P-01", "red") for n in range(30)]

    assert parts({}, *cards)["procedure"].points == "0.00"
    assert parts({}, *cards, model=DEDUCTION)["procedure"].points == "0.00"


@pytest.mark.parametrize(
    ("days", "shown"), [(0, "30.00"), (1, "28.00"), (14, "2.00"), (15, "0.00"), (16, "0.00")]
)
def test_each_day_overdue_costs_two_of_thirty(days: int, shown: str) -> None:
    assert parts({"overdue_days": days}, model=PER_DAY)["efficiency"].points == shown


@pytest.mark.parametrize(("warnings", "shown"), [(2, "14.00"), (3, "11.00"), (5, "11.00"), (6, "8.00")])
def test_three_warnings_cost_three(warnings: int, shown: str) -> None:
    cards = [card(f"w{n}", "T-03", "warning", rule_class="limit") for n in range(warnings)]

    assert parts({}, *cards, model=DEDUCTION)["time"].points == shown


@pytest.mark.parametrize(("corrections", "lost"), [(9, "10.00"), (10, "9.00"), (59, "5.00"), (1000, "5.00")])
def test_each_full_percent_of_corrections_costs_one_up_to_five(corrections: int, lost: str) -> None:
    assert parts({"records": 1000, "corrections": corrections}, model=DEDUCTION)["liability"].points == lost


def test_the_bonus_is_off_capped_and_cancelled_by_a_confirmed_lead() -> None:
    quick = {"timed": 10, "early": 10, "limit_promise": 10, "limit_legal": 100}

    assert "bonus" not in parts(quick, model=DEDUCTION)
    assert parts(quick, model=DEDUCTION, bonus_most=3)["bonus"].points == "3.00"
    assert (
        parts(quick | {"early": 1, "limit_promise": 71}, model=DEDUCTION, bonus_most=9)["bonus"].points
        == "1.00"
    )
    assert (
        parts(quick | {"early": 0, "limit_promise": 70}, model=DEDUCTION, bonus_most=9)["bonus"].points
        == "3.00"
    )
    assert "bonus" not in parts(quick | {"leads": 1}, model=DEDUCTION, bonus_most=3)


def test_few_ratings_move_little_and_default_ones_nothing() -> None:
    one, many = ({"level_1": n, "defaulted": 99} for n in (1, 1000))

    assert sample_of(one, Fraction(90), TERMS).shrunk == "85.71"
    assert sample_of(many, Fraction(90), TERMS).shrunk == "1.76"
    assert sample_of({"defaulted": 99}, Fraction(90), TERMS).n == 0


def test_ratings_that_all_agree_are_not_certain() -> None:
    few, more = (sample_of({"level_5": n}, None, TERMS) for n in (2, 200))

    assert {few.mean, few.high, more.high, sample_of({"level_5": 12}, None, TERMS).high} == {"100.00"}
    assert number(few.low) < 40
    assert number(more.low) > 95


def test_figures_from_elsewhere_enter_where_they_have_a_weight() -> None:
    counts = {"days_recorded": 20, "days_present": 19, "surveyed": 2, "survey_points": 170}
    made = parts(counts, weights={"attendance": 10, "survey": 10, "rectification": 0})

    assert "attendance" not in parts(counts)
    assert (made["attendance"].points, made["attendance"].full) == ("11.17", "11.76")
    assert made["survey"].numerator == "170"


RULES = ("T-03", "T-04", "T-07", "P-01", "P-05", "P-10", "P-12", "P-13", "B-01", "R-06", "E-01", "C-02")
CARDS = st.builds(
    card,
    st.uuids().map(str),
    st.sampled_from(RULES),
    st.sampled_from(["warning", "yellow", "red"]),
    st.sampled_from(["case-1", "case-2", "case-3"]),
    violated_at=st.sampled_from(["2026-10-01T00:00:00.000Z", "2026-10-02T00:00:00.000Z"]),
)
COUNTS = st.dictionaries(st.sampled_from(sorted(CATALOGUE)), st.integers(0, 60)).filter(
    lambda counts: counts.get("on_time", 0) <= counts.get("settled", 0)
)
PRIORS = st.one_of(st.none(), st.integers(0, 100))


@given(COUNTS, st.lists(CARDS, min_size=1, max_size=12), PRIORS, st.sampled_from(MODELS), st.data())
def test_a_card_less_never_lowers_a_score(
    counts: dict[str, int], cards: list[CardLine], prior: int | None, model: str, data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(cards))
    left = [each for each in cards if each is not gone]

    assert total(parts(counts, *left, prior=prior, model=model)) >= total(
        parts(counts, *cards, prior=prior, model=model)
    )


@given(
    COUNTS, st.lists(CARDS, max_size=8), PRIORS, st.sampled_from(MODELS), st.randoms(use_true_random=False)
)
def test_the_order_of_cards_never_matters(
    counts: dict[str, int], cards: list[CardLine], prior: int | None, model: str, chance: object
) -> None:
    mixed = list(cards)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert parts(counts, *mixed, prior=prior, model=model) == parts(counts, *cards, prior=prior, model=model)


@given(st.fractions(-1000, 1000))
def test_figures_are_cut_and_never_rounded(value: Fraction) -> None:
    cut = truncated(value)

    assert number(text(value)) == cut
    assert abs(cut) <= abs(value) < abs(cut) + Fraction(1, 100)
    assert (cut * 100).denominator == 1
