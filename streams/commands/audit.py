"""`liangpai audit`: whether every record and every due moment ended in exactly one way, and the archive has it all."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from streams.settings import Bootstrap, Dsn, KeyFile, Prefix, SinkAddress

if TYPE_CHECKING:
    from rules.moments import Span
    from streams.audit.report import Report

SHOWN = 50


def audit(
    since: Annotated[
        str | None, typer.Option(help="Records stamped and moments due from this time on (RFC 3339).")
    ] = None,
    until: Annotated[str | None, typer.Option(help="… and before this time. Default: everything.")] = None,
    without_archive: Annotated[
        bool, typer.Option("--without-archive", help="Topics and states only; needs no ClickHouse.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Numbers and offences as JSON.")] = False,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Read topics, states and archive again, and prove that nothing was lost, doubled or left undone.

    Every input record must be applied, a duplicate or a dead letter, exactly one of these. Every due moment that has
    passed must have fired, been stopped or been paused: each case is judged once more from its stored facts. The
    archive must hold what the topics hold. Personal data that a source put on Kafka in clear is counted by source. No
    counter of the workers is trusted. They and the sink may run meanwhile; what they have not come to yet is waiting.

    Exit 1 with the ids of what offends, 2 on another key or no rulebook, 3 where Kafka or the archive is not there.

    Example: liangpai audit --since 2026-01-05T00:00:00+08:00 --kafka-bootstrap localhost:9092 --key-file deployment.key
    """
    import asyncio
    from contextlib import nullcontext

    from streams.archive_client import ArchiveClient
    from streams.audit.run import audit as run
    from streams.privacy import Key
    from streams.progress import progress
    from streams.rulebook_topic import check_or_publish_fingerprint
    from streams.sending import Address
    from streams.topics import verify

    span = _span(since, until)
    key = Key.load(key_file)
    address = Address(kafka_bootstrap, prefix, verify(kafka_bootstrap, prefix))
    asyncio.run(check_or_publish_fingerprint(kafka_bootstrap, prefix, key.fingerprint))
    opened = nullcontext() if without_archive else ArchiveClient(dsn, http, or_else="give --without-archive")
    with opened as archive, progress("Auditing", None) as step:
        report = run(address, key, span, archive, step)
    _print_json(report) if as_json else _print(report, archived=not without_archive)
    if report.offences:
        raise typer.Exit(1)


def _span(since: str | None, until: str | None) -> "Span":
    from rules.moments import Span
    from streams.audit.run import ALL
    from streams.exits import Misuse
    from streams.instants import parse_instant

    span = Span(
        ALL.since if since is None else parse_instant(since, "--since"),
        ALL.until if until is None else parse_instant(until, "--until"),
    )
    if span.since >= span.until:
        raise Misuse(f"--until: found {until!r}, expected a time after --since {since!r}")
    return span


def _print_json(report: "Report") -> None:
    numbers = {
        name: dict(getattr(report, name))
        for name in ("records", "moments", "archived", "personal", "waiting")
    }
    offences = [offence._asdict() for offence in report.offences]
    typer.echo(json.dumps({**numbers, "offences": offences}, ensure_ascii=False, indent=2))


def _print(report: "Report", *, archived: bool) -> None:
    from rules.balance import End
    from rules.moments import Moment

    ends = [End.APPLIED, End.DUPLICATE, End.DEAD_LETTERED, End.LOST]
    total = sum(report.records[end] for end in ends)
    typer.echo(
        f"input records: {total:,} = "
        + " + ".join(f"{report.records[end]:,} {end.replace('_', '-')}" for end in ends)
    )
    typer.echo(f"cases: {report.records['cases held']:,} held, {report.records['cases left']:,} have left")
    passed = sum(report.moments.values())
    moments = " + ".join(f"{report.moments[moment]:,} {moment}" for moment in Moment)
    typer.echo(f"due moments passed: {passed:,} = {moments}")
    if archived:
        rows = ", ".join(f"{name} {count:,}" for name, count in sorted(report.archived.items()))
        typer.echo(f"archive compared with topics: {rows or 'nothing archived yet'}")
    personal = ", ".join(f"{source} {count:,}" for source, count in report.personal.most_common(SHOWN))
    typer.echo(f"records with personal data in clear on Kafka, by source: {personal or 'none'}")
    for what, count in report.waiting.items():
        if count:
            typer.echo(f"waiting: {count:,} {what}")
    for offence in report.offences[:SHOWN]:
        typer.echo(f"{offence.kind} {offence.name}: {offence.sentence}", err=True)
    more = len(report.offences) - SHOWN
    if more > 0:
        typer.echo(f"… and {more:,} more offences (--json shows all)", err=True)
    typer.echo(
        f"{len(report.offences):,} offences." if report.offences else "No offence: everything accounted for."
    )
