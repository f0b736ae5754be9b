"""A notice as data: what the form (notice.typ) is filled with."""

from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The five documents."""

    YELLOW = "yellow"
    RED = "red"
    SUPERVISION = "supervision"
    RECTIFICATION = "rectification"
    RATING = "rating"


TITLES = {
    Kind.YELLOW: "黄牌通知书",
    Kind.RED: "红牌通知书",
    Kind.SUPERVISION: "督办单",
    Kind.RECTIFICATION: "整改建议书",
    Kind.RATING: "差评整改单",
}
WORDS = {
    Kind.YELLOW: "黄",
    Kind.RED: "红",
    Kind.SUPERVISION: "督",
    Kind.RECTIFICATION: "建",
    Kind.RATING: "评",
}
"""What a number says of the kind."""

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part and its paragraphs."""

    head: str
    said: list[str]


@dataclass(frozen=True, slots=True)
class Box:
    """A box to be filled in by hand, with the line for signatures; `height` in mm."""

    name: str
    sign: str
    height: int


@dataclass(frozen=True, slots=True)
class Notice:
    """One document. `rows` are the facts as a table, `boxes` what people write in, `notes` the small print.

    `issued` is the date it bears. Everything is plain text.
    """

    kind: Kind
    number: str
    heading: str
    addressee: str
    opening: list[str]
    rows: list[Row]
    office: str
    issued: date
    seal: str
    notes: list[str]
    sections: list[Section] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What the document is called."""
        return TITLES[self.kind]

    def as_data(self) -> dict[str, Any]:
        """What the form reads."""
        from streams.documents.numbers import day_in_words

        said = asdict(self)
        issued = said.pop("issued")
        said.pop("kind")
        rows = [list(row) for row in self.rows]
        day = {"day": [issued.year, issued.month, issued.day], "date": day_in_words(issued)}
        return {**said, **day, "title": self.title, "rows": rows}
