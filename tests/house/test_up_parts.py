"""What `up` is made of: programs stopped by id, one user of a folder, one way to be told to end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.exits import Misuse, Unavailable
from streams.services.process import Trace, new_token, wait_for
from streams.up.children import Child, stop_all, tethered
from streams.up.home import emptied, occupied
from streams.up.interrupts import Interrupts
from streams.up.ports import addresses
from streams.up.tether import stop_left, trace_file

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
WILLING = """
import time
print("up", flush=True)
time.sleep(600)
"""
WITH_A_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""
PARENT = """
import os, subprocess, sys, time
part = (
    f"from streams.up.tether import end_with; end_with({os.getpid()});"
    "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
)
subprocess.Popen([sys.executable, "-c", part], start_new_session=True)
time.sleep(600)
"""
TOO_LATE = """
import time
from streams.up.tether import end_with
end_with(1 << 22)
time.sleep(600)
"""


@pytest.fixture
def started() -> Iterator[list[Child]]:
    children: list[Child] = []
    yield children
    stop_all(children, grace=0.0)


def python(program: str, log: Path, started: list[Child]) -> Child:
    child = Child("part", [sys.executable, "-c", program], {}, log)
    started.append(child)
    return child


def first_line(child: Child) -> str:
    """What the program says first, as soon as it has said it."""
    while not child.log.read_text().endswith("\n"):
        child.check()
    return child.log.read_text().strip()


def alive(pid: int) -> bool:
    """Whether there is such a process that still runs; one that has ended but was not fetched does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return state.stdout.strip() != "" and not state.stdout.startswith("Z")


def test_a_child_that_ends_is_reported_with_the_end_of_its_log(tmp_path: Path, started: list[Child]) -> None:
    child = python("print('no room on the disk'); raise SystemExit(7)", tmp_path / "part.log", started)
    child.wait_or_kill(float("inf"))

    with pytest.raises(Unavailable) as found:
        child.check()

    assert "part ended by itself (exit code 7)" in found.value.lines[0]
    assert found.value.lines[-1].strip() == "no room on the disk"
    assert found.value.code == 3


def test_a_child_that_runs_is_not_reported(tmp_path: Path, started: list[Child]) -> None:
    child = python(WILLING, tmp_path / "part.log", started)

    assert first_line(child) == "up"
    child.check()


def test_stopping_kills_a_child_that_does_not_listen(tmp_path: Path, started: list[Child]) -> None:
    child = python(STUBBORN, tmp_path / "part.log", started)
    assert first_line(child) == "deaf"

    stop_all([child], grace=0.1)

    assert not alive(child.pid)


def test_a_child_has_a_group_of_its_own_that_is_stopped_whole(tmp_path: Path, started: list[Child]) -> None:
    child = python(WITH_A_CHILD, tmp_path / "part.log", started)
    grandchild = int(first_line(child))
    assert os.getpgid(child.pid) == child.pid != os.getpgid(0)

    stop_all([child])

    while alive(grandchild):
        pass
    assert not alive(child.pid)


def test_stopping_what_has_ended_already_is_no_mistake(tmp_path: Path, started: list[Child]) -> None:
    child = python("", tmp_path / "part.log", started)
    child.wait_or_kill(float("inf"))

    stop_all([child])
    stop_all([child])

    assert not alive(child.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")
def test_a_tethered_part_ends_when_its_parent_is_killed(tmp_path: Path, started: list[Child]) -> None:
    parent = python(PARENT, tmp_path / "parent.log", started)
    part = int(first_line(parent))

    os.kill(parent.pid, signal.SIGKILL)

    assert wait_for(lambda: not alive(part), 30)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")
def test_a_part_whose_parent_went_before_it_could_look_ends_at_once(
    tmp_path: Path, started: list[Child]
) -> None:
    child = python(TOO_LATE, tmp_path / "part.log", started)
    child.wait_or_kill(float("inf"))

    with pytest.raises(Unavailable, match="signal SIGTERM"):
        child.check()


def test_what_is_left_of_an_earlier_run_is_stopped_by_its_token(tmp_path: Path, started: list[Child]) -> None:
    token, said = new_token(), list[str]()
    left = Child("sink", [sys.executable, "-X", token, "-c", WILLING], {}, tmp_path / "sink.log")
    started.append(left)
    assert first_line(left) == "up"
    Trace(left.pid, token).save(trace_file(tmp_path, "sink"))

    stop_left(tmp_path, said.append)

    assert not alive(left.pid)
    assert said == [f"Stopped the sink an earlier run had left (process {left.pid})."]
    assert not trace_file(tmp_path, "sink").exists()


def test_a_process_that_only_has_the_number_is_left_alone(tmp_path: Path, started: list[Child]) -> None:
    stranger, said = python(WILLING, tmp_path / "part.log", started), list[str]()
    assert first_line(stranger) == "up"
    Trace(stranger.pid, new_token()).save(trace_file(tmp_path, "sink"))

    stop_left(tmp_path, said.append)

    stranger.check()
    assert said == []


def test_our_own_program_runs_with_its_token_in_its_command_line(
    tmp_path: Path, started: list[Child]
) -> None:
    token = new_token()
    child = Child("check", tethered(token, "--help"), {}, tmp_path / "help.log")
    started.append(child)
    child.wait_or_kill(float("inf"))

    with pytest.raises(Unavailable, match="exit code 0"):
        child.check()
    assert "Usage: liangpai" in child.log.read_text()
    assert token in tethered(token)


def test_a_folder_belongs_to_one_up_at_a_time(tmp_path: Path) -> None:
    with occupied(tmp_path) as home, pytest.raises(Misuse, match=f"process {os.getpid()}"), occupied(home):
        pass


def test_a_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    with occupied(tmp_path):
        pass

    with occupied(tmp_path) as home:
        assert home == tmp_path


def test_a_folder_that_cannot_be_made_is_a_misuse(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Misuse, match="--home"), occupied(tmp_path / "file" / "home"):
        pass


def test_an_emptied_folder_has_nothing_of_before(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "old").write_text("")

    assert list(emptied(tmp_path / "demo").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_way_of_being_told_to_end_is_an_interrupt(number: signal.Signals) -> None:
    with Interrupts().heard(), pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)


def start_something(interrupts: Interrupts, started: list[str]) -> None:
    with interrupts.held():
        os.kill(os.getpid(), signal.SIGINT)
        started.append("something")
    started.append("something else")


def test_a_signal_that_comes_while_something_is_started_waits_for_it() -> None:
    interrupts, begun = Interrupts(), list[str]()

    with interrupts.heard(), pytest.raises(KeyboardInterrupt):
        start_something(interrupts, begun)

    assert begun == ["something"]


def test_only_the_first_signal_is_heard() -> None:
    interrupts = Interrupts()

    with interrupts.heard():
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    assert interrupts.come


def test_what_listened_before_is_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)

    with Interrupts().heard():
        assert signal.getsignal(signal.SIGTERM) != before

    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that go with their process")
def test_two_that_look_for_addresses_at_once_never_get_the_same() -> None:
    port = 61_000 + os.getpid() % 4_000  # the system gives none of these away
    mine, theirs = addresses(port), addresses(port)

    given = [next(mine), next(theirs), next(mine), next(theirs)]
    mine.close()
    again = next(addresses(port))

    assert len(set(given)) == 4
    assert again == given[0]
