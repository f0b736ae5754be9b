"""The Kafka we run ourselves: kept data, no leftovers, nothing of others ever touched."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from streams.broker import admin, brokers
from streams.exits import Misuse, Unavailable
from streams.sending import send_files
from streams.services import LocalKafka, kafka
from streams.services.container import engine_answers
from streams.services.java import cache_folder, find_java, kafka_files, tools
from streams.services.process import Trace, free_address, free_port, is_ours, new_token, stop_by_trace
from streams.topics import create
from tests.files.lines import event, write
from tests.services.test_sending import records

RUN = """
import sys
from pathlib import Path
from streams.services import LocalKafka
with LocalKafka(Path(sys.argv[1])) as broker:
    print(broker.pid, flush=True)
    sys.stdin.read()
"""


def test_a_broker_killed_or_stopped_and_started_again_has_kept_its_data(tmp_path: Path) -> None:
    with LocalKafka(tmp_path) as broker:
        address, first = broker.bootstrap, broker.pid
        create(address, partitions=3)
        send_files([write(tmp_path / "a.jsonl", [event(1), event(2)])], address)

        broker.kill()
        broker.start()

        assert (broker.bootstrap, broker.pid != first) == (address, True)
        assert [record.value for record in records(address, "case-events")] == [event(1), event(2)]

        with pytest.raises(Misuse, match="in use by another run"):
            LocalKafka(tmp_path).start()
        assert brokers(address) == 1

        broker.stop()
        broker.start()
        assert len(records(address, "case-events")) == 2
        pid = broker.pid

    assert pid is not None
    assert not Path(f"/proc/{pid}").exists()
    assert not (tmp_path / "kafka" / "broker.json").exists()


def test_a_second_run_takes_over_from_one_that_was_killed(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert run.stdout is not None
    assert run.stdin is not None
    left = int(run.stdout.readline())
    create(_address(tmp_path), partitions=2)
    run.kill()
    run.wait()
    run.stdin.close()
    run.stdout.close()
    trace = Trace.load(tmp_path / "kafka" / "broker.json")
    assert trace is not None
    assert (trace.pid, is_ours(trace)) == (left, True)

    said: list[str] = []
    with LocalKafka(tmp_path, say=said.append) as broker:
        assert not is_ours(trace)
        assert broker.pid is not None
        assert os.getsid(broker.pid) == broker.pid, "a Ctrl-C at the terminal must not reach it"
        with admin(broker.bootstrap) as client:
            assert "cards" in client.list_topics()
    assert f"Stopped the broker an earlier run had left (process {left})." in said


def _address(home: Path) -> str:
    text = (home / "kafka" / "server.properties").read_text()
    return next(line for line in text.splitlines() if line.startswith("advertised")).partition("//")[2]


def test_a_process_that_is_not_provably_ours_is_never_stopped() -> None:
    other = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        assert not stop_by_trace(Trace(other.pid, new_token()), 1.0)
        assert not stop_by_trace(Trace(other.pid, ""), 1.0)
        assert other.poll() is None
    finally:
        other.kill()
        other.communicate()


def test_one_of_ours_that_ignores_the_request_is_killed_after_the_grace() -> None:
    token = new_token()
    deaf = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True)"
    program = f"{deaf}; sys.stdin.read()"
    stubborn = subprocess.Popen(
        [sys.executable, "-c", program, token], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert stubborn.stdout is not None
    stubborn.stdout.readline()

    assert stop_by_trace(Trace(stubborn.pid, token), 0.2)

    stubborn.communicate()
    assert stubborn.returncode == -signal.SIGKILL


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x", "token": "y"}', '{"pid": 1}'])
def test_a_broken_trace_is_no_trace(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broker.json"
    file.write_text(text)

    assert Trace.load(file) is None
    assert Trace.load(tmp_path / "absent") is None


def test_a_start_that_fails_shows_the_end_of_the_log(tmp_path: Path) -> None:
    data = tmp_path / "kafka" / "data"
    data.mkdir(parents=True)
    (data / "meta.properties").write_text("version=1\ncluster.id=another\nnode.id=7\n")

    with pytest.raises(Unavailable) as stopped:
        LocalKafka(tmp_path).__enter__()

    assert "ended while starting; the end of" in stopped.value.lines[0]
    assert "node id" in "\n".join(stopped.value.lines)


def test_a_given_kafka_comes_before_all_others(kafka_bootstrap: str, tmp_path: Path) -> None:
    with kafka(tmp_path, env={"KAFKA_BOOTSTRAP": kafka_bootstrap}) as service:
        assert (service.bootstrap, service.origin) == (kafka_bootstrap, "KAFKA_BOOTSTRAP")
    assert list(tmp_path.iterdir()) == []


def test_a_given_kafka_that_does_not_answer_is_named(tmp_path: Path) -> None:
    address = free_address()

    with pytest.raises(Unavailable, match=address), kafka(tmp_path, env={"KAFKA_BOOTSTRAP": address}):
        pytest.fail("there is none")


def test_an_engine_that_is_not_there_does_not_answer() -> None:
    assert not engine_answers({**os.environ, "DOCKER_HOST": f"tcp://127.0.0.1:{free_port()}"})


def test_without_java_and_maven_one_message_names_the_three_ways(tmp_path: Path) -> None:
    nothing = {"PATH": str(tmp_path), "DOCKER_HOST": f"tcp://127.0.0.1:{free_port()}"}

    with pytest.raises(Unavailable) as stopped, kafka(tmp_path, env=nothing):
        pytest.fail("there is none")

    [sentence] = stopped.value.lines
    assert all(word in sentence for word in ("KAFKA_BOOTSTRAP", "container engine", "Java 17", "Maven"))


def test_java_that_is_too_old_counts_as_missing(tmp_path: Path) -> None:
    old = tmp_path / "java"
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    old.chmod(0o755)

    assert find_java({"PATH": str(tmp_path)}) is None
    old.write_text("#!/bin/sh\necho 'openjdk version \"21\" 2023-09-19' >&2\n")
    assert find_java({"PATH": str(tmp_path)}) == str(old)


def test_missing_programs_are_installed_where_apt_can(tmp_path: Path) -> None:
    """A stand-in apt that puts programs in place shows which packages are asked for, and in which order."""
    if os.geteuid() != 0:
        pytest.skip("only root installs")
    apt = tmp_path / "apt-get"
    apt.write_text(
        f"""#!/bin/sh
