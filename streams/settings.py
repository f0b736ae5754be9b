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
RulebookFolder = Annotated[
    Path,
    typer.Option("--rulebook", envvar="LIANGPAI_RULEBOOK", help="Rulebook folder or workbook."),
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
