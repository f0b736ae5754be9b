"""`liangpai notify`: alerts → whoever is to be told."""

from pathlib import Path
from typing import Annotated

import typer

from streams.settings import Bootstrap, HttpAddress, Prefix, ReplicaId, option

ReceiversFile = Annotated[Path, option("--receivers", "LIANGPAI_RECEIVERS")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", help="Serve this receiver of the file only; several may be given."),
]


def notify(
    kafka_bootstrap: Bootstrap = "localhost:9092",
    receivers: ReceiversFile = Path("receivers.toml"),
    only: Only = None,
    replica: ReplicaId = "notify-1",
    http: HttpAddress = "127.0.0.1:8100",
    prefix: Prefix = "",
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is wrong with the file, send nothing.")
    ] = False,
) -> None:
    """Deliver alerts to their receivers until told to stop; at least once, in order for each case, same id each try.

    A receiver that is down holds up nobody and loses nothing: it is tried for days (`retry_days`), then what is left is
    parked and said (`alarm_to`); `liangpai deliveries` shows and tries again what is parked. Ctrl-C or SIGTERM: what is
    on its way is waited for. Exit 3 where Kafka does not answer, 2 where the file, the address or a topic is wrong.

    Example: liangpai notify --kafka-bootstrap localhost:9092 --receivers receivers.toml
    """
    import asyncio

    from sinks.away import AddressTaken, KafkaAway
    from sinks.delivery.clock import WallClock
    from sinks.delivery.service import NotifySettings, run_notify
    from streams.exits import Misuse, Unavailable
    from streams.legal import http_address, replica_id, topic_prefix
    from streams.notifying.receivers_file import load_receivers, served_by
    from streams.permissions import verify_as

    http_address(http)
    replica_id(replica)
    topic_prefix(prefix)
    loaded = load_receivers(receivers)
    served = served_by(loaded, receivers.parent, WallClock().now, only)
    if check:
        typer.echo(f"{receivers}: {len(served)} receivers, nothing wrong.")
        return
    partitions = verify_as("notify", kafka_bootstrap, prefix)
    names = ", ".join(f"{each.name} ({each.kind})" for each in served)
    typer.echo(f"delivering alerts of {kafka_bootstrap} to {names}; answering on http://{http}")
    settings = NotifySettings(kafka_bootstrap, partitions, http, replica, loaded.receivers, prefix)
    try:
        delivered = asyncio.run(run_notify(settings, served))
    except KafkaAway as away:
        raise Unavailable(str(away)) from away
    except AddressTaken as wrong:
        raise Misuse(str(wrong)) from wrong
    typer.echo(f"{delivered} alerts delivered; what was not is delivered by the next one that starts.")
