"""Filed and granted exemptions as lists: complete filings, and nothing personal in what is published."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rules.lint.exemptions import exemptions_incomplete
from streams.cli import app
from streams.exemptions import GRANTED, as_csv
from streams.exits import Misuse
from tests.documents.samples import CARD, folder, loaded, outputs

FULL = (
    "ground,scope,filed_at,filed_by,nature,purpose,process,attitude\n"
    "process,item:0001,2026-01-01,u9,改革探索,方便群众,集体研究,及时纠正\n"
)
REVOKED = {**CARD, "state": "revoked", "revision": 5, "exemption": "process"}


def exemptions(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["rulebook", "exemptions", *map(str, words)])


def city(at: Path, filings: str = FULL) -> Path:
    made = folder(at / "city")
    (made / "exemptions.csv").write_text(filings, encoding="utf-8")
    return made


def test_the_filings_of_a_rulebook_are_listed_with_their_four_elements(tmp_path: Path) -> None:
    done = exemptions(city(tmp_path))

    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["ground"], row["filed_at"], row["attitude"]) == ("process", "2026-01-01", "及时纠正")


def test_what_was_granted_is_listed_without_person_and_case(tmp_path: Path) -> None:
    only_revoked = {**REVOKED, "card_id": "T-04-0000000000000001", "exemption": None}
    standing = {**CARD, "card_id": "T-04-0000000000000002"}
    file = outputs(tmp_path / "out.jsonl", REVOKED, CARD, only_revoked, standing)

    done = exemptions(city(tmp_path), "--granted", "--outputs", file)

    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert list(row) == list(GRANTED)
    assert row["card_id"] == CARD["card_id"]
    assert (row["item_name"], row["dept_name"]) == ("建筑工程施工许可证核发", "示例市住房和城乡建设局")
    assert (row["violated_on"], row["ground"], row["filed_at"], row["process"]) == (
        *("2026-10-13", "process"),
        *("2026-01-01", "集体研究"),
    )
    for personal in ("u17", "u9", "张晓明", "李建国", "430100-2026-000123"):
        assert personal not in done.stdout


def test_the_list_is_json_too(tmp_path: Path) -> None:
    file = outputs(tmp_path / "out.jsonl", REVOKED)

    done = exemptions(city(tmp_path), "--granted", "--outputs", file, "--json")

    assert [(row["card_id"], row["nature"]) for row in json.loads(done.stdout)] == [
        (CARD["card_id"], "改革探索")
    ]


def test_a_cell_that_a_spreadsheet_would_calculate_is_made_harmless() -> None:
    text = as_csv([{"a": '=HYPERLINK("x")', "b": "1"}], ("a", "b"))

    assert next(csv.DictReader(io.StringIO(text))) == {"a": '\'=HYPERLINK("x")', "b": "1"}


def test_outputs_without_granted_are_refused(tmp_path: Path) -> None:
    stop = exemptions(city(tmp_path), "--outputs", tmp_path / "x").exception

    assert isinstance(stop, Misuse)


@pytest.mark.parametrize(
    ("filings", "unsaid"),
    [
        (FULL, None),
        ("ground,scope,filed_at,filed_by\nnature,*,2026-01-01,u9\n", "nature, purpose, process, attitude"),
        (FULL.replace("集体研究", ""), "process"),
    ],
)
def test_the_lint_names_the_elements_a_filing_leaves_unsaid(filings: str, unsaid: str | None) -> None:
    found = [each.sentence for each in exemptions_incomplete(loaded(exemptions=filings).rulebook)]

    assert [each.partition(" says nothing of ")[2] for each in found] == ([unsaid] if unsaid else [])


def test_rulebook_check_shows_an_incomplete_filing_with_its_place(tmp_path: Path) -> None:
    made = city(tmp_path, "ground,scope,filed_at,filed_by\nnature,*,2026-01-01,u9\n")

    done = CliRunner().invoke(app, ["rulebook", "check", str(made), "--json"])

    (finding,) = [
        each for each in json.loads(done.stdout)["findings"] if each["code"] == "exemption_incomplete"
    ]
    assert (finding["file"].endswith("exemptions.csv"), finding["row"], finding["column"]) == (True, 2, 1)
