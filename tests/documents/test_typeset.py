"""From data to PDF: the same bytes, every character as it was written, none silently left out."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.documents import font
from streams.documents.glyphs import written_out
from streams.documents.notice import Box, Kind, Notice, Section
from streams.documents.typeset import pages_of, pdf_of
from streams.exits import Unavailable
from tests.documents.samples import text_of

PLAIN = Notice(
    kind=Kind.YELLOW,
    number="示监黄〔2026〕1号",
    heading="示例市监督局",
    addressee="住建局",
    opening=["通知如下："],
    rows=[("办件编号", "1")],
    office="示例市监督局",
    issued=date(2026, 10, 13),
    seal="（印章）",
    notes=["本件依据记录生成。"],
)
MARKUP = [
    "#eval(1+1)",
    "$x^2$",
    "a \\ b \\u{41} \\#",
    "*粗* _斜_ `码` = 题",
    "[x] <label> @ref // 注释 /* 注释 */",
    "\"引号\" '单' -- --- ... ~",
    '#include "/etc/passwd" #read("/etc/passwd")',
    "https://example.org/#a?b=$c",
    "- 项\n+ 项\n/ 词: 义",
]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_text_is_printed_as_it_was_written(text: str) -> None:
    rows, sections = [("内容", text)], [Section(text, [text])]
    boxes = [Box(text, "签名", 30)]
    notice = replace(PLAIN, opening=[text], rows=rows, sections=sections, boxes=boxes, notes=[text])

    read = text_of(pdf_of(notice).content)
    assert read.count("".join(text.split())) == 6


def test_the_same_notice_has_the_same_bytes_in_two_runs() -> None:
    assert pdf_of(PLAIN).content == pdf_of(PLAIN).content


def test_the_same_notice_has_the_same_bytes_in_another_process_elsewhere_at_another_time_zone(
    tmp_path: Path,
) -> None:
    program = (
        "import sys\n"
        "from tests.documents.test_typeset import PLAIN\n"
        "from streams.documents.typeset import pdf_of\n"
        "sys.stdout.buffer.write(pdf_of(PLAIN).content)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "TZ": "America/New_York", "LANG": "C", "TMPDIR": str(tmp_path)},
        capture_output=True,
        check=False,
    )

    assert done.stderr == b""
    assert done.stdout == pdf_of(PLAIN).content


def test_only_the_shipped_font_is_in_the_document_and_embedded() -> None:
    page = pypdf.PdfReader(io.BytesIO(pdf_of(PLAIN).content)).pages[0]
    fonts = [each.get_object() for each in page["/Resources"]["/Font"].values()]  # type: ignore[index]

    assert {str(each["/BaseFont"]).partition("+")[2].partition("-")[0] for each in fonts} == {"NotoSerifSC"}


def test_the_font_has_every_hanzi_of_gb_2312_and_of_gbk() -> None:
    pairs = [bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF) if low != 0x7F]
    hanzi = {each for pair in pairs for each in pair.decode("gbk", "ignore") if "\u3400" <= each <= "\u9fff"}

    assert len(hanzi) > 20_900
    assert {each for each in hanzi if ord(each) not in font.characters()} == set()


@pytest.mark.parametrize(
    ("character", "told", "name"),
    [
        ("\U00020bb7", "〔U+20BB7〕", "U+20BB7 CJK UNIFIED IDEOGRAPH-20BB7"),
        ("\U0001f600", "〔U+1F600〕", "U+1F600 GRINNING FACE"),
        ("\u202e", "〔U+202E〕", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u0007", "〔U+0007〕", "U+0007 without a name"),
    ],
)
def test_a_character_the_font_lacks_is_written_by_its_code_and_named_on_the_document(
    character: str, told: str, name: str
) -> None:
    notice = replace(PLAIN, rows=[("姓名", f"王{character}"), ("又", character)])

    made = pdf_of(notice)
    text = text_of(made.content)
    assert made.missing == [name]
    assert f"王{told}" in text
    assert "".join(name.split()) in text
    assert "字库没有的字以其编码代替" in text


def test_a_document_whose_characters_are_all_there_says_nothing_of_the_font() -> None:
    made = pdf_of(PLAIN)

    assert made.missing == []
    assert "字库" not in text_of(made.content)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_whatever_a_text_holds_what_is_printed_has_a_glyph_for_it(text: str) -> None:
    known = font.characters()

    assert all(ord(each) in known or each in "\n\t " for each in written_out(text, known))


def test_a_long_notice_runs_over_pages_and_loses_nothing() -> None:
    sections = [Section(f"{number}、部分", [f"第{number}段。" * 40]) for number in range(1, 30)]
    content = pdf_of(replace(PLAIN, sections=sections)).content

    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) > 3
    assert "第29段。第29段。" in text_of(content)


def test_a_word_without_a_break_stays_on_the_page() -> None:
    word = "x" * 300
    content = pdf_of(replace(PLAIN, rows=[("编号", word)])).content
    rights: list[float] = []
    page = pypdf.PdfReader(io.BytesIO(content)).pages[0]
    page.extract_text(
        visitor_text=lambda text, _cm, tm, _font, _size: rights.append(tm[4]) if text.strip() else None
    )

    assert word in text_of(content)
    assert max(rights) < float(page.mediabox.right) - 60


def test_the_pages_can_be_looked_at() -> None:
    (page,) = pages_of(PLAIN)

    assert page.startswith(b"\x89PNG")


def test_a_font_that_is_another_than_the_shipped_one_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(font, "SHA256", "0" * 64)
    font.font_bytes.cache_clear()
    try:
        with pytest.raises(Unavailable, match="found another font than Noto Serif SC"):
            pdf_of(PLAIN)
    finally:
        font.font_bytes.cache_clear()
