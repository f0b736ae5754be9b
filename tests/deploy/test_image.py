"""Where a container engine answers, the image is built and its processes run as they would in production."""

import os
from collections.abc import Iterator

import pytest

from streams.services.container import engine_answers, kafka_container
from streams.services.process import wait_for
from tests.house.project import ROOT

pytestmark = pytest.mark.skipif(
    not engine_answers(os.environ),
    reason="no container engine answers here; the image is built where one does",
)
SECONDS = 120


@pytest.fixture(scope="module")
def image() -> Iterator[str]:
    from testcontainers.core.image import DockerImage

    with DockerImage(path=ROOT, dockerfile_path="deploy/Containerfile", tag="liangpai:test") as built:
        yield str(built)


@pytest.fixture
def locked_down() -> dict[str, object]:
    """As compose.yaml and the manifests run it."""
    return {
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges"],
        "tmpfs": {"/tmp": "mode=1777", "/var/lib/liangpai": "uid=10001,mode=0700"},  # noqa: S108 - in the container
        "network_mode": "host",
    }


def test_it_judges_a_file_without_any_right(image: str, locked_down: dict[str, object]) -> None:
    import docker

    said = docker.from_env().containers.run(
        image, ["rulebook", "check", "promise-legal"], remove=True, **locked_down
    )

    assert b"promise-legal" in said


def test_a_worker_becomes_healthy_and_ends_in_order(image: str, locked_down: dict[str, object]) -> None:
    import docker

    client = docker.from_env()
    with kafka_container(lambda _: None) as bootstrap:
        environment = {
            "KAFKA_BOOTSTRAP": bootstrap,
            "LIANGPAI_KEY_FILE": "/tmp/key",  # noqa: S108 - in the container
            "LIANGPAI_HTTP": "127.0.0.1:18081",
        }
        client.containers.run(
            image, ["topics", "create"], remove=True, environment=environment, **locked_down
        )
        worker = client.containers.run(
            image,
            ["-c", "head -c 32 /dev/urandom >/tmp/key && exec liangpai worker"],
            entrypoint=["sh"],
            environment=environment,
            healthcheck={"test": ["CMD", "python", "-m", "streams.probe"], "interval": 10**9},
            detach=True,
            init=True,
            **locked_down,
        )
        try:
            assert wait_for(lambda: (worker.reload(), worker.health)[1] == "healthy", SECONDS), worker.logs()
            assert worker.exec_run(["id", "-u"]).output.strip() == b"10001"
            worker.stop(timeout=30)
            assert worker.wait()["StatusCode"] == 0, worker.logs()
        finally:
            worker.remove(force=True)
