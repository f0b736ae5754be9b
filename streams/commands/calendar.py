"""`liangpai calendar …`: the days off that the deployment counts with."""

from pathlib import Path
from typing import Annotated

import typer

from streams.settings import Bootstrap, Prefix

app = typer.Typer(
    name="calendar",
    help="Days off: load a notice, list the years, show one.",
    no_args_is_help=True,
)


@app.callback()
def main() -> None:
    """Days off: load a notice, list the years, show one."""


@app.command()
def load(
    notice: Annotated[
        Path, typer.Argument(metavar="NOTICE.json", help="A year's notice in the holiday-cn form.")
    ],
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it changes and publish nothing.")
    ] = False,
) -> None:
    """Put a year's notice of days off in force: open cases get their new due dates at once.

    Shows which due dates move in the cases held now and which cards change. Of one year the notice loaded last holds.
    Exit 2 on a mistake in the file, one line each; 3 where Kafka is not there.

    Example: liangpai calendar load 2027.json --kafka-bootstrap localhost:9092 --dry-run
    """
    from streams.calendar_notices import LoadOrder, load_notice
    from streams.consoles import wide_console

    load_notice(LoadOrder(notice, kafka_bootstrap, prefix, dry_run), wide_console())


@app.command("list")
def list_years(kafka_bootstrap: Bootstrap = "localhost:9092", prefix: Prefix = "") -> None:
    """List the years that are announced, how many days each names, and where they come from.

    Example: liangpai calendar list --kafka-bootstrap localhost:9092
    """
    from streams.calendar_notices import print_years
    from streams.consoles import wide_console

    print_years(kafka_bootstrap, prefix, wide_console())


@app.command()
def show(
    year: Annotated[int, typer.Argument(metavar="YEAR", min=2, max=9998)],
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
) -> None:
    """Show the days off and the make-up working days of a year, and how many working days each month has.

    A year that is not announced is shown as it is counted provisionally: weekends and statutory days off.

    Example: liangpai calendar show 2026 --kafka-bootstrap localhost:9092
    """
    from streams.calendar_notices import print_year
    from streams.consoles import wide_console

    print_year(kafka_bootstrap, prefix, year, wide_console())
