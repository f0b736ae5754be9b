"""`liangpai rulebook …`: look after rulebooks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.exits import Misuse
from streams.settings import A_RULEBOOK, Bootstrap, Dsn, Prefix, RulebookArgument, SinkAddress, shipped_too

if TYPE_CHECKING:
    from rules.cards import CardRecord
    from streams.rulebook_folder import LoadedRulebook
    from streams.rulebook_folder.placed import PlacedFinding

app = typer.Typer(
    name="rulebook", help="Look after rulebooks: check, compare, publish, convert.", no_args_is_help=True
)
PLAIN_WIDTH = 160  # columns of a table that goes to a file or another program


@app.callback()
def main() -> None:
    """Look after rulebooks: check, compare, publish, convert."""


@app.command()
def check(
    directory: RulebookArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Load a rulebook, show what is in it and what is odd in it.

    Exit 0: nothing odd. Exit 1: findings. Exit 2: it cannot be loaded, with one line for each mistake.

    Example: liangpai rulebook check my-city/
    """
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from streams.rulebook_folder import load_rulebook
    from streams.rulebook_folder.placed import notes, placed_findings

    loaded = load_rulebook(directory)
    today = datetime.now(ZoneInfo(loaded.rulebook.zone)).date()
    findings = placed_findings(loaded)
    report = _report(loaded, notes(loaded, today))
    if as_json:
        _print_json(report, findings)
    else:
        _print_tables(report, findings)
    if findings:
        raise typer.Exit(1)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(metavar="SRC", callback=shipped_too, help=f"{A_RULEBOOK}.")],
    target: Annotated[Path, typer.Argument(metavar="DST", help="New folder, or new file ending in .xlsx.")],
) -> None:
    """Write a rulebook as a folder or as one .xlsx workbook, the one from the other, without loss.

    A rulebook that ships with the program is named by its name: promise-legal, cure, due-overdue, gravity. Exit 2:
    it cannot be loaded, or there is something at DST.

    Example: liangpai rulebook convert cure my-city.xlsx
    """
    from streams.rulebook_folder import load_rulebook
    from streams.rulebook_folder.convert import write_converted

    loaded = load_rulebook(source)
    written = write_converted(loaded, target)
    rows = sum(len(table.entries) for table in loaded.tables.values())
    files = "1 file" if len(written) == 1 else f"{len(written)} files"
    typer.echo(
        f"{loaded.rulebook.name} version {loaded.rulebook.version}: {rows:,} rows in {files} at {target}"
    )


def _report(loaded: "LoadedRulebook", notes: list[str]) -> dict[str, Any]:
    """What is in the rulebook, in numbers."""
    from datetime import date

    from streams.calendar_source import announced_years

    book = loaded.rulebook
    return {
        "name": book.name,
        "version": book.version,
        "valid_from": date.fromordinal(book.valid_from).isoformat(),
        "hash": book.rulebook_hash,
        "zone": book.zone,
        "counts": {
            "rules switched on": sum(rule.enabled for rule in book.rules.values()),
            "items": len(book.items),
            "item versions": sum(len(versions) for versions in book.items.values()),
            **{name: len(table.entries) for name, table in loaded.tables.items() if name != "items"},
        },
        "calendar": {
            "version": loaded.calendar.version,
            "own": loaded.own_calendar,
            "announced_years": announced_years(loaded.calendar),
        },
        "notes": notes,
    }


def _print_json(report: dict[str, Any], findings: list["PlacedFinding"]) -> None:
    import json
    from dataclasses import asdict

    whole = {**report, "findings": [asdict(finding) for finding in findings]}
    typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))


def _print_tables(report: dict[str, Any], findings: list["PlacedFinding"]) -> None:
    import sys

    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False)
    what = Table("in it", "", title=f"{report['name']} version {report['version']}, {report['valid_from']}")
    for name, count in report["counts"].items():
        what.add_row(name, f"{count:,}")
    what.add_row("calendar", report["calendar"]["version"])
    what.add_row("zone", report["zone"])
    what.add_row("hash", report["hash"])
    console.print(what)
    for note in report["notes"]:
        console.print(f"note: {note}", soft_wrap=True, markup=False)
    number = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    if findings:
        odd = Table("file", "row", "column", "code", "what", title=number)
        for finding in findings:
            odd.add_row(finding.file, str(finding.row), str(finding.column), finding.code, finding.sentence)
        console.print(odd)
    console.print(number if findings else "nothing odd found")


