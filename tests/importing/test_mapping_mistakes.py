"""A mapping that cannot be used: everything wrong with it at once, with places, and nothing written."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from streams.commands.import_ import import_
from streams.exits import Misuse
from tests.importing.importing import HEAD, STAGES, csv_log, run_import


def mistakes(folder: Path, mapping: str) -> list[str]:
    """The lines of the Misuse, without the folder of the mapping, for a log of columns case, at, stage."""
    log = csv_log(folder, "case,at,stage", "K-1,2026-01-05 10:00:00,A")
    with pytest.raises(Misuse) as stopped:
        run_import(folder, mapping, log)
    assert not (folder / "events.jsonl").exists()
    return [line.replace(f"{folder}/", "") for line in stopped.value.lines]


def test_what_is_no_toml_is_shown_where_it_breaks(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path, 'source = "a"\nzone = Asia\n')

    assert line.startswith("map.toml:2:8: found ")
    assert line.endswith("expected TOML")


def test_mistakes_of_form_are_told_all_at_once(tmp_path: Path) -> None:
    mapping = """source = ""
subject = 7
zone = "Asia/Shanghai"
colour = "red"
[file]
delimiter = ";;"
[[row]]
name = "a b"
when = { column = "stage", equals = "A", blank = true }
[row.data]
x = { codes = "c" }
"""
    found = mistakes(tmp_path, mapping)

    assert [line.split(": found ")[0] for line in found] == [
        "map.toml:1:1",
        "map.toml:1:1",
        "map.toml:2:1",
        "map.toml:4:1",
        "map.toml:6:1",
        "map.toml:7:3",
        "map.toml:8:1",
        "map.toml:9:1",
        "map.toml:11:1",
    ]
    assert "map.toml:1:1: found no time, expected the key time" in found
    assert "map.toml:4:1: found unknown key colour, expected a key of docs/import.md" in found
    assert found[-1].endswith("expected exactly one of column, text, days_between")


def test_mistakes_of_meaning_are_told_all_at_once(tmp_path: Path) -> None:
    mapping = """source = "s"
subject = "K"
zone = "Asia/Shangai"
time = "at"
time_formats = ["iso", "DD.MM"]
[file]
encoding = "utf-99"
[codes.role]
"科长" = "boss"
[[row]]
name = "left"
type = "case.stage_left"
id = "{case"
when = { column = "stage", matches = "(" }
[row.data]
role = { column = "stage", codes = "role" }
[[row]]
name = "left"
type = "case.lost"
[[row]]
name = "decided"
type = "case.decided"
[row.data]
result = "maybe"
colour = "red"
reason = { column = "stage", codes = "reasons" }
[[case]]
name = "closed"
at = "last"
type = "case.closed"
id = "{row_in_case}"
data = { kind = "normal" }
[[case]]
name = "delivered"
at = "last"
type = "case.delivered"
id = "}"
"""
    found = mistakes(tmp_path, mapping)

    assert [line.split(", expected ")[0] for line in found] == [
        'map.toml:2:1: found "K" without a placeholder',
        'map.toml:3:1: found "Asia/Shangai"',
        'map.toml:5:24: found "DD.MM"',
        'map.toml:7:1: found "utf-99"',
        'map.toml:9:1: found "boss"',
        "map.toml:13:1: found \"{case\" (expected '}' before end of string)",
        'map.toml:14:28: found "(" (missing ), unterminated subpattern at position 0)',
        "map.toml:15:6: found no stage_code",
        'map.toml:18:1: found "left" again',
        'map.toml:19:1: found "case.lost"',
        'map.toml:24:1: found "maybe"',
        'map.toml:25:1: found "colour"',
        'map.toml:26:30: found "reasons"',
        'map.toml:31:1: found "{row_in_case}"',
        "map.toml:37:1: found \"}\" (Single '}' encountered in format string)",
    ]


def test_columns_a_log_lacks_are_named_with_those_it_has(tmp_path: Path) -> None:
    mapping = HEAD.replace('"at"', '"when"') + STAGES.replace('"stage" }', '"step" }')

    assert mistakes(tmp_path, mapping) == [
        'map.toml:5:1: found "when", expected a column of log.csv: case, at, stage',
        'map.toml:11:1: found "step", expected a column of log.csv: case, at, stage',
    ]


def test_a_column_may_be_absent_where_the_mapping_calls_it_optional(tmp_path: Path) -> None:
    log = csv_log(tmp_path, "case,at,stage", "K-1,2026-01-05 10:00:00,A")
    mapping = HEAD + 'optional_columns = ["who"]\n' + STAGES + 'staff_id = { column = "who" }\n'

    assert run_import(tmp_path, mapping, log).events[0]["data"] == {"stage_code": "A"}


def test_an_unknown_mapping_is_answered_with_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(
        Misuse,
        match=r"found no mapping nowhere, expected a file or one of: attendance, .*, wabo-receipt, xes-generic",
    ):
        run_import(tmp_path, "nowhere", csv_log(tmp_path, "case,at,stage"))


def test_a_log_that_is_not_there_stops_the_command_with_nothing_written(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(import_)

    result = CliRunner().invoke(
        app, ["--mapping", "xes-generic", "--out", str(tmp_path / "out"), str(tmp_path / "no.xes")]
    )

    assert isinstance(result.exception, Misuse)
    assert result.exception.lines == [
        f"{tmp_path}/no.xes: found No such file or directory, expected a log to read"
    ]
    assert list(tmp_path.iterdir()) == []
