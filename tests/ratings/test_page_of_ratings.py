"""docs/ratings.md says what the program does."""

import re
from pathlib import Path

from rules.labels import GRADES, LABELS, LIST_VERSION, grade_of
from rules.rating_rules import CHECKED_BY
from rules.ratings import RatingStatus

PAGE = (Path(__file__).parents[2] / "docs" / "ratings.md").read_text(encoding="utf-8")


def row(first: str) -> list[str]:
    """The cells of the one row of a table that begins so."""
    (found,) = re.findall(rf"^\| {re.escape(first)} \|(.*)\|$", PAGE, re.MULTILINE)
    return [cell.strip() for cell in found.split("|")]


def test_the_page_lists_every_grade_with_its_labels() -> None:
    for grade, names in GRADES.items():
        labels = [f"{code} {zh} ({en})" for code, (zh, en) in LABELS.items() if grade_of(code) == grade]
        assert row(str(grade)) == [*names, "; ".join(labels)]
    assert f"This is version {LIST_VERSION} " in PAGE


def test_the_page_lists_every_status_in_the_order_in_which_they_apply() -> None:
    table = re.findall(r"^\| `(\w+)` \| .* \| (?:yes|no) \| (?:yes|no) \|$", PAGE, re.MULTILINE)

    assert table == [status for status in RatingStatus if status not in ("duplicate", "withdrawn")]


def test_the_page_says_which_rules_check_which_labels() -> None:
    said = {
        label: set(rules.split(", "))
        for labels, rules in re.findall(r"^\| ([\d, ]+) \([^|]*\) \| ([^|]*) \|$", PAGE, re.MULTILINE)
        for label in labels.split(", ")
    }

    assert said == {label: set(rules) for label, rules in CHECKED_BY.items()}
