"""Catch-all wording (兜底条款): words that leave open what an applicant has to bring or to fulfil."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from rules.lint.finding import Finding, named
from rules.rulebook import Item, Rulebook

CATCH_ALL = (
    "法律法规规定的其他",
    "法律、法规规定的其他",
    "法律法规规章规定的其他",
    "法律、法规、规章规定的其他",
    "法律、行政法规规定的其他",
    "规定的其他条件",
    "规定的其他材料",
    "规定的其他情形",
    "其他条件",
    "其他材料",
    "其他资料",
    "其他文件",
    "其他有关材料",
    "其他相关材料",
    "其他有关资料",
    "其他相关资料",
    "其他必要材料",
    "其他证明材料",
    "其他证明文件",
    "其它材料",
    "其它有关材料",
    "其它相关材料",
    "等材料",
    "等有关材料",
    "等相关材料",
    "等证明材料",
    "等资料",
    "等相关资料",
    "需要提交的其他",
    "需要提供的其他",
    "要求提交的其他",
    "要求提供的其他",
    "认为需要提交",
    "认为需要提供",
    "认为必要的",
    "视情况提供",
    "视情况提交",
    "视情提供",
    "根据需要提供",
    "根据实际情况提供",
)
"""What every rulebook is read for; a rulebook adds its own in `[lint] catch_all`."""

BLANKS = re.compile(r"\s+")


def catch_all_wording(rulebook: Rulebook) -> Iterator[Finding]:
    """Materials (name, wording) and guide elements that hold such words, one finding a cell."""
    phrases = {_plain(phrase) for phrase in (*CATCH_ALL, *rulebook.catch_all)}
    pattern = re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True))))
    for versions in rulebook.items.values():
        for item in versions:
            for table, key, column, text in _texts(item):
                found = list(dict.fromkeys(pattern.findall(_plain(text))))
                if found:
                    yield Finding("catch_all", table, key, column, _sentence(item, column, found))


def _texts(item: Item) -> Iterable[tuple[str, tuple[str, ...], str, str]]:
    """Every text of an item version that an applicant has to follow: table, key of its row, column, text."""
    version = (item.item_code, item.version)
    for code, material in item.materials.items():
        yield "materials", (*version, code), "name", material.name
        yield "materials", (*version, code), "wording", material.wording
    for element, text in (item.guide or {}).items():
        yield "guide", version, element, text


def _sentence(item: Item, column: str, found: list[str]) -> str:
    words = ", ".join(f'"{phrase}"' for phrase in found)
    return f"{named(item)} leaves open what is asked for ({words} in {column}): name it, or leave it out"


def _plain(text: str) -> str:
    """The text without blanks, full-width letters and punctuation as half-width."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", text))
