"""`liangpai topics …`: made once and checked each time; what only Kafka has, saved and loaded."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from streams.settings import Bootstrap, Prefix

topics = typer.Typer(no_args_is_help=True, help="The topics on Kafka.")


@topics.command("create")
def create(
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    partitions: Annotated[
        int, typer.Option(min=1, help="Partitions of every topic keyed by subject; one lane each.")
    ] = 12,
    replication: Annotated[
        int, typer.Option(help="Copies of each partition; -1: what the broker says.")
    ] = -1,
) -> None:
    """Create all topics; those that are there are checked and left as they are.

    Refuses (exit 2) where a topic has another number of partitions, is not compacted and must be, or has
    another timestamp type.

    Example: liangpai topics create --kafka-bootstrap localhost:9092 --partitions 12
    """
    from streams.topics import create as create_topics

    done = create_topics(kafka_bootstrap, prefix, partitions, replication)
    for name in done.created:
        typer.echo(f"created  {name}")
    for name in done.present:
        typer.echo(f"present  {name}")
    for warning in done.warnings:
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(f"{len(done.created)} topics created, {len(done.present)} were there, on {kafka_bootstrap}.")


@topics.command("save")
def save(
    file: Annotated[Path, typer.Argument(help="File to write, replaced once it is whole; keep it secret.")],
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
) -> None:
    """Save what only Kafka has: rulebooks and notices, keys of contacts, legal holds, slips of deliveries.

    All else is in the archive, and comes back by `rebuild`. Run it daily. The file holds the keys of contacts that are
    still needed: a key that is destroyed later is gone only when the files that hold it are.

    Example: liangpai topics save /backup/topics.gz --kafka-bootstrap localhost:9092
    """
    from streams.topic_saving import save as save_topics

    tell_counts(save_topics(kafka_bootstrap, prefix, file), prefix)
    typer.echo(f"saved in {file}")


@topics.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="File that `topics save` wrote.")],
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
) -> None:
    """Write what was saved to topics that exist and are empty.

    Exit 2 where the file is torn or a topic is not empty; then nothing was written.

    Example: liangpai topics load /backup/topics.gz --prefix new-
    """
    from streams.topic_saving import load as load_topics

    tell_counts(load_topics(kafka_bootstrap, prefix, file), prefix)
    typer.echo(f"loaded from {file}")


def tell_counts(counts: Mapping[str, int], prefix: str) -> None:
    """How many records of each topic (name without prefix) were written."""
    for name, count in sorted(counts.items()):
        typer.echo(f"{count:>12,}  {prefix}{name}")
