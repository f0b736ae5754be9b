"""`liangpai rebuild`: topics that were lost, written again from the archive."""

import typer

from streams.commands.topics import tell_counts
from streams.settings import Bootstrap, Dsn, KeyFile, Prefix

SHOWN = 20


def rebuild(
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
    dsn: Dsn = "http://localhost:8123/liangpai",
) -> None:
    """Write all events of the archive, and what was decided on them, to new and empty topics.

    For the day on which Kafka is lost and ClickHouse is not. Make the topics first (`topics create`, as many partitions
    as before) and load what `topics save` wrote. Start workers and sink afterwards, the sink on a new database: cards,
    tickets, ratings and states come out as they were, under the same ids. Nothing is changed in the archive; with an
    embedded one, stop its sink.

    Exit 1 with the places of which the archive keeps no bytes; 2 where a topic is not empty, the number of partitions
    or the key is another; 3 where Kafka or the archive is not there.

    Example: liangpai rebuild --clickhouse-dsn http://localhost:8123/liangpai --prefix new- --key-file deployment.key
    """
    import asyncio
    from contextlib import closing

    from sinks.away import ArchiveAway
    from sinks.unloading import Unloader
    from streams.archive_client import archive_address
    from streams.exits import Unavailable
    from streams.privacy import Key
    from streams.progress import progress
    from streams.rebuilding import rebuild as run
    from streams.rulebook_topic import check_or_publish_fingerprint
    from streams.sending import Address
    from streams.topics import verify

    key = Key.load(key_file)
    address = Address(kafka_bootstrap, prefix, verify(kafka_bootstrap, prefix))
    try:
        with closing(Unloader(archive_address(dsn))) as archive, progress("Writing records", None) as step:
            asyncio.run(check_or_publish_fingerprint(kafka_bootstrap, prefix, key.fingerprint))
            done = run(address, key, archive, sent=step)
    except ArchiveAway as away:
        raise Unavailable(str(away)) from away
    tell_counts(done.by_topic, prefix)
    typer.echo(f"{done.by_topic.total():,} records written; start workers and sink on these topics now.")
    if done.lost:
        shown = ", ".join(done.lost[:SHOWN]) + (" …" if len(done.lost) > SHOWN else "")
        typer.echo(f"{len(done.lost):,} records of which the archive keeps no bytes: {shown}", err=True)
        raise typer.Exit(1)
