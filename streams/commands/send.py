"""`liangpai send`: events from files onto Kafka."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.settings import Bootstrap, KeyFile, Prefix

if TYPE_CHECKING:
    from streams.sending import Border, Sent


def send(
    files: Annotated[list[Path], typer.Argument(help="Event files, one event a line (.jsonl).")],
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
) -> None:
    """Send events to Kafka, keyed by subject, stamped as recorded, in the order of recordedtime.

    Personal data is hashed with the deployment's key before anything is written. A line without a readable
    subject is sent sealed and without a key; the worker makes it a dead letter. Sending the same file again is safe.

    Example: liangpai send events.jsonl --kafka-bootstrap localhost:9092 --key-file deployment.key
    """
    from streams.progress import progress
    from streams.sending import send_files

    border = _border(key_file)
    with progress("Sending", None) as step:
        done = send_files(files, kafka_bootstrap, prefix, border=border, sent=step)
    _tell(done, kafka_bootstrap)


def _border(key_file: Path | None) -> "Border":
    from streams.exits import Misuse
    from streams.privacy import Key, cleanse_or_seal

    if key_file is None:
        raise Misuse(
            "found no deployment key, expected its file as --key-file or LIANGPAI_KEY_FILE: personal data is hashed "
            "with it before anything is written (`head -c 32 /dev/urandom > deployment.key` makes one; every part of "
            "a deployment uses the same)."
        )
    key = Key.load(key_file)
    return lambda value: cleanse_or_seal(key, value)


def _tell(done: "Sent", bootstrap: str) -> None:
    for topic, number in sorted(done.by_topic.items()):
        typer.echo(f"{topic}: {number:,}")
    typer.echo(f"{done.total:,} events sent to {bootstrap}.")
    if done.unkeyed:
        places = ", ".join(done.unkeyed_at) + (" …" if done.unkeyed > len(done.unkeyed_at) else "")
        typer.echo(
            f"{done.unkeyed:,} of them have no readable subject and will be dead letters: {places}", err=True
        )
