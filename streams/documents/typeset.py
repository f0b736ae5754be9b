"""A notice → PDF by typst, the same bytes each time: one font, no clock, the date of the record."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, NamedTuple

from streams.documents.font import FAMILY, characters, fonts
from streams.documents.glyphs import missing_from, named, texts_of, written_out
from streams.documents.notice import Notice
from streams.exits import never

if TYPE_CHECKING:
    import typst

NOT_IN_FONT = "注：字库没有的字以其编码代替，请核对后补写：{}。"
STANDARD: Literal["a-2u"] = "a-2u"
"""PDF/A-2u: made for keeping, its text can be searched and copied."""


class Typeset(NamedTuple):
    """The document, and the characters its font lacks: code and name of each."""

    content: bytes
    missing: list[str]


def pdf_of(notice: Notice) -> Typeset:
    """The notice as PDF/A. Raises Unavailable where the font is not there."""
    with fonts() as font:
        (page, *_), missing = _compile(notice, font, "pdf")
    return Typeset(page, missing)


def pages_of(notice: Notice) -> list[bytes]:
    """The notice as one PNG a page, to look at."""
    with fonts() as font:
        return _compile(notice, font, "png")[0]


def _compile(
    notice: Notice, font: "typst.Fonts", form: Literal["pdf", "png"]
) -> tuple[list[bytes], list[str]]:
    import typst

    data, missing = _printable(notice)
    day = datetime(notice.issued.year, notice.issued.month, notice.issued.day, tzinfo=UTC)
    compiler = typst.Compiler(
        files("streams.documents").joinpath("notice.typ").read_bytes(),
        font_paths=font,
        sys_inputs={"data": json.dumps({**data, "font": FAMILY}, ensure_ascii=False)},
    )
    made = compiler.compile(format=form, timestamp=day, pdf_standards=STANDARD if form == "pdf" else None)
    if made is None:
        never("typst gave no document although none was to be written to a file")
    return ([made] if isinstance(made, bytes) else list(made)), missing


def _printable(notice: Notice) -> tuple[dict[str, object], list[str]]:
    """The data with every character the font has; what it has not is told on the document itself."""
    data, known = notice.as_data(), characters()
    missing = [named(each) for each in missing_from("".join(texts_of(data)), known)]
    if not missing:
        return data, []
    told = [*_texts(data["notes"]), NOT_IN_FONT.format("、".join(missing))]
    return written_out({**data, "notes": told}, known), missing


def _texts(value: object) -> Sequence[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