echo "$@" >> {tmp_path}/asked
case "$*" in
  *openjdk-17*) exit 100 ;;
  *openjdk-21*) printf '#!/bin/sh\\necho openjdk version \\\\"21\\\\" >&2\\n' > {tmp_path}/java ;;
  *maven*) printf '#!/bin/sh\\n' > {tmp_path}/mvn ;;
esac
/bin/chmod +x {tmp_path}/*
"""
    )
    apt.chmod(0o755)

    found = tools({"PATH": str(tmp_path)})

    assert found == (str(tmp_path / "java"), str(tmp_path / "mvn"))
    asked = [line.split()[-1] for line in (tmp_path / "asked").read_text().splitlines()]
    assert asked == ["-q", "openjdk-17-jre-headless", "openjdk-21-jre-headless", "maven"]


def test_the_jars_are_named_in_one_place() -> None:
    assert {file.name for file in kafka_files().iterdir()} == {"pom.xml", "log4j2.properties", "acls.sh"}


def test_what_can_be_made_again_is_kept_once_for_a_user_and_in_the_folder_where_there_is_no_home(
    tmp_path: Path,
) -> None:
    kept = cache_folder({"XDG_CACHE_HOME": str(tmp_path / "cache")}, tmp_path / "folder")
    (tmp_path / "a file").touch()
    without_home = cache_folder({"XDG_CACHE_HOME": str(tmp_path / "a file")}, tmp_path / "folder")

    assert kept == tmp_path / "cache" / "liangpai"
    assert kept.is_dir()
    assert without_home == tmp_path / "folder"
