"""`liangpai simulate` as a user runs it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from streams.commands.simulate import simulate
from streams.exits import Misuse
from streams.simulation.truth import read_truth

END = "2026-06-30T18:00:00+08:00"


def _run(folder: Path, *options: str) -> Result:
    app = Typer()
    app.command()(simulate)
    places = ("--out", folder / "e.jsonl", "--truth", folder / "t.json", "--rulebook-out", folder / "city")
    return CliRunner().invoke(app, [*map(str, places), *options], terminal_width=200)


def test_it_says_in_numbers_what_it_made_and_how_to_judge_it(tmp_path: Path) -> None:
    result = _run(tmp_path, "--cases", "200", "--end", END)
    assert result.exit_code == 0
    truth = read_truth(tmp_path / "t.json")
    lines = (tmp_path / "e.jsonl").read_bytes().splitlines()
    assert (truth.cases, truth.events, truth.end) == (200, len(lines), END)
    assert f"200 cases, {truth.events} events" in result.stdout
    assert f"{len(truth.planted)} cards and {len(truth.leads)} leads to find by {END}" in result.stdout
    assert f"--until {END}" in result.stdout
    assert f"by its own rulebook in {tmp_path / 'city'}, not by the one that ships" in result.stdout
    assert (tmp_path / "city" / "rulebook.toml").is_file()


def test_clean_traffic_has_nothing_to_find(tmp_path: Path) -> None:
    assert _run(tmp_path, "--cases", "50", "--violations", "0", "--end", END).exit_code == 0
    truth = read_truth(tmp_path / "t.json")
    assert (truth.planted, truth.leads) == ((), ())


@pytest.mark.parametrize(("asked", "given"), [((), 100), (("--violations", "400"), 400)])
def test_as_many_of_a_thousand_cases_as_asked_for_have_something_planted(
    tmp_path: Path, asked: tuple[str, ...], given: int
) -> None:
    _run(tmp_path, "--cases", "1000", "--end", END, *asked)
    cases = {each.case_no for each in read_truth(tmp_path / "t.json").planted}
    assert 0.8 * given < len(cases) <= given  # of some, the violation lies after the end


def test_more_violations_than_cases_are_a_misuse(tmp_path: Path) -> None:
    assert _run(tmp_path, "--cases", "5", "--violations", "1001").exit_code == 2


def test_without_an_end_it_ends_now(tmp_path: Path) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    assert _run(tmp_path, "--cases", "5").exit_code == 0
    assert before <= datetime.fromisoformat(read_truth(tmp_path / "t.json").end) <= datetime.now(UTC)


@pytest.mark.parametrize("end", ["yesterday", "2026-06-30T18:00:00"])
def test_an_end_that_is_no_time_with_an_offset_is_a_misuse(tmp_path: Path, end: str) -> None:
    result = _run(tmp_path, "--end", end)
    assert isinstance(result.exception, Misuse)
    assert end in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    result = _run(tmp_path, "--cases", "5", "--end", END, "--truth", str(tmp_path / "absent" / "t.json"))
    assert isinstance(result.exception, Misuse)
    assert "absent" in str(result.exception)
