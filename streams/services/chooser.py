"""The one chooser of a Kafka: the address given, else a container, else a broker run here.

Development, tests and demo all come here, so that they differ in nothing but the folder they use.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from streams.broker import brokers
from streams.services.container import engine_answers, kafka_container
from streams.services.local_kafka import LocalKafka

HOME = Path(".liangpai")
"""Where local services keep their data by default: a folder of the project."""


@dataclass(frozen=True)
class KafkaService:
    """A Kafka that answers. `local` is the broker we run, for those who want to stop and start it."""

    bootstrap: str
    origin: Literal["KAFKA_BOOTSTRAP", "container", "local"]
    local: LocalKafka | None = None


@contextmanager
def kafka(
    home: Path = HOME,
    *,
    env: Mapping[str, str] = os.environ,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[KafkaService]:
    """A Kafka for as long as the block runs; what we started is stopped after it, and nothing else.

    `home`: the folder a local broker keeps its data in; give the same one again and the topics are still
    there. A container's data last as long as the container. `say` is told, in a sentence, what is being done.
    Raises Unavailable (exit 3) where the given Kafka does not answer or none can be run.
    """
    with ExitStack() as stack:
        if given := env.get("KAFKA_BOOTSTRAP", "").strip():
            brokers(given)
            yield KafkaService(given, "KAFKA_BOOTSTRAP")
        elif engine_answers(env):
            yield KafkaService(stack.enter_context(kafka_container(say)), "container")
        else:
            local = stack.enter_context(LocalKafka(home, env=env, say=say))
            yield KafkaService(local.bootstrap, "local", local)
