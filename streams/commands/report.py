"""`liangpai report`: the figures of a month beside the scores."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from streams.assessment.options import FORMATS, Out, Preview
from streams.settings import Bootstrap, Dsn, Prefix, SinkAddress


class Form(StrEnum):
    """How the tables are written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def report(
    month: Annotated[str, typer.Argument(help="The month, such as 2026-10.")],
    form: Annotated[list[Form] | None, FORMATS] = None,
    out: Out = Path(),
    preview: Preview = False,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Write the indicators of a month with numerator, denominator and exclusions; coverage; items, units and windows
    without any event; what recurs; suggestions; and the red and black list as a proposal.

    Example: liangpai report 2026-10 --format xlsx --out reports
    """
    from streams.assessment.exporting import report_files, written
    from streams.assessment.place import assessing, the_month
    from streams.progress import progress

    asked, forms = the_month(month, "a report"), list(dict.fromkeys(form or [Form.XLSX]))
    with assessing(kafka_bootstrap, prefix, dsn, http, lambda step: typer.echo(step, err=True)) as assessor:
        made = report_files(assessor, asked, [each.value for each in forms], preview=preview)
        with progress("Writing rows", sum(each.rows for each in made)) as step:
            for path, size in written(out, made, step):
                typer.echo(f"{path}: {size:,} bytes")
