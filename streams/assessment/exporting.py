"""The files of an export, whole or not at all."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from rules.assessment.periods import Month, Period
from rules.assessment.scores import Score
from rules.assessment.terms import assessment_terms
from streams.assessment import plain
from streams.assessment.bulletin import pdf_of
from streams.assessment.computing import Assessor
from streams.assessment.longer import longer_scores
from streams.assessment.months import frozen_of, month_record
from streams.assessment.reports import report_tables
from streams.assessment.tables import Row, Rows, Table, longer_tables, month_tables
from streams.assessment.workbook import write_workbook
from streams.documents.letterhead import letterhead_of
from streams.exits import Misuse
from streams.output_files import Outputs, unopened

Step = Callable[[int], None]
"""Told how many rows were written since."""

STEP = 1000


class Made(NamedTuple):
    """A file to write: its name, how many rows it takes, and what writes it."""

    name: str
    rows: int
    write: Callable[[BinaryIO, Step], None]


class _Watched:
    """Rows of which is told how many were gone through."""

    def __init__(self, rows: Rows, step: Step) -> None:
        self._rows, self._step = rows, step

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        for number, row in enumerate(self._rows, 1):
            yield row
            if number % STEP == 0:
                self._step(STEP)
        self._step(len(self._rows) % STEP)


def month_files(assessor: Assessor, month: Month, forms: Sequence[str], *, preview: bool) -> list[Made]:
    """The files of a month."""
    figures = assessor.figures(month, preview=preview)
    terms, zone = assessment_terms(figures.book), assessor.court.zone
    tables = month_tables(figures, terms, zone, _before(assessor, month))
    made = files_of(str(month), tables, forms, date.fromordinal(month.last_day))
    if "pdf" in forms:
        office = letterhead_of(figures.book, month.last_day, None).name
        made.append(_bulletin(f"{month}.pdf", lambda: pdf_of(figures, terms, zone, office)))
    return made


def period_files(assessor: Assessor, period: Period, forms: Sequence[str]) -> list[Made]:
    """The files of a longer period. Raises Misuse for a bulletin, which is of a month."""
    if "pdf" in forms:
        raise Misuse(f"found --format pdf for {period.name}, expected a month: a bulletin is of a month.")
    tables = longer_tables(period.name, longer_scores(assessor, period))
    return files_of(period.name, tables, forms, date.fromordinal(period.months[-1].last_day))


def report_files(assessor: Assessor, month: Month, forms: Sequence[str], *, preview: bool) -> list[Made]:
    """The files of the report beside the scores."""
    tables = report_tables(assessor, month, preview=preview)
    return files_of(f"report-{month}", tables, forms, date.fromordinal(month.last_day))


def files_of(name: str, tables: Sequence[Table], forms: Sequence[str], day: date) -> list[Made]:
    """The files of these tables, in each form."""
    made = []
    created = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a date on a document has no offset
    for form in forms:
        if form == "xlsx":
            write = partial(write_workbook, title=f"绩效考核 {name}", created=created)
            made.append(_all_in_one(f"{name}.xlsx", tables, write))
        elif form == "json":
            made.append(_all_in_one(f"{name}.json", tables, plain.write_json))
        elif form == "csv":
            made += [_one(f"{name}-{table.name}.csv", table, plain.write_csv) for table in tables]
        elif form == "parquet":
            made += [_one(f"{name}-{table.name}.parquet", table, plain.write_parquet) for table in tables]
    return made


def _before(assessor: Assessor, month: Month) -> Sequence[Score]:
    """The scores of the month before, where it is closed: what a change is measured against."""
    last = month.plus(-1)
    record = month_record(assessor.archive, last)
    if record is None or record.closed is None:
        return ()
    return frozen_of(assessor.archive, last, record.closed).scores


def _bulletin(name: str, content: Callable[[], bytes]) -> Made:
    def write(file: BinaryIO, _: Step) -> None:
        file.write(content())

    return Made(name, 0, write)


def _all_in_one(
    name: str, tables: Sequence[Table], writer: Callable[[BinaryIO, Sequence[Table]], None]
) -> Made:
    def write(file: BinaryIO, step: Step) -> None:
        writer(file, [table._replace(rows=_Watched(table.rows, step)) for table in tables])

    return Made(name, sum(len(table.rows) for table in tables), write)


def _one(name: str, table: Table, writer: Callable[[BinaryIO, Table], None]) -> Made:
    return _all_in_one(name, [table], lambda file, tables: writer(file, tables[0]))


def written(folder: Path, files: Sequence[Made], step: Step) -> Iterator[tuple[Path, int]]:
    """Write them one after the other; each path with its size. `step` is told the rows as they are written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unopened(folder, error) from None
    for made in files:
        path = folder / made.name
        with Outputs() as outputs:
            made.write(outputs.open(path), step)
        yield path, path.stat().st_size
