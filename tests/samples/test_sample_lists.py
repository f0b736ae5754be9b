"""A list goes out, comes back filled in, and says what is true of all; what is no such list is refused."""

from fractions import Fraction
from pathlib import Path

import pytest

from rules.assessment.periods import Month
from rules.sampling import Order, Sampled
from rules.zone import zone
from sinks.archive import ClickHouseArchive
from sinks.dsn import ArchiveAddress
from streams.archive_client import ArchiveClient
from streams.exits import Misuse
from streams.sample_answers import new_answers
from streams.sample_files import write_list
from streams.samples import COLUMNS, answered, outcome, population_of, read_list, sample_list
from tests.sinks.conftest import address, archive
from tests.sinks.samples import SHAPER, case_state

__all__ = ["address", "archive"]
ORDER = Order(Month(2026, 1), "seed", 95, 10)
POPULATION = [Sampled(f"c-{number:04}", "D", f"I{number % 2}", number % 20 != 0) for number in range(1000)]


def filled(folder: Path, answers: list[str]) -> Path:
    """The list, with these answers over and over."""
    table = sample_list(iter(POPULATION), ORDER)
    place = [column.name for column in COLUMNS].index("checked")
    rows = [
        (*row[:place], answers[at % len(answers)], *row[place + 1 :]) for at, row in enumerate(table.rows)
    ]
    (path,) = write_list(table._replace(rows=rows), ORDER, ["csv"], folder)
    return path


def test_the_cases_that_ended_in_the_month_are_the_population(
    archive: ClickHouseArchive, address: ArchiveAddress
) -> None:
    ended = {
        "in time": "2026-01-04T23:59:59.999+08:00", "late": "2026-01-05T00:00:00.000+08:00",
        "next month": "2026-02-01T00:00:00.000+08:00", "last": "2026-01-31T23:59:59.999+08:00",
    }  # fmt: skip
    records = [case_state(1, "decided", 0, name, decided_at=when) for name, when in ended.items()]
    archive.write(SHAPER.shape([*records, case_state(1, "open", 0, "open")]))
    archive.close()

    with ArchiveClient(f"chdb://{address.folder}?database={address.database}", "127.0.0.1:9") as client:
        found = list(population_of(client, Month(2026, 1), zone("Asia/Shanghai"), 999_999))

    assert {case.case_no: case.is_on_time for case in found} == {
        "in time": True,
        "late": False,
        "last": False,
    }


def test_a_list_that_comes_back_says_what_is_true_of_all(tmp_path: Path) -> None:
    order, lines = read_list(filled(tmp_path, ["是", "no", "yes", "YES"]))

    found = outcome(order, lines, tmp_path)

    assert (order, found.population, found.checked) == (ORDER, 1000, found.drawn)
    assert found.reported == Fraction(95, 100)
    assert 0.70 < float(found.estimated.share) < 0.80
    assert found.reported > found.estimated.high


def test_cases_without_an_answer_are_counted_and_a_stratum_without_any_is_refused(tmp_path: Path) -> None:
    order, lines = read_list(filled(tmp_path, ["yes", ""]))

    assert outcome(order, lines, tmp_path).checked < len(lines)
    with pytest.raises(Misuse, match="no answer in the stratum D I0"):
        outcome(order, [line | {"checked": ""} for line in lines], tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("checked", "result", "other columns"),
        (",yes,", ",perhaps,", "expected yes, no"),
        ("2026-01/seed/95/10", "2026-01", "MONTH/SEED"),
        ("D,I0,500", "D,I0,none", "without a size"),
    ],
)
def test_what_is_no_list_of_a_sample_is_refused(tmp_path: Path, old: str, new: str, expected: str) -> None:
    path = filled(tmp_path, ["yes"])
    path.write_text(path.read_text("utf-8-sig").replace(old, new), encoding="utf-8")

    with pytest.raises(Misuse, match=expected):
        read_list(path)


def test_a_case_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = filled(tmp_path, ["yes"])
    text = path.read_text("utf-8-sig")
    path.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")

    with pytest.raises(Misuse, match="more than once"):
        read_list(path)


def test_the_same_sample_has_the_same_bytes_in_every_form(tmp_path: Path) -> None:
    table = sample_list(iter(POPULATION), ORDER)
    made = [
        [path.read_bytes() for path in write_list(table, ORDER, ["xlsx", "csv", "json"], tmp_path / name)]
        for name in ("one", "two")
    ]

    assert made[0] == made[1]
    assert len(made[0]) == 3


def test_answers_that_were_entered_stand_for_a_list_that_came_back(tmp_path: Path) -> None:
    table = sample_list(iter(POPULATION), ORDER)
    _, back = read_list(filled(tmp_path, ["yes", "no", ""]))
    answers = {line["case_no"]: line["checked"] for line in back if line["checked"]}

    lines = answered(table, answers | {"of another draw": "yes"})

    assert outcome(ORDER, lines, "x") == outcome(ORDER, back, "x")
    assert lines == back


def test_a_list_entered_again_enters_only_what_is_new_or_otherwise(tmp_path: Path) -> None:
    _, lines = read_list(filled(tmp_path, ["是", "no", ""]))
    first = new_answers(lines, {})
    known = {answer.case_no: answer.result for answer in first}

    assert {answer.result for answer in first} == {"yes", "no"}
    assert len(first) == sum(1 for line in lines if line["checked"])
    assert new_answers(lines, known) == []
    assert [answer.case_no for answer in new_answers(lines, known | {first[0].case_no: "no"})] == [
        first[0].case_no
    ]
