"""Texts with {placeholders}: case numbers and event ids made from the columns of a row."""

import string
from collections.abc import Mapping

OWN_NAMES = ("subject", "row_in_case", "rule")
"""Placeholders that are no columns: case number, six-digit number of the row in its case, rule's name."""


class Template:
    """A text with `{column}` placeholders; `{{` and `}}` are braces. Raises ValueError: unclosed brace."""

    def __init__(self, text: str) -> None:
        self.pieces: list[tuple[str, str | None]] = []
        for literal, name, form, conversion in string.Formatter().parse(text):
            self.pieces.append((literal, _whole_name(name, form, conversion)))

    @property
    def names(self) -> list[str]:
        """All placeholders, in order."""
        return [name for _, name in self.pieces if name is not None]

    def columns(self) -> list[str]:
        """The placeholders that are columns."""
        return [name for name in self.names if name not in OWN_NAMES]

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with every placeholder replaced; KeyError names one that has no value."""
        return "".join(literal + ("" if name is None else values[name]) for literal, name in self.pieces)


def _whole_name(name: str | None, form: str | None, conversion: str | None) -> str | None:
    """Column names such as `case:concept:name` hold colons, which Python's own syntax takes for a format."""
    if name is None:
        return None
    whole = name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
    if not whole:
        raise ValueError("a placeholder without a name")
    return whole
