"""`liangpai rulebook …`: look after rulebooks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from streams.rulebook_folder import LoadedRulebook
    from streams.rulebook_folder.placed import PlacedFinding

app = typer.Typer(
    name="rulebook", help="Look after rulebooks: check a folder or workbook.", no_args_is_help=True
)
PLAIN_WIDTH = 160  # columns of a table that goes to a file or another program


@app.callback()
def main() -> None:
    """Look after rulebooks: check a folder or workbook."""


@app.command()
def check(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Rulebook folder or .xlsx workbook.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Load a rulebook, show what is in it and what is odd in it.

    Exit 0: nothing odd. Exit 1: findings. Exit 2: it cannot be loaded, with one line for each mistake.

    Example: liangpai rulebook check my-city/
    """
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from streams.rulebook_folder import load_rulebook
    from streams.rulebook_folder.placed import calendar_notes, placed_findings

    loaded = load_rulebook(directory)
    today = datetime.now(ZoneInfo(loaded.rulebook.zone)).date()
    findings = placed_findings(loaded)
    report = _report(loaded, calendar_notes(loaded, today))
    if as_json:
        _print_json(report, findings)
    else:
        _print_tables(report, findings)
    if findings:
        raise typer.Exit(1)


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
