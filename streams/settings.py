"""The settings every command shares, each an environment variable and an option of the commands that need it."""

from pathlib import Path
from typing import Annotated

import typer

Bootstrap = Annotated[
    str,
    typer.Option(
        "--kafka-bootstrap", envvar="KAFKA_BOOTSTRAP", help="Kafka brokers, HOST:PORT[,HOST:PORT…]."
    ),
]
Dsn = Annotated[
    str,
    typer.Option(
        "--clickhouse-dsn",
        envvar="CLICKHOUSE_DSN",
        help="ClickHouse, e.g. http://user:password@host:8123/liangpai, or chdb:///folder for the embedded engine.",
    ),
]


def shipped_too(given: Path | list[Path] | None) -> Path | list[Path] | None:
    """What was given as rulebooks, where names of shipped ones have become their folders."""
    from streams.rulebook_folder import shipped_or_path

    if isinstance(given, list):
        return [shipped_or_path(each) for each in given]
    return given and shipped_or_path(given)


A_RULEBOOK = "Rulebook folder, .xlsx workbook, or name of one that ships"
RulebookArgument = Annotated[Path, typer.Argument(metavar="DIR", callback=shipped_too, help=f"{A_RULEBOOK}.")]
Rulebooks = Annotated[
    list[Path] | None,
    typer.Option(
        "--rulebook",
        envvar="LIANGPAI_RULEBOOK",
        callback=shipped_too,
        help=f"{A_RULEBOOK}; several for several versions. Default: promise-legal.",
    ),
]
ReplicaId = Annotated[
    str,
    typer.Option("--id", envvar="LIANGPAI_ID", help="Name of this replica: its static group membership."),
]
HttpAddress = Annotated[
    str,
    typer.Option("--http", envvar="LIANGPAI_HTTP", help="HOST:PORT of /metrics, /livez, /readyz."),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file", envvar="LIANGPAI_KEY_FILE", help="Deployment key: 32 bytes or more, kept secret."
    ),
]
Prefix = Annotated[
    str,
    typer.Option("--prefix", envvar="LIANGPAI_PREFIX", help="Topic prefix; none by default."),
]
UsersFile = Annotated[
    Path | None,
    typer.Option(
        "--users", envvar="LIANGPAI_USERS", help="File of the local users, made by `users add`; kept private."
    ),
]
