"""Three brokers on this machine: every record in three copies, confirmed by two, so one of them may be killed."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from streams.broker import admin
from streams.services import LocalKafka
from streams.services.process import free_address
from streams.services.server_properties import Node

NODES = 3
HEALED_SECONDS = 180.0


@contextmanager
def cluster(home: Path, nodes: int = NODES) -> Iterator[list[LocalKafka]]:
    """So many brokers that answer; started together, because none of them answers before most are there."""
    controllers = {number: free_address() for number in range(1, nodes + 1)}
    brokers = [LocalKafka(home / str(number), node=Node(number, controllers)) for number in controllers]
    with ExitStack() as stack, ThreadPoolExecutor(nodes) as threads:
        for broker in brokers:
            stack.callback(broker.close)
        list(threads.map(LocalKafka.start, brokers))
        yield brokers


def wait_until_healed(bootstrap: str) -> None:
    """Until every partition has all its copies in step, those of offsets and transactions too."""
    ends = time.monotonic() + HEALED_SECONDS
    while behind := _behind(bootstrap):
        assert time.monotonic() < ends, f"copies missing: {behind[:5]}"
        time.sleep(1)


def _behind(bootstrap: str) -> list[str]:
    with admin(bootstrap, seconds=30) as client:
        return [
            f"{topic['name']}/{partition['partition_index']}"
            for topic in client.describe_topics()
            for partition in topic["partitions"]
            if len(partition["isr_nodes"]) < len(partition["replica_nodes"])
        ]