@app.command()
def diff(
    *,
    before: Annotated[
        Path, typer.Argument(metavar="A", callback=shipped_too, help=f"As it is. {A_RULEBOOK}.")
    ],
    after: Annotated[
        Path, typer.Argument(metavar="B", callback=shipped_too, help=f"As it would be. {A_RULEBOOK}.")
    ],
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILES]...", help="More files, after those of --events.")
    ] = None,
    events: Annotated[list[Path] | None, typer.Option("--events", help="Judge these event files.")] = None,
    archive: Annotated[
        bool, typer.Option("--archive", help="Judge what the archive holds of the last months.")
    ] = False,
    months: Annotated[int, typer.Option(min=1, max=240, help="With --archive: how many, this one too.")] = 3,
    until: Annotated[
        str | None,
        typer.Option(help="As of this time (RFC 3339). Default: the last record; with --archive now."),
    ] = None,
    examples: Annotated[int, typer.Option(min=0, help="Shown of each rule and kind of difference.")] = 3,
    out: Annotated[Path | None, typer.Option(help="Write every difference to this file, one a line.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 where any card differs.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes to judge in. Default: one a processor for many events."),
    ] = None,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Dry run: which cards would appear, disappear or change if rulebook B took the place of A.

    Both judge the same events; nothing is written but what --out names. Exit 0, with --exit-code 1 where cards differ.

    Example: liangpai rulebook diff my-city/ my-city-draft/ --events june.jsonl july.jsonl --out differences.jsonl
    """
    from streams.diff_command import Order, run_diff

    order = Order(
        before=before,
        after=after,
        files=[*(events or []), *(more or [])],
        archive=archive,
        months=months,
        until=until,
        out=out,
        examples=examples,
        jobs=jobs,
        json=as_json,
        dsn=dsn,
        http=http,
    )
    if run_diff(order) and exit_code:
        raise typer.Exit(1)


@app.command()
def exemptions(
    directory: RulebookArgument,
    granted: Annotated[
        bool, typer.Option("--granted", help="The cards revoked on a filing, as a list for publication.")
    ] = False,
    outputs: Annotated[
        list[Path] | None,
        typer.Option("--outputs", help="With --granted: files of outputs instead of the archive."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list instead of CSV.")] = False,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """List the exemptions (容错免责) filed in a rulebook, or with --granted those on which cards were revoked.

    The list of those granted names no person and no case. CSV with a header, or JSON. Exit 3: with --granted the
    archive does not answer.

    Example: liangpai rulebook exemptions my-city/ --granted --outputs out.jsonl
    """
    import json

    from streams.exemptions import FILED, GRANTED, as_csv, filed_rows, published_rows
    from streams.rulebook_folder import load_rulebook

    book = load_rulebook(directory).rulebook
    if outputs and not granted:
        raise Misuse("found --outputs without --granted, expected both, or neither for what is filed")
    columns = GRANTED if granted else FILED
    rows = published_rows(_granted(outputs, dsn, http), book) if granted else filed_rows(book)
    text = json.dumps(rows, ensure_ascii=False, indent=1) if as_json else as_csv(rows, columns)
    typer.echo(text, nl=as_json)


def _granted(outputs: list[Path] | None, dsn: str, http: str) -> "list[CardRecord]":
    from streams.archive_client import ArchiveClient
    from streams.exemptions import granted_in_archive, granted_in_files

    if outputs:
        return granted_in_files(outputs)
    with ArchiveClient(dsn, http, or_else="read files of outputs with --outputs") as archive:
        return granted_in_archive(archive)


@app.command()
def publish(
    directory: RulebookArgument,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    rejudge: Annotated[
        bool,
        typer.Option("--rejudge", help="Take over cases that began before today, and judge them again."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it changes and publish nothing.")
    ] = False,
) -> None:
    """Put a version of a rulebook in force: cases that begin on its valid_from or later are judged by it.

    Shows which cases it takes over and what changes in them; running workers take it up by themselves. Exit 2 on
    mistakes in the rulebook, and without --rejudge where its valid_from lies before today or the same version is
    published with other content; 3 where Kafka is not there.

    Example: liangpai rulebook publish my-city-2027/ --kafka-bootstrap localhost:9092 --dry-run
    """
    from streams.consoles import wide_console
    from streams.publishing import PublishOrder, publish_rulebook

    publish_rulebook(PublishOrder(directory, kafka_bootstrap, prefix, rejudge, dry_run), wide_console())
