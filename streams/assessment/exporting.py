"""The files of an export, whole or not at all."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from rules.assessment.periods import Month, Period
from rules.assessment.scores import Score
from rules.assessment.terms import assessment_terms
from streams.assessment import plain
from streams.assessment.bulletin import pdf_of
from streams.assessment.computing import Assessor
from streams.assessment.longer import longer_scores
from streams.assessment.months import frozen_of, month_record
from streams.assessment.reports import report_tables
from streams.assessment.tables import Table, longer_tables, month_tables
from streams.assessment.workbook import workbook_of
from streams.documents.letterhead import letterhead_of
from streams.exits import Misuse
from streams.output_files import Outputs, unopened


class Made(NamedTuple):
    """A file to write: its name, and how its content is made."""

    name: str
    content: Callable[[], bytes]


def month_files(assessor: Assessor, month: Month, forms: Sequence[str], *, preview: bool) -> list[Made]:
    """The files of a month."""
    figures = assessor.figures(month, preview=preview)
    terms, zone = assessment_terms(figures.book), assessor.court.zone
    tables = month_tables(figures, terms, zone, _before(assessor, month))
    made = _files(str(month), tables, forms, date.fromordinal(month.last_day))
    if "pdf" in forms:
        office = letterhead_of(figures.book, month.last_day, None).name
        made.append(Made(f"{month}.pdf", lambda: pdf_of(figures, terms, zone, office)))
    return made


def period_files(assessor: Assessor, period: Period, forms: Sequence[str]) -> list[Made]:
    """The files of a longer period. Raises Misuse for a bulletin, which is of a month."""
    if "pdf" in forms:
        raise Misuse(f"found --format pdf for {period.name}, expected a month: a bulletin is of a month.")
    tables = longer_tables(period.name, longer_scores(assessor, period))
    return _files(period.name, tables, forms, date.fromordinal(period.months[-1].last_day))


def report_files(assessor: Assessor, month: Month, forms: Sequence[str], *, preview: bool) -> list[Made]:
    """The files of the report beside the scores."""
    tables = report_tables(assessor, month, preview=preview)
    return _files(f"report-{month}", tables, forms, date.fromordinal(month.last_day))


def _before(assessor: Assessor, month: Month) -> Sequence[Score]:
    """The scores of the month before, where it is closed: what a change is measured against."""
    last = month.plus(-1)
    record = month_record(assessor.archive, last)
    if record is None or record.closed is None:
        return ()
    return frozen_of(assessor.archive, last, record.closed).scores


def _files(name: str, tables: Sequence[Table], forms: Sequence[str], day: date) -> list[Made]:
    made = []
    created = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a date on a document has no offset
    for form in forms:
        if form == "xlsx":
            made.append(Made(f"{name}.xlsx", lambda: workbook_of(tables, f"绩效考核 {name}", created)))
        elif form == "json":
            made.append(Made(f"{name}.json", lambda: plain.json_of(tables)))
        elif form == "csv":
            made += [Made(f"{name}-{table.name}.csv", _content(plain.csv_of, table)) for table in tables]
        elif form == "parquet":
            made += [
                Made(f"{name}-{table.name}.parquet", _content(plain.parquet_of, table)) for table in tables
            ]
    return made


def _content(writer: Callable[[Table], bytes], table: Table) -> Callable[[], bytes]:
    return lambda: writer(table)


def written(folder: Path, files: Sequence[Made]) -> Iterator[tuple[Path, int]]:
    """Write them one after the other; each path with its size."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unopened(folder, error) from None
    for file in files:
        content = file.content()
        with Outputs() as outputs:
            outputs.open(folder / file.name).write(content)
        yield folder / file.name, len(content)
