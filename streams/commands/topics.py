"""`liangpai topics create`: all topics, made once and checked each time."""

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
