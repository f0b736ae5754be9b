"""The explanation of a card, ticket or case as `liangpai explain` prints it, as blocks of a page."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from dashboards.console.days import Picture, picture_of
from dashboards.console.models import Block, Grid, Heading, Sentence
from rules.cards import CardRecord
from rules.trace import trace_of
from rules.wording import plain
from streams.explaining import Explained
from streams.explanation_card import finding_of
from streams.explanation_parts import Part
from streams.explanation_text import parts_of


def blocks_of(told: Explained, lang: int) -> list[Block]:
    """The parts of the explanation, in order."""
    return [block for part in parts_of(told, lang) for block in _blocks(part)]


def picture_of_card(told: Explained, card: CardRecord, lang: int) -> Picture | None:
    """The days of the card's clock; None where it has none."""
    finding = finding_of(told, card)
    if finding is None:
        return None
    return picture_of(trace_of(told.view, finding.verdict).lines, finding.verdict.count.due, lang)


def _blocks(part: Part) -> Iterator[Block]:
    if isinstance(part, str):
        yield Sentence(plain(part, keep="\n"))
    elif isinstance(part, Text):
        yield Heading(part.plain.strip())
    elif isinstance(part, Table):
        yield _grid(part)


def _grid(table: Table) -> Grid:
    columns = [[_text(cell) for cell in column.cells] for column in table.columns]
    heads = tuple(_text(column.header) for column in table.columns)
    return Grid(heads, tuple(zip(*columns, strict=True)))


def _text(cell: object) -> str:
    return cell.plain if isinstance(cell, Text) else str(cell)
