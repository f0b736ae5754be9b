"""`liangpai sink`: Kafka → ClickHouse, the archive and its current truth."""

from typing import Annotated

import typer

from streams.settings import Bootstrap, Dsn, HttpAddress, KeyFile, Prefix, ReplicaId


def sink(
    kafka_bootstrap: Bootstrap = "localhost:9092",
    clickhouse_dsn: Dsn = "http://localhost:8123/liangpai",
    key_file: KeyFile = None,
    replica: ReplicaId = "sink-1",
    http: HttpAddress = "127.0.0.1:8090",
    prefix: Prefix = "",
    from_start: Annotated[
        bool,
        typer.Option("--from-start", help="Read all topics from their beginning again: into a new database."),
    ] = False,
) -> None:
    """Archive all events and all outputs in ClickHouse until told to stop; answer named queries over HTTP.

    Ctrl-C or SIGTERM: writes what it has read, then ends. Starts without ClickHouse and catches up when it
    comes. With a chdb:// DSN this process is the only one on the data folder. Whoever asks it must send the token of
    LIANGPAI_ARCHIVE_TOKEN_FILE, without which it answers on loopback only. Exit 3 where Kafka does not
    answer, 2 where the key, the DSN, the HTTP address or a topic is wrong, or where the database is new although topics
    were archived before: give --from-start once, with the other sinks stopped. What is there already is not doubled.

    Example: liangpai sink --kafka-bootstrap localhost:9092 --clickhouse-dsn chdb:///data --key-file key
    """
    import asyncio
    import os
    from functools import partial

    from sinks.asking import token_of
    from sinks.away import AddressTaken, KafkaAway, WrongSchema
    from sinks.service import GROUP, SinkSettings, run_sink
    from sinks.settings import Settings
    from streams.archive_client import archive_address, known_queries
    from streams.broker import forget_group
    from streams.exits import Misuse, Unavailable
    from streams.legal import http_address, replica_id, topic_prefix
    from streams.permissions import verify_as
    from streams.privacy import Key, cleanse_json
    from streams.rulebook_topic import check_or_publish_fingerprint

    http_address(http)
    replica_id(replica)
    topic_prefix(prefix)
    token = token_of(Settings.read(os.environ).archive_token_file)
    settings = SinkSettings(
        kafka_bootstrap, archive_address(clickhouse_dsn), http, replica, prefix, token=token
    )
    key = Key.load(key_file)
    verify_as("sink", kafka_bootstrap, prefix)
    if from_start:
        forget_group(kafka_bootstrap, prefix + GROUP)
    asyncio.run(check_or_publish_fingerprint(kafka_bootstrap, prefix, key.fingerprint))
    typer.echo(f"archiving {kafka_bootstrap} in {settings.archive.shown}, answering on http://{http}")
    try:
        written = asyncio.run(run_sink(settings, partial(cleanse_json, key), known_queries()))
    except KafkaAway as away:
        raise Unavailable(str(away)) from away
    except (AddressTaken, WrongSchema) as wrong:
        raise Misuse(str(wrong)) from wrong
    typer.echo(f"{written} rows written to {settings.archive.shown}")
