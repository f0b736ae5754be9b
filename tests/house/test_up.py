"""`liangpai up` as a person runs it: one command starts all, one Ctrl-C stops it, the demo tells the truth."""

import json
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from streams.services.process import wait_for
from streams.up.health import get
from tests.house.project import BIN, ROOT, descendants, run

UP = "Ctrl-C stops it"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("up") / "home"


@contextmanager
def up(home: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """The command running in a session of its own, as in a terminal of its own; ended whatever happens."""
    process = subprocess.Popen(
        [BIN / "liangpai", "up", "--home", home, *options],
        cwd=home.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=90)


@dataclass(frozen=True)
class Standing:
    """An `up` that is ready, and what it said until then."""

    process: "subprocess.Popen[str]"
    said: str

    def line(self, begin: str) -> str:
        """The printed line that begins so."""
        return next(line for line in self.said.splitlines() if line.startswith(begin))


@pytest.fixture(scope="module")
def standing(home: Path) -> Iterator[Standing]:
    """One run with two workers for all tests that leave it as it was; the last of them stops it."""
    with up(home) as process:
        yield Standing(process, read_until(process, UP))


def read_until(process: "subprocess.Popen[str]", word: str) -> str:
    """What it says up to the line with that word, and the addresses and commands after it."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if word in said and "liangpai explain" in line:
            return said
    raise AssertionError(f"it ended without saying {word!r}:\n{said}")


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_one_command_starts_everything(standing: Standing) -> None:
    parts = re.findall(r"http://([0-9.:]+)/metrics", standing.said)

    assert len(parts) == 4
    assert all(get(part, "/readyz") for part in parts)
    assert httpx.get(f"http://{parts[2]}/query/newest_cards", timeout=30).status_code == 401


def test_a_second_up_on_the_same_folder_is_refused_and_harms_nothing(home: Path, standing: Standing) -> None:
    second = run(BIN / "liangpai", "up", "--home", home, cwd=home.parent, timeout=60)

    assert second.returncode == 2
    assert f"process {standing.process.pid}" in second.stderr
    assert standing.process.poll() is None


def test_the_commands_it_prints_do_what_they_say(standing: Standing) -> None:
    send, explain = standing.said.splitlines()[-2:]
    sent = run(BIN / "liangpai", *filled(send, "FILE", str(ROOT / "docs/examples/first-case.jsonl")))
    path = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    explained = run("sh", "-c", explain.replace("CASE", "430100-2026-000000"), env=path)

    assert sent.returncode == 0, sent.stderr
    assert "events sent to" in sent.stdout
    assert "430100-2026-000000" in explained.stderr
    assert "does not answer" not in explained.stderr
    assert "token" not in explained.stderr


def test_the_door_takes_events_of_a_source_that_the_printed_command_adds(standing: Standing) -> None:
    added = run(BIN / "liangpai", *shlex.split(standing.line("liangpai sources add"))[1:])
    address = re.search(r"http://[0-9.:]+/events", standing.said)
    assert address is not None
    token = re.search(r"\S{40,}", added.stdout)
    assert token is not None, added.stdout + added.stderr

    assert wait_for(lambda: answered(address.group(), token.group()) == 202, 30)
    assert answered(address.group(), "x" * 43) == 401

    named = run(BIN / "liangpai", *filled(standing.line("liangpai users add"), "STAFF", "u90"))
    assert named.returncode == 0, named.stderr
    login = address.group().replace("/events", "/login")
    said_in = {"staff_id": "u90", "password": named.stdout.split()[-1]}
    assert wait_for(lambda: httpx.post(login, json=said_in, timeout=10).status_code == 200, 30)


def test_one_ctrl_c_stops_everything(standing: Standing) -> None:
    started = descendants(standing.process.pid)

    os.killpg(standing.process.pid, signal.SIGINT)

    assert standing.process.wait(90) == 0
    assert len(started) >= 4
    assert alive(started) == []


def test_a_killed_up_takes_its_parts_along(home: Path) -> None:
    with up(home, "--workers", "1") as process:
        read_until(process, UP)
        parts = [pid for pid in descendants(process.pid) if b"-Dliangpai.broker" not in command_line(pid)]

        process.kill()

        assert len(parts) >= 2
        assert wait_for(lambda: alive(parts) == [], 30)


def test_the_next_one_gets_ready_and_a_part_of_it_that_dies_ends_the_whole_and_is_named(home: Path) -> None:
    with up(home, "--workers", "1") as process:
        said = read_until(process, UP)
        started = descendants(process.pid)
        sink = next(pid for pid in started if b"sink" in command_line(pid).split(b"\0"))

        os.kill(sink, signal.SIGKILL)

        assert process.wait(90) == 3
        assert process.stdout is not None
        assert "Stopped the broker an earlier run had left" in said
        assert "sink ended by itself (signal SIGKILL)" in said + process.stdout.read()
        assert alive(started) == []


def answered(address: str, token: str) -> int:
    """The status with which the door answers the first event of the documents' examples."""
    line = (ROOT / "docs/examples/first-case.jsonl").read_bytes().splitlines()[0]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/cloudevents+json"}
    return httpx.post(address, content=line, headers=headers, timeout=10).status_code


def filled(line: str, blank: str, word: str) -> list[str]:
    """The words of a printed command after the program's name, with the blank filled in."""
    return [word if each == blank else each for each in shlex.split(line)[1:]]


def command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.mark.parametrize("secret", ["key", "archive.token"])
def test_a_secret_is_made_once_and_only_the_owner_may_read_it(home: Path, secret: str) -> None:
    assert (home / secret).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_demo_finds_what_was_planted_and_nothing_else(home: Path, time: str) -> None:
    done = run(BIN / "liangpai", "up", "--demo", "--cases", "150", "--home", home, cwd=home.parent)

    assert done.returncode == 0, done.stdout + done.stderr
    truth = json.loads((home / "demo" / "truth.json").read_text())
    planted = len(truth["planted"])
    assert planted > 0
    assert re.search(rf"^all +{planted} +{planted} +– +–$", done.stdout, re.MULTILINE)
    assert f"{truth['events']:,}" in done.stdout
    assert re.search(r"控制台 console: http://[0-9.:]+/console/ ─", done.stdout, re.MULTILINE)


def test_a_demo_that_is_interrupted_stops_everything_and_says_so_by_its_exit_code(home: Path) -> None:
    with up(home, "--demo", "--cases", "150", "--stay") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Started"):
                break
        started = descendants(process.pid)

        process.send_signal(signal.SIGTERM)

        assert process.wait(90) == 130
        assert alive(started) == []


def test_stay_without_demo_is_a_misuse(tmp_path: Path) -> None:
    done = run(BIN / "liangpai", "up", "--stay", "--home", tmp_path / "home")

    assert done.returncode == 2
    assert "--demo" in done.stderr
    assert not (tmp_path / "home").exists()
