"""Lists of branches as no one should write them: unknown and doubled numbers, circles, far too many.

Working days from Monday 2018-10-15: 15–19 and 22–26 October.
"""

from datetime import date

import pytest

from tests.rules.composites import LATER, WHERE, answered, branch, dispatched, master
from tests.rules.finding import since, violated
from tests.rules.looking import Look

ON_TUESDAY = "2018-10-16 09:00"


def test_what_names_no_branch_is_no_branch(look: Look) -> None:
    log = master(branch("1", after=["7"]))
    dispatched(answered(dispatched(log, "9", ON_TUESDAY), "9", "2018-10-17 10:00", "other"), "1", ON_TUESDAY)

    cards = look(log, WHERE, LATER)

    assert cards.rules() == {"C-02"}
    assert cards.of("C-02").due == date(2018, 10, 19)


@pytest.mark.parametrize(
    "circle",
    [
        {"1": ["1"], "2": [], "3": []},
        {"1": ["2"], "2": ["1"], "3": []},
        {"1": ["2"], "2": ["3"], "3": ["1", "7"]},
    ],
)
def test_a_circle_of_branches_orders_nothing(circle: dict[str, list[str]]) -> None:
    log = master(*(branch(no, after=after) for no, after in circle.items()))
    for no in circle:
        dispatched(log, no, ON_TUESDAY)

    found = violated(log, WHERE, LATER, "C-02")

    assert [(each.occasion, since(each, log)) for each in found] == [
        (f"branch {no}", "2018-10-20 00:00") for no in circle
    ]


def test_links_into_and_out_of_a_circle_still_order() -> None:
    log = master(
        branch("1"), branch("2", after=["1", "3"]), branch("3", after=["2"]), branch("4", after=["3"])
    )
    for no in "1234":
        dispatched(log, no, ON_TUESDAY)

    found = {each.occasion: since(each, log) for each in violated(log, WHERE, LATER, "C-02")}

    assert found == {
        "branch 1": "2018-10-20 00:00",
        "branch 2": "2018-10-25 00:00",  # after 1: 22, 23, 24 October
        "branch 3": "2018-10-20 00:00",
        "branch 4": "2018-10-25 00:00",  # after 3
    }


def test_of_two_branches_of_one_number_the_first_listed_counts() -> None:
    log = dispatched(master(branch("1", 3), branch("1", 5, dept_code="other")), "1", ON_TUESDAY)

    (found,) = violated(log, WHERE, LATER, "C-02")

    assert (found.owner, since(found, log)) == (("D1", None), "2018-10-20 00:00")


def test_only_the_first_hundred_branches_of_a_list_are_watched() -> None:
    log = master(*(branch(str(number)) for number in range(10_000)))

    assert len(violated(log, WHERE, LATER, "C-03")) == 100


def test_a_list_of_no_branches_and_a_chain_of_all_of_them_are_judged() -> None:
    chain = master(*(branch(str(number), 1, after=[str(number - 1)]) for number in range(100)))
    for number in range(100):
        dispatched(chain, str(number), ON_TUESDAY)

    assert violated(master(), WHERE, LATER, "C-03") == []
    assert len(violated(chain, WHERE, LATER, "C-02")) > 5
