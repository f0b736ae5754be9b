"""Wherever a command takes a rulebook, the name of one that ships does: unless something of the user's lies there."""

import json
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner, Result

from streams.cli import app
from streams.exits import Misuse, Unavailable
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from tests.core.test_lane import ACCEPTED

NOWHERE = "127.0.0.1:9"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one file of events, in which commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LIANGPAI_RULEBOOK", raising=False)
    (tmp_path / "events.jsonl").write_bytes(ACCEPTED)
    return tmp_path


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(app, list(words), env=environment)


def hash_of(name: str) -> str:
    return load_rulebook(shipped_rulebook(name)).rulebook.rulebook_hash


def judged_by(done: Result) -> str:
    assert done.exit_code == 0, done.exception
    return str(json.loads(done.stdout)["rulebook"]["hash"])


def explained(*words: str, **environment: str) -> Result:
    case = json.loads(ACCEPTED)["subject"]
    return run("explain", case, "--events", "events.jsonl", "--json", *words, **environment)


def test_explain_and_check_judge_by_the_one_named() -> None:
    assert judged_by(explained("--rulebook", "cure")) == hash_of("cure")
    assert run("check", "events.jsonl", "--rulebook", "cure").exit_code == 0


def test_the_environment_names_one_as_well_or_several_paths() -> None:
    assert judged_by(explained(LIANGPAI_RULEBOOK="gravity")) == hash_of("gravity")
    twice = explained(LIANGPAI_RULEBOOK="gravity:cure").exception
    assert isinstance(twice, Misuse)
    assert f"as in {shipped_rulebook('gravity')}" in str(twice)


def test_rulebook_check_and_diff_take_names() -> None:
    assert hash_of("cure") in run("rulebook", "check", "cure").stdout
    done = run("rulebook", "diff", "promise-legal", "cure", "--events", "events.jsonl")
    assert "Both rulebooks end in the same cards" in done.stdout


def test_publish_takes_a_name_and_goes_on_to_kafka() -> None:
    stop = run("rulebook", "publish", "cure", "--kafka-bootstrap", NOWHERE, "--dry-run").exception

    assert isinstance(stop, Unavailable)
    assert NOWHERE in str(stop)


def test_a_folder_of_that_name_goes_first(here: Path) -> None:
    copytree(shipped_rulebook("gravity"), here / "cure")

    assert judged_by(explained("--rulebook", "cure")) == hash_of("gravity")


def test_what_is_neither_is_told_which_names_there_are() -> None:
    stop = explained("--rulebook", "nowhere").exception

    assert isinstance(stop, Misuse)
    assert "the name of one that ships: cure, due-overdue, gravity, promise-legal" in str(stop)


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "explain",
        "worker",
        "up",
        "rulebook check",
        "rulebook diff",
        "rulebook publish",
        "rulebook convert",
    ],
)
def test_every_command_that_takes_a_rulebook_says_so(command: str) -> None:
    help_ = run(*command.split(), "--help", COLUMNS="400").stdout

    assert "Rulebook folder, .xlsx workbook, or name of one that ships" in help_


def test_without_an_archive_explain_may_judge_files() -> None:
    stop = run("explain", "case-1", "--clickhouse-dsn", f"http://{NOWHERE}/city").exception

    assert isinstance(stop, Unavailable)
    assert str(stop).endswith("or judge files with --events")
