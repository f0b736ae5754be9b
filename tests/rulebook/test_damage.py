"""Whatever is broken in a rulebook, the answer is a rulebook or lines that name places: never a traceback."""

import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from streams.exits import Misuse
from streams.rulebook_folder import load_files
from tests.rulebook.books import FULL, encoded, workbook

LINE = re.compile(r"city/[\w./]+:\d+:\d+: found .+, expected .+")
NOTICE = b'{"year": 2026, "papers": [], "days": [{"name": "x", "date": "2026-01-01", "isOffDay": true}]}'
FILES = {**encoded(FULL), "calendar/2026.json": NOTICE}
SCRAPS = (
    b"",
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\x00",
    b"\xff",
    b"[",
    b"=",
    b"{",
    b";",
    b"-1",
    b"1e9",
    b"9999999999",
    "是".encode(),
)


def answers(files: dict[str, bytes]) -> None:
    lines: list[str] | None = None
    try:
        load_files("city", files)
    except Misuse as stopped:
        lines = stopped.lines

    assert lines != []
    assert [line for line in lines or () if not LINE.fullmatch(line)] == []


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, bytes]:
    """The full rulebook with up to three cuts, each replaced by something that hurts."""
    files = dict(FILES)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(files)))
        content = files[name]
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 6)))
        files[name] = content[:start] + draw(st.sampled_from(SCRAPS)) + content[end:]
    return files


@given(damaged())
@settings(deadline=None, max_examples=300)
def test_damaged_files_load_or_are_named(files: dict[str, bytes]) -> None:
    answers(files)


@given(st.sampled_from(sorted(FILES)), st.binary(max_size=60))
@settings(deadline=None)
def test_files_of_anything_load_or_are_named(name: str, content: bytes) -> None:
    answers({**FILES, name: content})


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.text("aé;-1是[", max_size=4),
)


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_workbooks_with_cells_of_any_type_load_or_are_named(data: st.DataObject) -> None:
    book = load_workbook(io.BytesIO(whole_workbook()))
    sheet = book[data.draw(st.sampled_from(book.sheetnames))]
    row, column = data.draw(st.integers(1, sheet.max_row)), data.draw(st.integers(1, sheet.max_column))
    sheet.cell(row, column).value = data.draw(cells)
    content = io.BytesIO()
    book.save(content)

    answers({"city.xlsx": content.getvalue()})


def whole_workbook() -> bytes:
    content = io.BytesIO()
    workbook(FULL, content)
    return content.getvalue()
