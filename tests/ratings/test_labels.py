"""The list of labels, and what becomes of labels that are not in it or not of the rating's grade."""

import pytest

from rules.labels import GRADES, LABELS, LIST_VERSION, RETIRED, fault_of, grade_of, telling
from rules.ratings import RatingStatus
from tests.ratings.telling import only, submitted

COUNT_OF_GRADE = {1: 8, 2: 8, 3: 8, 4: 8, 5: 8}


def test_the_list_has_five_grades_and_eight_labels_of_each() -> None:
    assert sorted(GRADES) == [1, 2, 3, 4, 5]
    assert {grade: sum(grade_of(code) == grade for code in LABELS) for grade in GRADES} == COUNT_OF_GRADE


def test_active_codes_go_on_where_the_retired_ones_end() -> None:
    for grade in GRADES:
        retired = [int(code) for code in RETIRED if grade_of(code) == grade]
        active = [int(code) for code in LABELS if grade_of(code) == grade]
        assert min(retired) == grade * 100 + 1
        assert sorted(retired + active) == list(range(min(retired), max(active) + 1))
        assert max(retired) < min(active)


def test_every_name_is_said_once_in_both_languages() -> None:
    for place in (0, 1):
        names = [label[place] for label in LABELS.values()]
        assert len(set(names)) == len(names)
        assert all(name.strip() == name and name for name in names)


@pytest.mark.parametrize(
    ("label", "level", "fault"),
    [
        ("209", 2, None),
        ("115", 1, None),
        ("517", 5, None),
        ("209", 1, "other_grade"),
        ("517", 2, "other_grade"),
        ("101", 1, "retired"),
        ("101", 5, "retired"),
        ("509", 5, "retired"),
        ("510", 5, None),
        ("100", 1, "unknown"),
        ("116", 1, "unknown"),
        ("518", 5, "unknown"),
        ("2090", 2, "unknown"),
        ("服务差", 1, "unknown"),
        ("٢٠٩", 2, "unknown"),
    ],
)
def test_a_label_says_something_only_as_an_active_one_of_the_ratings_grade(
    label: str, level: int, fault: str | None
) -> None:
    assert fault_of(label, level) == fault
    assert telling([label], level) == (() if fault else (label,))


def test_labels_without_meaning_are_kept_and_marked_and_the_rating_counts() -> None:
    record = only([submitted("2018-10-08 10:00", level=2, labels=[209, "101", "517", "服务差"])])

    assert record.labels == ("209", "101", "517", "服务差")
    assert record.label_faults == ("retired 101", "other_grade 517", "unknown 服务差")
    assert (record.status, record.label_list) == (RatingStatus.VALID, LIST_VERSION)


def test_a_label_sent_twice_is_one_and_a_blank_one_is_none() -> None:
    record = only([submitted("2018-10-08 10:00", level=2, labels=["209", 209, " 209 ", "", "  ", "210"])])

    assert (record.labels, record.label_faults) == (("209", "210"), ())


def test_a_rating_without_labels_has_none() -> None:
    assert only([submitted("2018-10-08 10:00")]).labels == ()
