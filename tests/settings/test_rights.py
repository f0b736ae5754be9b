"""The script that gives rights says what the table says, and the table knows our topics only."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from streams.access import PROCESSES, Right, rights
from streams.topics import TOPICS
from tests.house.project import ROOT

SCRIPT = ROOT / "deploy" / "kafka" / "acls.sh"
NAMES = {topic.name for topic in TOPICS}


@pytest.fixture
def given(tmp_path: Path) -> list[list[str]]:
    """Calls of the script, run against a program that only writes down how it was called."""
    (noted := tmp_path / "acls").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/called\n')
    noted.chmod(0o700)
    env = {
        "PATH": os.environ["PATH"],
        "ACLS": str(noted),
        "BOOTSTRAP": "k:1",
        "PREFIX": "c-",
        "ADMIN": "a.properties",
    }
    subprocess.run(["sh", SCRIPT], env=env, check=True, timeout=60)
    return [shlex.split(line) for line in (tmp_path / "called").read_text().splitlines()]


def rights_in(call: list[str]) -> set[tuple[str, Right]]:
    words = iter(call)
    said: dict[str, list[str]] = {}
    for word in words:
        said.setdefault(word, []).append("" if word in ("--add", "--cluster") else next(words))
    kind = next(each for each in ("topic", "group", "transactional-id", "cluster") if f"--{each}" in said)
    user = said["--allow-principal"][0].removeprefix("User:liangpai-")
    names = ["kafka-cluster"] if kind == "cluster" else said[f"--{kind}"]
    begins = said.get("--resource-pattern-type") == ["prefixed"]
    assert (said["--bootstrap-server"], said["--command-config"]) == (["k:1"], ["a.properties"])
    return {(user, Right(said["--operation"][0], kind, name, begins)) for name in names}


def test_the_script_gives_exactly_the_rights_of_the_table(given: list[list[str]]) -> None:
    called = [right for call in given for right in rights_in(call)]

    assert len(called) == len(set(called))
    assert set(called) == {(process, right) for process in PROCESSES for right in rights(process, "c-")}


@pytest.mark.parametrize("process", PROCESSES)
def test_processes_touch_our_topics_only(process: str) -> None:
    access = PROCESSES[process]

    assert {*access.reads, *access.writes} <= NAMES
