"""`liangpai sample …`: cases drawn at random for a check on site, and what the check says of all of them."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.settings import Bootstrap, Dsn, KeyFile, Prefix, SinkAddress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.sampling import Order
    from streams.archive_client import ArchiveClient
    from streams.assessment.tables import Table
    from streams.desk_actions import Told
    from streams.sample_answers import Answer
    from streams.samples import Outcome

app = typer.Typer(
    name="sample",
    help="Random samples of cases for a check on site (抽查): draw one, enter what was found, estimate the true rate.",
    no_args_is_help=True,
)


class Form(StrEnum):
    """How the list is written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


@app.callback()
def main() -> None:
    """Random samples of cases for a check on site (抽查): draw one, enter what was found, estimate the true rate."""


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
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Draw a random sample of the cases of a month, stratified by unit and item, as a list to be filled in.

    The column `checked` is for whoever goes there: was the case really done in time (yes, no)?

    Example: liangpai sample draw 2026-10 --seed spring --margin 5 --format xlsx --format csv --out check
    """
    from rules.sampling import Z_OF, Order
    from streams.assessment.place import the_month
    from streams.exits import Misuse
    from streams.sample_files import write_list

    if not confidence.isdecimal() or int(confidence) not in Z_OF:
        raise Misuse(f"found --confidence {confidence!r}, expected 90, 95 or 99.")
    if not seed.strip() or "/" in seed:
        raise Misuse(f"found --seed {seed!r}, expected a word without a slash.")
    order = Order(the_month(month, "a sample"), seed.strip(), int(confidence), margin)
    with _archive(dsn, http) as archive:
        table, population = _drawn(archive, order, kafka_bootstrap, prefix)
    for path in write_list(table, order, [each.value for each in form or [Form.CSV]], out):
        typer.echo(f"{path}: {len(table.rows):,} of {population:,} cases")


@app.command()
def enter(
    file: Annotated[Path, typer.Argument(help="The list as CSV, with `checked` filled in.")],
    actor: Annotated[str, typer.Option(help="Staff id of the supervisor who answers for it.")],
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for the outcomes of a batch.")] = 30.0,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Enter the answers of a list for good: each becomes a desk action of the case, with its outcome.

    What is entered already is left alone, so a list may be entered again; another answer than before needs a note.
    Exit 1 where one was refused.

    Example: liangpai sample enter check/sample-2026-10-spring.csv --actor u90 --key-file deployment.key
    """
    from streams.assessment.acting import address_of
    from streams.privacy import Key
    from streams.progress import progress
    from streams.sample_answers import BATCH, enter, new_answers
    from streams.samples import answers_of, read_list

    order, lines = read_list(file)
    address, key = address_of(kafka_bootstrap, prefix, key_file), Key.load(key_file)
    with _archive(dsn, http) as archive:
        answers = new_answers(lines, answers_of(archive, order))
    told: list[Told | None] = []
    with progress("Entering", len(answers)) as step:
        for start in range(0, len(answers), BATCH):
            batch = answers[start : start + BATCH]
            told += enter(address, key, order, actor, batch, wait)
            step(len(batch))
    _tell_entered(answers, told)


@app.command()
def estimate(
    sample: Annotated[
        str, typer.Argument(help="The filled-in list as CSV; or a sample whose answers were entered.")
    ],
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Say what the answers mean for all cases: the estimated true rate beside the reported one.

    A sample is named MONTH/SEED/CONFIDENCE/MARGIN, as on each line of its list; it is drawn again, and its answers come
    from the archive. Exit 1 where the reported rate lies above the interval of the estimate.

    Example: liangpai sample estimate 2026-10/spring/95/5
    """
    from rules.sampling import sample_named
    from streams.samples import answered, answers_of, outcome, read_list

    order = sample_named(sample)
    if order is None:
        order, lines = read_list(Path(sample))
    else:
        with _archive(dsn, http) as archive:
            table, _ = _drawn(archive, order, kafka_bootstrap, prefix)
            answers = answers_of(archive, order)
        lines = answered(table, answers)
        if gone := len(answers.keys() - {line["case_no"] for line in lines}):
            typer.echo(f"note: {gone:,} answers are of cases that are not drawn (any more).", err=True)
    _tell_estimate(order, outcome(order, lines, sample))


def _archive(dsn: str, http: str) -> "ArchiveClient":
    from streams.archive_client import ArchiveClient

    return ArchiveClient(dsn, http)


def _drawn(archive: "ArchiveClient", order: "Order", bootstrap: str, prefix: str) -> "tuple[Table, int]":
    """The list of the sample, and how many cases there are in all. Exit 1 where none ended in the month."""
    import time

    from streams.assessment.place import published_court
    from streams.samples import population_of, sample_list

    zone, now = published_court(bootstrap, prefix).zone, int(time.time() * 1000)
    population = list(population_of(archive, order.month, zone, zone.day_of(now)))
    if not population:
        typer.echo(f"no case ended in {order.month}.", err=True)
        raise typer.Exit(1)
    return sample_list(iter(population), order), len(population)


def _tell_entered(answers: "Sequence[Answer]", told: "Sequence[Told | None]") -> None:
    from streams.action_words import refusal_in_words

    done = sum(1 for each in told if each is not None and each.outcome == "done")
    typer.echo(f"{done:,} of {len(answers):,} new answers entered.")
    for answer, each in zip(answers, told, strict=True):
        if each is None:
            typer.echo(f"{answer.case_no}: no outcome yet; see whether a worker is running.", err=True)
        elif each.outcome != "done":
            why = " / ".join(refusal_in_words(str(each.reason)))
            typer.echo(f"{answer.case_no}: refused: {each.reason} ({why})", err=True)
    if done < len(answers):
        raise typer.Exit(1)


def _tell_estimate(order: "Order", found: "Outcome") -> None:
    from sinks.findings.reading import percentage

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
