"""A sample is large enough, the same for the same seed, spread over the strata, and honest about what it says."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.sampling import REST, Checked, Sampled, draw, estimate, size_for


def cases(**number: int) -> list[Sampled]:
    """So many cases of each item (unit_item)."""
    return [
        Sampled(f"{name}-{each:05}", name.partition("_")[0], name.partition("_")[2], each % 10 != 0)
        for name, many in number.items()
        for each in range(many)
    ]


@pytest.mark.parametrize(
    ("population", "confidence", "margin", "size"),
    [
        (10_000, 95, 5, 370),
        (1_000_000, 95, 5, 384),
        (500, 95, 5, 218),
        (1, 95, 5, 1),
        (0, 95, 5, 0),
        (400, 99, 10, 118),
    ],
)
def test_the_size_is_that_of_the_tables(population: int, confidence: int, margin: int, size: int) -> None:
    assert size_for(population, confidence, margin) == size


def test_the_same_seed_draws_the_same_cases_in_any_order_and_another_seed_others() -> None:
    population = cases(A_1=600, A_2=300, B_1=100)

    first = draw(population, "spring", 95, 5)

    assert draw(reversed(population), "spring", 95, 5) == first
    assert draw(population, "autumn", 95, 5) != first


def test_each_stratum_has_its_share_and_small_ones_are_taken_together() -> None:
    strata = draw(cases(A_1=600, A_2=300, B_1=97, B_2=1, C_1=2), "s", 95, 5)

    assert {(each.dept_code, each.item_code): each.size for each in strata} == {
        ("A", "1"): 600, ("A", "2"): 300, ("B", "1"): 97, (REST, REST): 3,
    }  # fmt: skip
    assert sum(len(each.drawn) for each in strata) >= size_for(1000, 95, 5)
    assert all(len(each.drawn) >= 2 for each in strata)
    assert [len(each.drawn) for each in strata if each.size == 600] == [167]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.integers(3, 20))
@settings(max_examples=50, deadline=None)
def test_no_case_is_lost_or_drawn_twice(sizes: list[int], margin: int) -> None:
    population = cases(**{f"D{place % 3}_{place}": size for place, size in enumerate(sizes)})

    strata = draw(population, "s", 95, margin)

    drawn = [case.case_no for each in strata for case in each.drawn]
    assert sum(each.size for each in strata) == len(population)
    assert len(drawn) == len(set(drawn)) >= size_for(len(population), 95, margin)


def test_the_estimate_weighs_the_strata_by_their_size() -> None:
    found = estimate([Checked(900, 90, 90), Checked(100, 90, 0)], 95)

    assert found.share == Fraction(9, 10)
    assert found.low < Fraction(9, 10) < found.high


def test_everything_checked_is_certain_and_a_sample_without_a_fault_is_not() -> None:
    assert estimate([Checked(50, 50, 40)], 95) == (Fraction(4, 5),) * 3

    found = estimate([Checked(1000, 100, 100)], 95)

    assert found.high == found.share == 1
    assert Fraction(94, 100) < found.low < Fraction(98, 100)


def test_a_simple_sample_has_the_interval_of_the_textbook() -> None:
    found = estimate([Checked(10_000, 400, 200)], 95)

    assert (round(float(found.low), 3), round(float(found.high), 3)) == (0.452, 0.548)
