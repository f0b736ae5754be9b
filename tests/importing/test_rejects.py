"""Rows that give no valid event: none is lost silently, each is told with its place and reason."""

from pathlib import Path

import typer
from typer.testing import CliRunner

from streams.commands.import_ import import_
from tests.importing.importing import HEAD, STAGES, csv_log, run_import

MAPPING = HEAD + STAGES
BAD_LOG = (
    "case,at,stage",
    "K-1,2026-01-05 10:00:00,A",
    "K-2,soon,A",
    ",2026-01-05 10:00:00,A",
    "K-3,2026-01-05 10:00:00,",
    "K-4,2026-01-05 10:00:00",
    "K-5,2026-01-05 10:00:00,A",
)


def command(*arguments: object) -> tuple[int, str]:
    """The exit code and all that was printed."""
    app = typer.Typer()
    app.command()(import_)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_each_rejected_row_is_reported_with_file_row_column_and_reason(tmp_path: Path) -> None:
    outcome = run_import(tmp_path, MAPPING, csv_log(tmp_path, *BAD_LOG))

    assert [event["subject"] for event in outcome.events] == ["K-1", "K-5"]
    assert [(row["file"], row["row"], row["column"], row["found"]) for row in outcome.rejects] == [
        ("log.csv", "3", "at", '"soon"'),
        ("log.csv", "4", "case", "nothing"),
        ("log.csv", "5", "stage", "nothing"),
        ("log.csv", "6", "", "2 cells"),
    ]
    assert (outcome.summary.rows, outcome.summary.rejected) == (6, 4)


def test_a_row_is_found_by_the_line_it_begins_on(tmp_path: Path) -> None:
    log = csv_log(tmp_path, "case,at,stage", 'K-1,2026-01-05 10:00:00,"a', 'b"', "K-2,never,A")

    assert [row["row"] for row in run_import(tmp_path, MAPPING, log).rejects] == ["4"]


def test_bytes_of_another_encoding_are_a_problem_of_their_row(tmp_path: Path) -> None:
    log = csv_log(tmp_path, "case,at,stage", "K-1,2026-01-05 10:00:00,A")
    log.write_bytes(log.read_bytes() + "K-2,2026-01-05 10:00:00,受理\r\n".encode("gb18030"))

    outcome = run_import(tmp_path, MAPPING, log)

    assert len(outcome.events) == 1
    assert outcome.rejects[0]["expected"] == "utf-8-sig text"


def test_an_unclosed_quote_loses_no_row_unseen(tmp_path: Path) -> None:
    log = csv_log(
        tmp_path, "case,at,stage", 'K-1,2026-01-05 10:00:00,"A', *["K-2,2026-01-05 10:00:00,A"] * 8000
    )

    outcome = run_import(tmp_path, MAPPING, log)

    assert outcome.rejects[0]["row"] == "2"
    assert "quotes closed" in outcome.rejects[0]["expected"]


def test_what_the_contracts_refuse_is_rejected_with_the_column_behind_it(tmp_path: Path) -> None:
    mapping = (
        HEAD
        + """
[[case]]
name = "accepted"
at = "first"
type = "case.accepted"
[case.data]
item_code = "i"
promise_days = { days_between = ["at", "due"] }
"""
    )
    log = csv_log(
        tmp_path,
        "case,at,due",
        "K-1,2026-01-05 23:59:59,2026-01-06",
        "K-2,2026-01-05,2026-01-05",
        f"{'K' * 257},2026-01-05,2026-01-06",
        "K-\0,2026-01-05,2026-01-06",
    )

    outcome = run_import(tmp_path, mapping, log)

    assert [event["data"]["promise_days"] for event in outcome.events] == [1]
    assert [(row["row"], row["column"], row["expected"]) for row in outcome.rejects] == [
        ("3", "at, due", "what case.accepted takes (wrong_value at /data/promise_days)"),
        ("4", "case", "what case.accepted takes (too_long at /id)"),
        ("5", "case", "what case.accepted takes (bad_text at /id)"),
    ]


def test_a_word_without_a_code_is_rejected_unless_there_is_a_default(tmp_path: Path) -> None:
    log = csv_log(tmp_path, "case,at,stage", "K-1,2026-01-05,审查", "K-1,2026-01-06,盖章")
    mapping = HEAD + STAGES.replace('"stage" }', '"stage", codes = "c" }') + '[codes.c]\n"审查" = "S1"\n'

    outcome = run_import(tmp_path, mapping, log)
    tolerant = run_import(tmp_path, mapping.replace('codes = "c" }', 'codes = "c", default = "S9" }'), log)

    assert [(row["row"], row["found"]) for row in outcome.rejects] == [("3", '"盖章"')]
    assert [event["data"]["stage_code"] for event in tolerant.events] == ["S1", "S9"]


def test_a_broken_line_of_json_is_rejected_and_the_others_are_read(tmp_path: Path) -> None:
    good = '{"case": "K-1", "at": "2026-01-05T10:00:00Z", "stage": "A"}'
    (tmp_path / "log.jsonl").write_text(f'{good}\n{{"case": \n[1]\n{good[:-3]}\\ud800"}}\n{good}\n')

    outcome = run_import(tmp_path, MAPPING, tmp_path / "log.jsonl")

    assert len(outcome.events) == 2
    assert [(row["row"], row["expected"]) for row in outcome.rejects] == [
        ("2", "one JSON object a line"),
        ("3", "a JSON object"),
        ("4", "utf-8-sig text"),
    ]


def test_the_command_counts_shows_and_ends_well_unless_it_is_strict(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING)
    log = csv_log(tmp_path, *BAD_LOG, "K-6,never,A", "K-7,never,A")
    arguments = ("--mapping", tmp_path / "map.toml", "--out", tmp_path / "out.jsonl", log)

    code, printed = command(*arguments)
    strict_code, strict_printed = command("--strict", "--rejects", tmp_path / "rejects.csv", *arguments)

    assert (code, strict_code) == (0, 1)
    assert "8 rows of 6 cases read, 2 events written, 6 rejected" in printed
    assert 'log.csv:3:at: found "soon", expected a time as ISO 8601' in printed
    assert "and 1 more; --rejects FILE writes all of them" in printed
    assert f"all 6 are in {tmp_path}/rejects.csv" in strict_printed
    assert (
        (tmp_path / "rejects.csv").read_bytes().startswith(b"\xef\xbb\xbffile,row,column,found,expected\r\n")
    )


def test_without_a_file_the_events_go_to_standard_output_and_the_numbers_beside_it(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING)
    app = typer.Typer()
    app.command()(import_)

    result = CliRunner().invoke(
        app, ["--mapping", str(tmp_path / "map.toml"), str(csv_log(tmp_path, *BAD_LOG))]
    )

    assert [line[:20] for line in result.stdout.splitlines()] == ['{"specversion":"1.0"'] * 2
    assert "2 events written, 4 rejected" in result.stderr
