"""The month as a workbook (XLSX): Chinese headings, real numbers, frozen panes, filters, charts; always the same bytes.

Texts are written as texts: nothing in a name or a reason is ever taken for a formula or a link.
"""

import gc
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from streams.assessment.tables import POINTS, TEXT, WHOLE, Cell, Column, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""A sheet of Excel holds these under its heading."""

MOST_CHARS = 32_000
"""A cell of Excel holds 32,767 characters."""

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
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
HEAD_HEIGHT = 32
CHARTED = 20
"""Units that the chart shows, the best first."""

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook_of(tables: Sequence[Table], title: str, created: datetime) -> bytes:
    """The workbook; `created` (naive) stands in its properties, so that equal figures have equal bytes."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    with Workbook(made, OPTIONS) as book:
        book.set_properties({"title": title, "author": "亮牌 liangpai", "created": created})
        formats = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#B01E23", "font_color": "white", "border": 1, "text_wrap": True}
            ),
            TEXT: None,  # most cells are texts, and one of its own takes a sixth of the time
            WHOLE: book.add_format({"num_format": "#,##0"}),
            POINTS: book.add_format({"num_format": "0.00"}),
        }
        with _without_collections():
            for table in tables:
                for name, rows in _cut(table):
                    _sheet(book, name, table.columns, rows, formats)
        _charts(book, tables)
    return made.getvalue()


@contextmanager
def _without_collections() -> Iterator[None]:
    """Millions of cells stay alive until the end: looking for cycles among them again and again finds none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _cut(table: Table) -> Iterator[tuple[str, Sequence[tuple[Cell, ...]]]]:
    """The sheets of a table by name: what passes the length of a sheet goes on in the next one."""
    yield table.zh, table.rows[:MOST_ROWS]
    for number, start in enumerate(range(MOST_ROWS, len(table.rows), MOST_ROWS), 2):
        yield f"{table.zh} {number}", table.rows[start : start + MOST_ROWS]


def _sheet(
    book: "Workbook",
    name: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[Cell, ...]],
    formats: dict[str, Any],
) -> None:
    sheet = book.add_worksheet(name)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.zh, formats["head"])
        sheet.set_column(place, place, WIDE.get(column.name, WIDTH[column.kind]))
    for number, row in enumerate(rows, 1):
        for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
            _cell(sheet, number, place, cell, formats[column.kind])
    sheet.set_row(0, HEAD_HEIGHT)
    sheet.freeze_panes(1, _frozen(columns))
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _frozen(columns: Sequence[Column]) -> int:
    """Columns that stay in sight: up to the name."""
    return next((place + 1 for place, column in enumerate(columns) if column.name == "name"), 1)


def _cell(sheet: "Worksheet", row: int, column: int, cell: Cell, form: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        said = cell if cell.isprintable() else UNPRINTABLE.sub("�", cell)
        sheet.write_string(row, column, said[:MOST_CHARS], form)
    else:
        sheet.write_number(row, column, float(cell), form)


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
