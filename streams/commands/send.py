"""`liangpai send`: events from files onto Kafka."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.settings import Bootstrap, KeyFile, Prefix

if TYPE_CHECKING:
    from streams.sending import Sent


def send(
    files: Annotated[list[Path], typer.Argument(help="Event files, one event a line (.jsonl).")],
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
) -> None:
    """Send events to Kafka, keyed by subject, stamped as recorded, in the order of recordedtime.

    Personal data is hashed with the deployment's key before anything is written. A line without a readable
    subject is sent sealed and without a key; the worker makes it a dead letter. Sending the same file again is safe.
    Another key than the deployment's is refused (exit 2).

    Example: liangpai send events.jsonl --kafka-bootstrap localhost:9092 --key-file deployment.key
    """
    import asyncio

    from streams.contacts import file_border
    from streams.privacy import Key
    from streams.progress import progress
    from streams.rulebook_topic import check_or_publish_fingerprint
    from streams.sending import send_files
    from streams.topics import verify

    key = Key.load(key_file)
    verify(kafka_bootstrap, prefix)
    asyncio.run(check_or_publish_fingerprint(kafka_bootstrap, prefix, key.fingerprint))
    with progress("Sending", None) as step:
        done = send_files(files, kafka_bootstrap, prefix, border=file_border(key), sent=step)
    _tell(done, kafka_bootstrap)


def _tell(done: "Sent", bootstrap: str) -> None:
    for topic, number in sorted(done.by_topic.items()):
        typer.echo(f"{topic}: {number:,}")
    typer.echo(f"{done.total:,} events sent to {bootstrap}.")
    if done.unkeyed:
        places = ", ".join(done.unkeyed_at) + (" …" if done.unkeyed > len(done.unkeyed_at) else "")
        typer.echo(
            f"{done.unkeyed:,} of them have no readable subject and will be dead letters: {places}", err=True
        )
