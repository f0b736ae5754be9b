"""A Kafka in a container, by testcontainers, where a container engine answers."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec

from streams.exits import Unavailable

IMAGE = "confluentinc/cp-kafka:8.1.0"
"""Apache Kafka 4.1 as the container library knows how to start it."""

_PING = "import docker; docker.from_env(timeout=3).ping()"


def engine_answers(env: Mapping[str, str], seconds: float = 10.0) -> bool:
    """Whether testcontainers is installed and the engine it would use answers.

    Asked in a process of its own, because an engine behind a dead tunnel can hang the asking library for
    minutes.
    """
    if find_spec("docker") is None or find_spec("testcontainers") is None:
        return False
    try:
        asked = subprocess.run(  # noqa: S603 - our own interpreter, a constant program
            [sys.executable, "-c", _PING], env=dict(env), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0


@contextmanager
def kafka_container(say: Callable[[str], None]) -> Iterator[str]:
    """The bootstrap address of a one-node Kafka in a container, removed afterwards.

    Raises Unavailable where the engine answers but the container does not come up.
    """
    from docker.errors import DockerException
    from testcontainers.community.kafka import KafkaContainer

    say(f"Starting Kafka in a container ({IMAGE}).")
    container = KafkaContainer(IMAGE).with_kraft()
    for name, value in _SETTINGS.items():
        container.with_env(name, value)
    try:
        container.start(timeout=120)
        yield container.get_bootstrap_server()
    except (DockerException, TimeoutError) as error:
        raise Unavailable(f"{_FAILED} ({error}); {_OTHERWISE}") from error
    finally:
        container.stop()


_FAILED = f"the container engine answers, but {IMAGE} does not start"
_OTHERWISE = "set KAFKA_BOOTSTRAP to a Kafka that runs, or stop the engine to have a local one run on Java."

_SETTINGS = {
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
    "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
}
