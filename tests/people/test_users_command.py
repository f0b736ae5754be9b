"""`liangpai users`: who may sign in, in a file that only its owner reads, without a password on any command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from streams.people.passwords import Passwords
from tests.people.place import CHEAP

PASSWORD = "马上就办 2026-11-28"  # noqa: S105 - of people who do not exist
CHEAPLY = ("--argon2", "1,8,1")


def users(file: Path, *words: str, said: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from streams.cli import main; main()",
        "users",
        *words,
        "--users",
        str(file),
    ]
    return subprocess.run(command, input=said, capture_output=True, text=True, timeout=60, check=False)


def kept(file: Path) -> list[dict[str, object]]:
    return list(json.loads(file.read_bytes())["users"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "users.json"


def test_somebody_added_gets_a_first_password_that_is_kept_as_a_hash_and_must_be_changed(file: Path) -> None:
    done = users(file, "add", "u90", *CHEAPLY)

    assert done.returncode == 0, done.stderr
    (user,) = kept(file)
    password = done.stdout.split()[-1]
    assert Passwords(CHEAP).fits(str(user["password_hash"]), password)
    assert password not in file.read_text()
    assert user["must_change"] is True
    assert file.stat().st_mode & 0o077 == 0


def test_of_one_person_there_is_one_user(file: Path) -> None:
    users(file, "add", "u90", *CHEAPLY)
    before = kept(file)

    again = users(file, "add", "u90", *CHEAPLY)

    assert again.returncode == 2
    assert "u90" in again.stderr
    assert kept(file) == before


def test_a_password_may_be_given_on_the_input_and_a_short_one_is_refused(file: Path) -> None:
    short = users(file, "add", "u90", "--stdin", *CHEAPLY, said="short\n")
    long = users(file, "add", "u90", "--stdin", *CHEAPLY, said=f"{PASSWORD}\n")

    assert (short.returncode, long.returncode) == (2, 0), long.stderr
    assert "10 to 256 characters" in short.stderr
    assert PASSWORD not in long.stdout
    (user,) = kept(file)
    assert Passwords(CHEAP).fits(str(user["password_hash"]), PASSWORD)


def test_who_is_disabled_is_listed_so_until_enabled_again(file: Path) -> None:
    users(file, "add", "u90", *CHEAPLY)

    listed = []
    for word in ("disable", "enable"):
        assert users(file, word, "u90").returncode == 0
        listed.append(users(file, "list").stdout.split("\t")[1])

    assert [each.strip() for each in listed] == ["disabled", "active"]


def test_somebody_who_is_no_user_and_a_file_open_to_others_are_refused(file: Path) -> None:
    users(file, "add", "u90", *CHEAPLY)

    stranger = users(file, "disable", "u91")
    file.chmod(0o644)
    readable = users(file, "list")

    assert (stranger.returncode, readable.returncode) == (2, 2)
    assert "u91" in stranger.stderr
    assert str(file) in readable.stderr
