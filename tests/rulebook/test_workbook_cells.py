"""Workbooks as people make them: dates, numbers and truth values of their own type, failed formulas, stray cells."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from rules.rulebook import Rulebook
from streams.exits import Misuse
from streams.rulebook_folder import load_files
from streams.rulebook_folder.sheets import MOST_CELLS
from tests.rulebook.books import FULL, encoded, workbook

CALENDAR = {**FULL, "calendar.csv": "year,name,date,isOffDay\n2026,店庆,2026-03-02,true\n"}


def edited(edit: Callable[[Workbook], None]) -> bytes:
    """The full rulebook as a workbook, changed by hand."""
    content = io.BytesIO()
    workbook(CALENDAR, content)
    book = load_workbook(content)
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def load(content: bytes) -> Rulebook:
    return replace(load_files("city", {"city.xlsx": content}).rulebook, rulebook_hash="")


def lines(content: bytes) -> list[str]:
    with pytest.raises(Misuse) as stopped:
        load(content)
    return stopped.value.lines


def unchanged(book: Workbook) -> None:
    pass


def as_dates(book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", cell.value):
                    cell.value = date.fromisoformat(cell.value)


def as_moments(book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", cell.value):
                    cell.value = datetime.fromisoformat(cell.value)


def in_chinese_form(book: Workbook) -> None:
    as_dates(book)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, date):
                    cell.number_format = 'yyyy"年"m"月"d"日"'


def as_truth_values(book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in ("true", "false"):
                    cell.value = cell.value == "true"


@pytest.mark.parametrize("edit", [as_dates, as_moments, in_chinese_form, as_truth_values])
def test_cells_of_their_own_type_say_the_same_as_texts(edit: Callable[[Workbook], None]) -> None:
    assert load(edited(edit)) == load_in_folder()
    assert edited(edit) != edited(unchanged)


def load_in_folder() -> Rulebook:
    return replace(load_files("city", encoded(FULL)).rulebook, rulebook_hash="")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (datetime.fromisoformat("2026-01-01T09:30:00"), 'valid_from "2026-01-01T09:30:00"'),
        ("2026/1/1", 'valid_from "2026/1/1"'),
        ("2026年1月1日", 'valid_from "2026年1月1日"'),
        (46023, 'valid_from "46023"'),
    ],
)
def test_a_cell_that_is_no_plain_day_is_named(value: object, found: str) -> None:
    def edit(book: Workbook) -> None:
        book["items"]["C2"].value = value

    assert lines(edited(edit)) == [f"city/items:2:3: found {found}, expected a date YYYY-MM-DD"]


@pytest.mark.parametrize(("cell", "place"), [("J3", "items:3:10"), ("A2", "items:2:1"), ("E2", "items:2:5")])
def test_a_formula_that_failed_is_a_mistake_at_its_cell_even_where_a_cell_may_be_empty(
    cell: str, place: str
) -> None:
    def edit(book: Workbook) -> None:
        book["items"][cell].value = "#N/A"
        book["items"][cell].data_type = "e"

    assert lines(edited(edit)) == [
        f"city/{place}: found a formula that failed (such as #N/A), expected a value"
    ]


def test_a_failed_formula_in_a_sheet_that_is_not_ours_does_not_matter() -> None:
    def edit(book: Workbook) -> None:
        sheet = book.create_sheet("notes")
        sheet["A1"].value = "#REF!"
        sheet["A1"].data_type = "e"

    assert load(edited(edit)) == load_in_folder()


def test_empty_rows_above_and_columns_beside_a_table_do_not_move_what_is_named() -> None:
    def edit(book: Workbook) -> None:
        book["fees"].insert_rows(1, 3)
        book["fees"]["E5"].value = "-5"

    assert lines(edited(edit)) == [
        'city/fees:5:5: found amount "-5", expected an amount such as 120 or 35.50'
    ]


@pytest.mark.parametrize("far", ["XFD1048576", "H1048576"])
def test_a_stray_cell_far_away_is_told_and_does_not_fill_memory(far: str) -> None:
    def edit(book: Workbook) -> None:
        book["fees"][far].value = "x"

    (told,) = lines(edited(edit))
    assert told.startswith("city/fees:1:1: found 1048576 rows and ")
    assert told.endswith(f"a table of at most {MOST_CELLS} cells (delete what stands far below or beside it)")


def test_a_chart_and_a_hidden_sheet_do_no_harm() -> None:
    def edit(book: Workbook) -> None:
        book.create_chartsheet("chart")
        book["stages"].sheet_state = "hidden"

    loaded = load_files("city", {"city.xlsx": edited(edit)})
    assert loaded.strangers == ("city/chart",)
    assert replace(loaded.rulebook, rulebook_hash="") == load_in_folder()


WHOLE = edited(unchanged)


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_a_damaged_workbook_loads_or_is_named(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE) - 1))
    end = data.draw(st.integers(start, min(len(WHOLE), start + 40)))
    damage(WHOLE[:start] + data.draw(st.binary(max_size=8)) + WHOLE[end:])


def repacked(change: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with the files in its archive changed, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b'r="A2"', b'r="A99999999"', "found 99999999 rows and"),
        (b'r="A2"', b"r='ZZZZZ2'", "12356630 columns"),
        (b'<row r="2"', b'<row r="99999999"', "found 99999999 rows and"),
        (b'r="A2"', b'r="2A"', "found no workbook (a cell at 2A)"),
        (b"<worksheet", b"<!DOCTYPE x><worksheet", "found no workbook (a document type"),
        (b"</sheetData>", b"", "found no workbook (mismatched tag"),
    ],
)
def test_a_sheet_that_says_it_reaches_too_far_is_refused_before_it_is_held(
    old: bytes, new: bytes, told: str
) -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(old, new) if name.startswith("xl/worksheets/") else content

    assert told in lines(repacked(change))[0]


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_damage_inside_a_file_of_the_workbook_loads_or_is_named(data: st.DataObject) -> None:
    spoilt = data.draw(st.sampled_from(zipfile.ZipFile(io.BytesIO(WHOLE)).namelist()))

    def change(name: str, content: bytes) -> bytes:
        if name != spoilt:
            return content
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 30)))
        scrap = data.draw(st.sampled_from([b"", b"<", b'"', b"&", b"99999999999", b"\xff"]))
        return content[:start] + scrap + content[end:]

    damage(repacked(change))


def damage(content: bytes) -> None:
    told = None
    try:
        load(content)
    except Misuse as stopped:
        told = stopped.lines
    assert told != []
    assert [
        line for line in told or () if not re.fullmatch(r"city[\w/]*:\d+:\d+: found .+, expected .+", line)
    ] == []
