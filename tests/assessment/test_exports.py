"""Exports: numbers are numbers, nothing in a name is calculated, the same figures are the same bytes."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from rules.assessment.facts import MonthFacts
from rules.assessment.frozen import Frozen
from rules.assessment.periods import Month
from rules.assessment.scoring import score_month
from rules.zone import zone
from streams.assessment import workbook
from streams.assessment.bulletin import pdf_of
from streams.assessment.computing import Figures
from streams.assessment.exporting import files_of, written
from streams.assessment.plain import neutral, write_csv, write_json, write_parquet
from streams.assessment.tables import POINTS, WHOLE, Anew, Column, Row, Table, month_tables, texts
from streams.assessment.workbook import write_workbook
from tests.assessment.grounds import TERMS, card
from tests.assessment.test_scoring import LAST, book, ratings, tally

HOSTILE = '=HYPERLINK("http://x","甲")\n第二行 😀\x07'
MONTH, ZONE, CREATED = Month(2026, 10), zone("Asia/Shanghai"), datetime(2026, 10, 31)  # noqa: DTZ001 - as in files


def figures(name: str = "u17") -> Figures:
    cards = [card("a", "P-01", "red", name), card("b", "T-04", "yellow")]
    facts = MonthFacts.of(
        [tally("D", staff=name, accepted=3, settled=3, on_time=2)], cards, [ratings(name, "D", 5, 12)]
    )
    scores = tuple(score_month(facts, book(), LAST, {}))
    return Figures(MONTH, None, book(), Frozen(facts, scores), False)


def tables(name: str = "u17") -> dict[str, Table]:
    return {table.name: table for table in month_tables(figures(name), TERMS, ZONE)}


def bytes_of(write: Callable[..., None], *given: Any) -> bytes:
    file = io.BytesIO()
    write(file, *given)
    return file.getvalue()


def workbook_of(made: Iterable[Table]) -> bytes:
    return bytes_of(write_workbook, list(made), "考核", CREATED)


def test_a_workbook_has_numbers_filters_and_panes() -> None:
    made = load_workbook(io.BytesIO(workbook_of(tables().values())))

    assert made.sheetnames == ["汇总", "明细", "扣分", "牌", "评价", "事实", "说明", "图表"]
    sheet = made["汇总"]
    heads = [str(cell.value) for cell in sheet[1]]
    total = sheet.cell(2, heads.index("总分") + 1)
    assert isinstance(total.value, int | float)
    assert total.number_format == "0.00"
    assert (sheet.freeze_panes, sheet.auto_filter.ref[:3]) == ("E2", "A1:")
    assert vars(made["图表"])["_charts"]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    table = Table("facts", "事实", texts(("id", "编号")), [(str(number),) for number in range(5)])

    made = load_workbook(io.BytesIO(workbook_of([table])))

    assert made.sheetnames == ["事实", "事实 2", "事实 3"]
    assert [[row[0].value for row in sheet.iter_rows()] for sheet in made] == [
        ["编号", "0", "1"], ["编号", "2", "3"], ["编号", "4"],
    ]  # fmt: skip


def test_a_text_is_in_a_workbook_as_it_is_but_for_what_no_sheet_can_hold() -> None:
    said = [" <甲> & 'Z' ", "_x0041_", "a\rb", "\ud800\x00", "长" * 40_000, ""]
    table = Table("facts", "事实", texts(("id", "编号")), [(each,) for each in said])

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook_of([table]))).get_sheet_by_name("事实")

    assert [row[0] for row in sheet.to_python()] == [
        "编号", " <甲> & 'Z' ", "_x0041_", "a\rb", "��", "长" * 32_000, "",
    ]  # fmt: skip


def test_rows_are_made_one_by_one_and_every_thousand_is_told(tmp_path: Path) -> None:
    length, told = 2500, list[int]()

    def rows() -> Iterator[Row]:
        for number in range(length):
            yield (str(number), Decimal(number), None)

    columns = (*texts(("id", "编号")), Column("total", "总分", POINTS), Column("rank", "名次", WHOLE))
    table = Table("facts", "事实", columns, Anew(rows))
    for form in ("xlsx", "csv", "json", "parquet"):
        told.clear()
        made = files_of("2026-10", [table], [form], date(2026, 10, 31))
        ((path, size),) = written(tmp_path, made, told.append)

        assert (sum(each.rows for each in made), told) == (length, [1000, 1000, 500])
        assert size == path.stat().st_size > 0
    sheet = load_workbook(tmp_path / "2026-10.xlsx")["事实"]
    assert (sheet.dimensions, sheet.auto_filter.ref) == ("A1:C2501", "A1:C2501")
    assert [sheet.cell(2501, place).value for place in (1, 2, 3)] == ["2499", 2499, None]


def test_nothing_in_a_name_is_a_formula_in_a_workbook() -> None:
    made = load_workbook(io.BytesIO(workbook_of(tables(HOSTILE).values())))
    cells = [cell for sheet in made for row in sheet.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(cell.value == HOSTILE.replace("\x07", "�") for cell in cells)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_would_be_calculated_is_marked_in_csv(start: str) -> None:
    assert neutral(start) == "'" + start
    assert neutral(Decimal("-1.50")) == "-1.50"
    assert neutral("甲=1") == "甲=1"


def test_csv_keeps_line_breaks_and_opens_as_utf_8() -> None:
    content = bytes_of(write_csv, tables(HOSTILE)["summary"])
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    assert content.startswith(b"\xef\xbb\xbf")
    assert "'" + HOSTILE in {row["id"] for row in rows}
    assert len(rows) == len(tables(HOSTILE)["summary"].rows)


def test_json_and_parquet_have_the_same_rows_as_they_are() -> None:
    made = tables(HOSTILE)
    body = json.loads(bytes_of(write_json, made.values()))

    for name, table in made.items():
        found = pq.read_table(io.BytesIO(bytes_of(write_parquet, table))).to_pylist()
        assert [row.get("id") for row in found] == [row.get("id") for row in body[name]]
        assert len(found) == len(table.rows)
    (unit,) = (row for row in body["summary"] if row["scope"] == "unit")
    (other,) = (
        row
        for row in pq.read_table(io.BytesIO(bytes_of(write_parquet, made["summary"]))).to_pylist()
        if row["scope"] == "unit"
    )
    assert other["total"] == Decimal(str(unit["total"])).quantize(Decimal("0.01"))


def test_the_bulletin_names_units_and_says_that_it_is_a_draft() -> None:
    content = pdf_of(figures(HOSTILE), TERMS, ZONE, "示例市监督办 😀")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace(" ", "")

    for said in ("2026年10月行政审批绩效考核通报", "未结账", "甲", "66.66"):
        assert said in text


def test_the_same_figures_are_the_same_bytes() -> None:
    made = list(tables().values())

    assert workbook_of(made) == workbook_of(made)
    assert bytes_of(write_json, made) == bytes_of(write_json, made)
    assert [bytes_of(write_parquet, table) for table in made] == [
        bytes_of(write_parquet, table) for table in made
    ]
    assert pdf_of(figures(), TERMS, ZONE, "办") == pdf_of(figures(), TERMS, ZONE, "办")


def test_a_month_without_events_is_exported_with_its_headings() -> None:
    empty = Figures(MONTH, None, book(), Frozen(MonthFacts(), ()), False)
    made = month_tables(empty, TERMS, ZONE)

    assert load_workbook(io.BytesIO(workbook_of(made)))["汇总"].max_row == 1
    assert all(bytes_of(write_parquet, table) for table in made)
    assert pdf_of(empty, TERMS, ZONE, "办")
