"""`liangpai export`: the scores of a month as files for people and programs."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.assessment.options import FORMATS, Out, Preview
from streams.settings import Bootstrap, Dsn, Prefix, SinkAddress

if TYPE_CHECKING:
    from streams.assessment.exporting import Made


class Format(StrEnum):
    """What can be written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    PDF = "pdf"


def export(
    month: Annotated[str, typer.Argument(help="2026-10; also 2026-Q4, 2026-H2, 2026 (no pdf).")],
    form: Annotated[list[Format] | None, FORMATS] = None,
    out: Out = Path(),
    preview: Preview = False,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Write a month of assessment as XLSX, CSV, JSON, Parquet or as a bulletin (通报) in PDF.

    A closed month is written as it was frozen, always in the same bytes. Column names are stable: docs/assessment.md.
    In CSV a text that a spreadsheet would calculate begins with an apostrophe.

    Example: liangpai export 2026-10 --format xlsx --format pdf --out reports
    """
    from streams.assessment.exporting import month_files, period_files, written
    from streams.assessment.place import assessing, the_period
    from streams.progress import progress

    period, forms = the_period(month), list(dict.fromkeys(form or [Format.XLSX]))
    with assessing(kafka_bootstrap, prefix, dsn, http, lambda step: typer.echo(step, err=True)) as assessor:
        made: list[Made]
        if len(period.months) == 1:
            made = month_files(assessor, period.months[0], [each.value for each in forms], preview=preview)
        else:
            made = period_files(assessor, period, [each.value for each in forms])
        with progress("Writing rows", sum(each.rows for each in made)) as step:
            for path, size in written(out, made, step):
                typer.echo(f"{path}: {size:,} bytes")
