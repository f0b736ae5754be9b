"""`liangpai sample …`: cases drawn at random for a check on site, and what the check says of all of them."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from streams.settings import Bootstrap, Dsn, HttpAddress, Prefix

app = typer.Typer(
    name="sample",
    help="Random samples of cases for a check on site (抽查): draw one, and estimate the true rate from its answers.",
    no_args_is_help=True,
)


class Form(StrEnum):
    """How the list is written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


@app.callback()
def main() -> None:
    """Random samples of cases for a check on site (抽查): draw one, and estimate the true rate from its answers."""


@app.command()
def draw(
    month: Annotated[str, typer.Argument(help="The month in which the cases ended, such as 2026-10.")],
    seed: Annotated[str, typer.Option(help="Any word; the same seed draws the same cases.")],
    confidence: Annotated[str, typer.Option(help="90, 95 or 99 (percent).")] = "95",
    margin: Annotated[int, typer.Option(min=1, max=50, help="How near, in percentage points.")] = 5,
    form: Annotated[
        list[Form] | None, typer.Option("--format", help="May be given several times; csv.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder the list goes to; it is made.")] = Path(),
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: HttpAddress = "127.0.0.1:8090",
) -> None:
    """Draw a random sample of the cases of a month, stratified by unit and item, as a list to be filled in.

    The column `checked` is for whoever goes there: was the case really done in time (yes, no)?

    Example: liangpai sample draw 2026-10 --seed spring --margin 5 --format xlsx --format csv --out check
    """
    import time

    from rules.sampling import Z_OF
    from streams.archive_client import ArchiveClient
    from streams.assessment.place import published_court, the_month
    from streams.exits import Misuse
    from streams.sample_files import write_list
    from streams.samples import Order, population_of, sample_list

    if not confidence.isdecimal() or int(confidence) not in Z_OF:
        raise Misuse(f"found --confidence {confidence!r}, expected 90, 95 or 99.")
    if not seed.strip() or "/" in seed:
        raise Misuse(f"found --seed {seed!r}, expected a word without a slash.")
    asked = the_month(month, "a sample")
    court, now = published_court(kafka_bootstrap, prefix), int(time.time() * 1000)
    order = Order(str(asked), seed.strip(), int(confidence), margin)
    with ArchiveClient(dsn, http) as archive:
        population = list(population_of(archive, asked, court.zone, court.zone.day_of(now)))
    if not population:
        typer.echo(f"no case ended in {asked}.", err=True)
        raise typer.Exit(1)
    table = sample_list(iter(population), order)
    for path in write_list(table, order, [each.value for each in form or [Form.CSV]], out):
        typer.echo(f"{path}: {len(table.rows):,} of {len(population):,} cases")


@app.command()
def estimate(
    file: Annotated[Path, typer.Argument(help="The list as CSV, with `checked` filled in.")],
) -> None:
    """Say what the answers of a list mean for all cases: the estimated true rate beside the reported one.

    Exit 1 where the reported rate lies above the interval of the estimate.

    Example: liangpai sample estimate check/sample-2026-10-spring.csv
    """
    from sinks.findings.reading import percentage
    from streams.samples import outcome, read_list

    order, lines = read_list(file)
    found = outcome(order, lines, file)
    share, low, high = (percentage(each) for each in found.estimated)
    typer.echo(
        f"{order.month}: {found.checked:,} of {found.drawn:,} drawn cases checked, {found.population:,} in all."
    )
    typer.echo(f"报告按时率 / reported on time: {percentage(found.reported)}")
    typer.echo(f"估计真实按时率 / estimated: {share} ({order.confidence} %: {low} – {high})")
    if found.checked < found.drawn:
        typer.echo(
            "note: cases without an answer are taken to be like the others of their stratum.", err=True
        )
    if found.reported > found.estimated.high:
        typer.echo("报告值高于估计区间 / the reported rate lies above the interval.", err=True)
        raise typer.Exit(1)
