"""What pages are made of: values in the words of one language, ready to be shown as they are."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Texts = tuple[str, str]
"""The same in Chinese and English."""


class Heading(NamedTuple):
    """The title of a part of an explanation."""

    text: str
    kind: str = "heading"


class Sentence(NamedTuple):
    """A sentence of an explanation."""

    text: str
    kind: str = "sentence"


class Command(NamedTuple):
    """A command as it is typed."""

    text: str
    kind: str = "command"


class Grid(NamedTuple):
    """A table of an explanation; cells may have several lines."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "grid"


Block = Heading | Sentence | Command | Grid


class Asked(NamedTuple):
    """One field of a form. `kind`: text, textarea, lines, number, select, checkbox; `options` of a select."""

    name: str
    kind: str
    label: Texts
    required: bool = False
    options: Mapping[str, Texts] = {}


class Deed(NamedTuple):
    """Something a person may do: its name in addresses, the type of its desk action, what it asks for.

    `fixed` are fields of the action that nobody fills in.
    """

    name: str
    title: Texts
    type: str
    asks: tuple[Asked, ...]
    fixed: Mapping[str, str] = {}


class Said(NamedTuple):
    """What a page says at its top. `tone`: good, bad, or plain."""

    tone: str
    sentences: tuple[str, ...]


class Line(NamedTuple):
    """A row of a list: where it leads, what its cells show, and a mark (a colour, or overdue) that the first one wears.

    `at` is the cell that leads there, `id` and `revision` are what a bulk action names.
    """

    link: str
    cells: tuple[str, ...]
    mark: str = ""
    at: int = 1
    id: str = ""
    revision: int = 0


class Listing(NamedTuple):
    """A list on a page of several: its title, the names of its columns, its rows, and what there is to know of it."""

    title: str
    heads: Sequence[str]
    lines: Sequence[Line]
    hint: str = ""


class Fact(NamedTuple):
    """A name and what it is, at the head of a page; `link` where it leads somewhere."""

    name: str
    value: str
    link: str = ""


class Choice(NamedTuple):
    """A filter of a list: a select where it has options, else a text or a date (`kind`)."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    kind: str = "text"


class SentAgain(NamedTuple):
    """A form that was not taken, to be sent again as it was: where it goes, and every field in its order."""

    action: str
    fields: tuple[tuple[str, str], ...]
