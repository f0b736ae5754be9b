"""What all tests share: a real Kafka, a prefix of one's own, the folder of real data, and the count of skips."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from streams.services import KafkaService, kafka

ROOT = Path(__file__).resolve().parent.parent
_numbers = count(1)

# a broker that lives for minutes: the second compiler of its JVM would take half a core from the tests for most of them
os.environ.setdefault("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")

# a busy machine is no fault of an example: tests assert no times
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def kafka_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaService]:
    """A Kafka that answers, on a folder thrown away afterwards."""
    with kafka(tmp_path_factory.mktemp("kafka")) as service:
        yield service


@pytest.fixture(scope="session")
def kafka_bootstrap(kafka_service: KafkaService) -> str:
    """HOST:PORT of the Kafka all tests share."""
    return kafka_service.bootstrap


@pytest.fixture
def topic_prefix() -> str:
    """A prefix no other test has used on the shared Kafka, this run or an earlier one."""
    return f"t{os.getpid()}-{os.urandom(3).hex()}-{next(_numbers)}-"


@pytest.fixture(scope="session")
def engine_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the embedded ClickHouse: one process can open no second one."""
    return tmp_path_factory.mktemp("engine")


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real logs and calendars (setting LIANGPAI_TEST_DATA); skips where it is absent.

    Fails instead where the folder was named, or CI_TEST_DATA_REQUIRED=1 says that it must be there.
    """
    named = os.environ.get("LIANGPAI_TEST_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if folder.is_dir():
        return folder
    sentence = f"no folder of test data at {folder}; name it as LIANGPAI_TEST_DATA"
    if named or os.environ.get("CI_TEST_DATA_REQUIRED") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped, also when none was."""
    terminalreporter.write_line(f"skipped tests: {len(terminalreporter.stats.get('skipped', []))}")
