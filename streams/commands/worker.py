"""`liangpai worker`: judge what comes in on Kafka."""

from pathlib import Path
from typing import Annotated

import typer

from streams.settings import (
    A_RULEBOOK,
    Bootstrap,
    HttpAddress,
    KeyFile,
    Prefix,
    ReplicaId,
    option,
    shipped_too,
)


def worker(
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    rulebook: Annotated[
        Path | None,
        option(
            "--rulebook",
            "LIANGPAI_RULEBOOK",
            callback=shipped_too,
            help=f"{A_RULEBOOK}; published if the topic has none yet. Default: promise-legal.",
        ),
    ] = None,
    replica: ReplicaId = "",
    http: HttpAddress = "127.0.0.1:8081",
    key_file: KeyFile = None,
    pace: Annotated[
        int,
        typer.Option(
            min=0, max=1000, help="Milliseconds to rest after a small turn: more saves CPU, less saves time."
        ),
    ] = 30,
) -> None:
    """Judge case events from Kafka and write cards, states and dead letters, until SIGTERM or Ctrl-C.

    Start several with different --id (default: the host's name) to share the work. Exit 0 when stopped;
    2 on wrong topics, rulebooks or key; 3 where Kafka is not there. What was not written is not acknowledged and
    is done again.

    Example: liangpai worker --kafka-bootstrap localhost:9092 --id worker-1 --key-file deployment.key
    """
    import asyncio
    import socket

    import uvloop

    from streams.legal import http_address, replica_id, topic_prefix
    from streams.permissions import verify_as
    from streams.privacy import Key
    from streams.worker.failpoints import arm
    from streams.worker.quiet import calm
    from streams.worker.start import Start, work

    calm()
    arm()
    replica = replica_id(replica or socket.gethostname())
    topic_prefix(prefix)
    http_address(http)
    key = Key.load(key_file)
    partitions = verify_as("worker", kafka_bootstrap, prefix)
    typer.echo(
        f"worker {replica}: {partitions} partition numbers on {kafka_bootstrap}, answering on http://{http}"
    )
    start = Start(kafka_bootstrap, prefix, partitions, replica, http, pace / 1000)
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())  # Faust makes a loop of its own for the consumer
    handled = asyncio.run(work(start, key, rulebook))
    typer.echo(f"worker {replica}: stopped; {handled:,} records handled.")
