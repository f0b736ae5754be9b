"""`liangpai up`: everything on one machine, one command, one Ctrl-C."""

from pathlib import Path
from typing import Annotated

import typer

from streams.exits import Misuse
from streams.settings import A_RULEBOOK, option, shipped_too


def up(
    workers: Annotated[int, typer.Option(min=1, max=12, help="How many workers share the work.")] = 2,
    home: Annotated[
        Path, typer.Option(help="Folder for data, the deployment key and logs; made if absent.")
    ] = Path(".liangpai"),
    rulebook: Annotated[
        Path | None,
        option(
            "--rulebook",
            "LIANGPAI_RULEBOOK",
            callback=shipped_too,
            help=f"{A_RULEBOOK}. Default: promise-legal; the demo brings its own.",
        ),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Send a simulated city through, report what was found, and end.")
    ] = False,
    stay: Annotated[bool, typer.Option("--stay", help="With --demo: stay up afterwards.")] = False,
    cases: Annotated[int, typer.Option(min=1, max=20_000, help="With --demo: how many cases.")] = 2000,
) -> None:
    """Start Kafka, workers and the archive on this machine, each as a process of its own; Ctrl-C stops them all.

    Kafka is the one KAFKA_BOOTSTRAP names, else a container, else a local one on Java 17 or newer. The archive is
    an embedded ClickHouse, or without --demo the one CLICKHOUSE_DSN names. The exit code of a demo is 0 only if
    all that was planted was found, and nothing else.

    Example: liangpai up --demo
    """
    from streams.up.run import run_demo, run_until_stopped

    if stay and not demo:
        raise Misuse("found --stay without --demo, expected both; without --demo it stays up anyway")
    if demo:
        raise typer.Exit(run_demo(home, workers, cases, stay=stay))
    raise typer.Exit(run_until_stopped(home, workers, rulebook))
