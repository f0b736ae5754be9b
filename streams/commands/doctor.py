"""`liangpai doctor`: whether everything a deployment needs is there, and what to do where it is not."""

import json
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.settings import Bootstrap, KeyFile, Prefix, option, shipped_too


class Process(StrEnum):
    """Those with rights of their own on Kafka."""

    WORKER = "worker"
    SINK = "sink"
    SERVE = "serve"
    NOTIFY = "notify"
    FINDINGS = "findings"
    DOCTOR = "doctor"


if TYPE_CHECKING:
    from streams.doctor.finding import Finding


def doctor(
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    clickhouse_dsn: Annotated[str | None, option("--clickhouse-dsn", "CLICKHOUSE_DSN")] = None,
    archive_http: Annotated[str, option("--archive-http", "LIANGPAI_ARCHIVE_HTTP")] = "127.0.0.1:8090",
    key_file: KeyFile = None,
    rulebook: Annotated[Path | None, option("--rulebook", "LIANGPAI_RULEBOOK", callback=shipped_too)] = None,
    process: Annotated[
        Process | None, typer.Option(help="Whether the user of the settings may do what this process has to.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
) -> None:
    """Look at everything a deployment needs, and say of each whether it is well, and what to do where it is not.

    Brokers, topics and copies; rulebooks, calendar and key; tables of the archive; clocks, disks, files and
    certificates. Changes nothing, and may run beside everything else. `warn`: it works, but not after the next accident
    or the next month; `fail`: it does not work, or loses something; `skip`: it could not be looked at.

    Exit 0 where nothing fails, 1 where something does, 2 where a setting cannot be, 3 where Kafka or ClickHouse is not
    there.

    Example: liangpai doctor --kafka-bootstrap localhost:9092 --clickhouse-dsn chdb:///data --key-file deployment.key
    """
    import os
    from datetime import UTC, datetime

    from sinks.settings import Settings
    from streams.archive_client import archive_address
    from streams.doctor.examining import Order, examine, exit_code, gather
    from streams.doctor.finding import Around
    from streams.legal import sink_address, topic_prefix

    topic_prefix(prefix)
    sink_address(archive_http)
    if clickhouse_dsn is not None:
        archive_address(clickhouse_dsn)
    around = Around(kafka_bootstrap, prefix, datetime.now(UTC))
    order = Order(
        around, Settings.read(os.environ), clickhouse_dsn, archive_http, key_file, rulebook, process=process
    )
    findings = list(examine(gather(order), around))
    _print_json(findings) if as_json else _print(findings)
    raise typer.Exit(exit_code(findings))


def _print_json(findings: "Sequence[Finding]") -> None:
    rows = [each._asdict() for each in findings]
    typer.echo(json.dumps({"findings": rows, "counts": _counts(findings)}, ensure_ascii=False, indent=2))


def _print(findings: "Sequence[Finding]") -> None:
    wide = max(len(each.check) for each in findings)
    for each in findings:
        typer.echo(f"{each.level:<4}  {each.check:<{wide}}  {each.sentence}")
    typer.echo(", ".join(f"{count} {level}" for level, count in _counts(findings).items()))


def _counts(findings: "Sequence[Finding]") -> dict[str, int]:
    return dict(Counter(str(each.level) for each in findings))
