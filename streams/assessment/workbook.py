"""The month as a workbook (XLSX): Chinese headings, real numbers, frozen panes, filters, charts; always the same bytes.

Texts are written as texts: nothing in a name or a reason is ever taken for a formula or a link.
"""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from streams.assessment.sheets import UNPRINTABLE, part_of, write_sheets
from streams.assessment.tables import POINTS, TEXT, WHOLE, Cell, Column, Row, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""A sheet of Excel holds these under its heading."""

WIDTH = {TEXT: 16, WHOLE: 10, POINTS: 10}
WIDE = {
    "excluded": 46,
    "reason": 42,
    "reason_en": 42,
    "said": 90,
    "topic": 30,
    "name": 22,
    "card_id": 24,
    "meaning": 60,
}
HEAD_HEIGHT = 32
CHARTED = 20
"""Units that the chart shows, the best first."""

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class _Sheet(NamedTuple):
    """One sheet to be: its rows are of an iterator that all sheets of a table share."""

    name: str
    columns: Sequence[Column]
    length: int
    rows: Iterable[Row]


def write_workbook(file: BinaryIO, tables: Sequence[Table], title: str, created: datetime) -> None:
    """Write the workbook; `created` (naive) stands in its properties, so that equal figures have equal bytes."""
    from xlsxwriter import Workbook

    sheets = [sheet for table in tables for sheet in _cut(table)]
    skeleton = io.BytesIO()
    with Workbook(skeleton, OPTIONS) as book:
        book.set_properties({"title": title, "author": "亮牌 liangpai", "created": created})
        formats = _formats(book)
        for sheet in sheets:
            _add(book, sheet, formats)
        _charts(book, tables)
    rows = {part_of(number): sheet.rows for number, sheet in enumerate(sheets, 1) if sheet.length}
    write_sheets(file, skeleton.getvalue(), rows)


def _formats(book: "Workbook") -> dict[str, Any]:
    return {
        "head": book.add_format(
            {"bold": True, "bg_color": "#B01E23", "font_color": "white", "border": 1, "text_wrap": True}
        ),
        TEXT: None,
        WHOLE: book.add_format({"num_format": "#,##0"}),
        POINTS: book.add_format({"num_format": "0.00"}),
    }


def _cut(table: Table) -> Iterator[_Sheet]:
    """The sheets of a table: what passes the length of a sheet goes on in the next one."""
    length, rows = len(table.rows), iter(table.rows)
    for number, start in enumerate(range(0, max(1, length), MOST_ROWS), 1):
        name = table.zh if number == 1 else f"{table.zh} {number}"
        yield _Sheet(name, table.columns, min(length - start, MOST_ROWS), islice(rows, MOST_ROWS))


def _add(book: "Workbook", made: _Sheet, formats: dict[str, Any]) -> None:
    """The sheet with its head, and a last row of noughts that says how each column looks."""
    sheet = book.add_worksheet(made.name)
    for place, column in enumerate(made.columns):
        sheet.write_string(0, place, column.zh, formats["head"])
        sheet.set_column(place, place, WIDE.get(column.name, WIDTH[column.kind]))
        if made.length:
            sheet.write_number(made.length, place, 0, formats[column.kind])
    sheet.set_row(0, HEAD_HEIGHT)
    sheet.freeze_panes(1, _frozen(made.columns))
    sheet.autofilter(0, 0, max(1, made.length), len(made.columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _frozen(columns: Sequence[Column]) -> int:
    """Columns that stay in sight: up to the name."""
    return next((place + 1 for place, column in enumerate(columns) if column.name == "name"), 1)


def _charts(book: "Workbook", tables: Sequence[Table]) -> None:
    """The totals of units, and how many persons have which grade."""
    summary = next((table for table in tables if table.name == "summary"), None)
    if summary is None:
        return
    places = {column.name: place for place, column in enumerate(summary.columns)}
    rows = [{name: row[place] for name, place in places.items()} for row in summary.rows]
    units = sorted((row for row in rows if row["scope"] == "unit"), key=_by_total)[:CHARTED]
    grades = Counter(str(row["grade"]) for row in rows if row["scope"] == "person")
    sheet = book.add_worksheet("图表")
    for number, row in enumerate(units):
        sheet.write_string(number, 0, UNPRINTABLE.sub("�", str(row["name"])))
        sheet.write_number(number, 1, float(row["total"] or 0))
    for number, (grade, people) in enumerate(sorted(grades.items())):
        sheet.write_string(number, 3, grade)
        sheet.write_number(number, 4, people)
    sheet.set_column(0, 0, 28)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    if units:
        _chart(book, sheet, "bar", "单位得分", (0, len(units) - 1), "G2")
    if grades:
        _chart(book, sheet, "column", "人员等次分布", (3, len(grades) - 1), "G26")


def _by_total(row: dict[str, Cell]) -> tuple[Decimal, str]:
    return -Decimal(str(row["total"])), str(row["id"])


def _chart(
    book: "Workbook", sheet: "Worksheet", kind: str, title: str, data: tuple[int, int], at: str
) -> None:
    column, last = data
    chart: Any = book.add_chart({"type": kind})
    chart.add_series(
        {
            "categories": ["图表", 0, column, last, column],
            "values": ["图表", 0, column + 1, last, column + 1],
            "fill": {"color": "#B01E23"},
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    chart.set_title({"name": title})
    chart.set_legend({"none": True})
    if kind == "bar":
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 760, "height": 120 + 24 * (last + 1) if kind == "bar" else 320})
    sheet.insert_chart(at, chart)
