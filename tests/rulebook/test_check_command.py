"""`liangpai rulebook check` as a person runs it."""

import json
from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from streams.commands.rulebook import app
from streams.exits import Misuse
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from streams.rulebook_folder.placed import notes, placed_findings
from tests.rulebook.books import (
    CLEAN,
    FULL,
    GUIDE_COLUMNS,
    HEAD,
    ITEMS,
    changed,
    clean_but,
    guide_row,
    workbook,
    written,
)

ODD = clean_but(
    items=ITEMS.replace(",7,10,", ",11,10,")
    .replace(",,5,10,", ",,,10,")
    .replace(",1,,,false", ",21,,,false"),
    stages=FULL["stages.csv"].replace("S2;S3,2", "S2;S3,8"),
    basis="basis_id,name,valid_from,valid_to,remark\n",
)


def findings(folder: Path) -> list[tuple[str, int, int, str]]:
    return [
        (Path(found.file).name, found.row, found.column, found.code)
        for found in placed_findings(load_rulebook(folder))
    ]


def test_the_shipped_rulebook_has_nothing_odd() -> None:
    result = CliRunner().invoke(app, ["check", str(shipped_rulebook())])

    assert result.exit_code == 0
    assert "nothing odd found" in result.stdout
    assert load_rulebook(shipped_rulebook()).rulebook.rulebook_hash in result.stdout


def test_findings_are_named_by_file_row_and_column(tmp_path: Path) -> None:
    assert findings(written(tmp_path, ODD)) == [
        ("basis.csv", 1, 5, "unknown_column"),
        ("items.csv", 2, 10, "promise_above_legal"),
        ("items.csv", 3, 10, "promise_missing"),
        ("items.csv", 4, 10, "promise_above_default"),
        ("stages.csv", 5, 10, "stages_above_promise"),
    ]


def test_a_workbooks_findings_are_named_by_sheet(tmp_path: Path) -> None:
    book = workbook(ODD, tmp_path / "city.xlsx")

    assert findings(book)[1] == ("items", 2, 10, "promise_above_legal")


def test_a_promise_equal_to_the_legal_limit_and_stages_equal_to_it_are_fine(tmp_path: Path) -> None:
    files = clean_but(
        items=ITEMS.replace(",7,10,", ",10,10,").replace(",1,,,false", ",20,,,false"),
        stages=FULL["stages.csv"].replace("S2;S3,2", "S2;S3,6"),
    )

    assert findings(written(tmp_path, files)) == []


def test_the_longest_of_parallel_stages_counts(tmp_path: Path) -> None:
    stages = FULL["stages.csv"].replace("yes,是,S1,", "yes,是,S1,5")  # 1 + 5 + 2 against 1 + 3 + 2

    assert findings(written(tmp_path, clean_but(stages=stages))) == [
        ("stages.csv", 5, 10, "stages_above_promise")
    ]


def test_a_table_nobody_knows_is_odd_and_not_part_of_the_rulebook(tmp_path: Path) -> None:
    folder = written(tmp_path, {**CLEAN, "stage.csv": "x\n"})

    assert findings(folder) == [("stage.csv", 1, 1, "unknown_table")]
    assert "stage.csv" not in load_rulebook(folder).files


def test_findings_end_with_1_and_come_as_json_on_demand(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(written(tmp_path, ODD)), "--json"])
    report = json.loads(result.stdout)

    assert result.exit_code == 1
    assert report["counts"]["item versions"] == 3
    assert report["counts"]["stages"] == 4
    assert report["findings"][1] == {
        "file": f"{tmp_path}/items.csv",
        "row": 2,
        "column": 10,
        "code": "promise_above_legal",
        "sentence": "item 0001 version 1 promises 11 days, more than the legal limit of 10",
    }


def test_findings_come_as_a_table_otherwise(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(written(tmp_path, ODD))])

    assert result.exit_code == 1
    assert "5 findings" in result.stdout


def test_what_cannot_be_loaded_stops_with_every_mistake(tmp_path: Path) -> None:
    folder = written(tmp_path, changed(rulebook=HEAD + "x = 1\ny = 2\n"))
    result = CliRunner().invoke(app, ["check", str(folder)])

    assert isinstance(result.exception, Misuse)
    assert len(result.exception.lines) == 2
    assert result.stdout == ""


def test_unannounced_years_are_noted_and_no_finding() -> None:
    loaded = load_rulebook(shipped_rulebook())

    assert notes(loaded, date(2025, 12, 31)) == []
    assert [note.split()[0] for note in notes(loaded, date(2026, 1, 1))] == ["2027"]
    assert [note.split()[0] for note in notes(loaded, date(2030, 1, 1))] == ["2030", "2031"]


def test_rules_nobody_named_that_can_never_fire_are_one_note_and_no_finding(tmp_path: Path) -> None:
    loaded = load_rulebook(written(tmp_path, {"rulebook.toml": HEAD, "items.csv": ITEMS}))

    (silent,) = notes(loaded, date(2025, 12, 31))
    assert "T-07 (no stage has limit_days)" in silent
    assert "P-03 (there are no posts)" in silent
    assert "T-04" not in silent
    assert "rule_dead" not in {found.code for found in placed_findings(loaded)}


def test_a_rule_that_was_named_and_can_never_fire_is_found_where_it_was_named(tmp_path: Path) -> None:
    head = (
        HEAD + "\n[rules.T-08]\nred_after = 10\n\n[rules.T-07]\nenabled = false\n\n[rules.T-04]\ngrace = 1\n"
    )

    assert findings(written(tmp_path, clean_but(rulebook=head))) == [("rulebook.toml", 7, 8, "rule_dead")]


def test_a_workbook_names_a_dead_rule_by_its_cell(tmp_path: Path) -> None:
    book = workbook(clean_but(rulebook=HEAD + "[rules.T-08]\nred_after = 10\n"), tmp_path / "city.xlsx")

    assert findings(book) == [("rulebook", 7, 1, "rule_dead")]


def test_an_element_without_a_column_is_found_once_and_an_empty_cell_where_it_stands(tmp_path: Path) -> None:
    columns = GUIDE_COLUMNS.replace(",fees,", ",")
    rows = [
        guide_row(*version).replace("见fees,", "")
        for version in (("0001", "1"), ("0001", "2"), ("0002", "1"))
    ]
    rows[1] = rows[1].replace("见flow_chart", "")
    folder = written(tmp_path, clean_but(guide="\n".join([columns, *rows, ""])))

    assert findings(folder) == [
        ("guide.csv", 1, 1, "guide_element_missing"),
        ("guide.csv", 3, 8, "guide_element_empty"),
    ]


def test_rows_told_apart_by_time_are_named_each_by_its_own_line(tmp_path: Path) -> None:
    staff = FULL["staff.csv"].replace("GA,在编,审批岗,approver", "GA,在编,审批岗,boss")
    posts = CLEAN["posts.csv"] + "公示岗,,S3,,2025-01-01,2025-12-31\n公示岗,,S3,,2026-01-01,\n"

    assert findings(written(tmp_path, clean_but(staff=staff, posts=posts))) == [
        ("posts.csv", 5, 1, "post_unheld"),
        ("staff.csv", 3, 6, "role_unknown"),
    ]
