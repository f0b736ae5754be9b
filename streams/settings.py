"""The options that are settings: name in the environment and meaning come from the one class of settings."""

from pathlib import Path
from typing import Annotated, Any

import typer

from sinks.settings import NAMES


def option(flag: str, name: str, **more: Any) -> Any:
    """The option of a setting, which the environment gives as well."""
    return typer.Option(flag, envvar=NAMES[name].name, **{"help": NAMES[name].meaning, **more})


Bootstrap = Annotated[str, option("--kafka-bootstrap", "KAFKA_BOOTSTRAP")]
Dsn = Annotated[str, option("--clickhouse-dsn", "CLICKHOUSE_DSN")]


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
    option(
        "--rulebook",
        "LIANGPAI_RULEBOOK",
        callback=shipped_too,
        help=f"{A_RULEBOOK}; several for several versions. Default: promise-legal.",
    ),
]
ReplicaId = Annotated[str, option("--id", "LIANGPAI_ID")]
HttpAddress = Annotated[str, option("--http", "LIANGPAI_HTTP")]
SinkAddress = Annotated[str, option("--http", "LIANGPAI_ARCHIVE_HTTP")]
KeyFile = Annotated[Path | None, option("--key-file", "LIANGPAI_KEY_FILE")]
Prefix = Annotated[str, option("--prefix", "LIANGPAI_PREFIX")]
UsersFile = Annotated[Path | None, option("--users", "LIANGPAI_USERS")]
